// A map of layers over steps of training: where and when a gradient is small.
import type { ColumnTable } from 'arquero';
import { flag, checkKeys, invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { axis, depthTicks } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { drawable, lineOf, type Line } from './lines';
import { isOfQuantity, nameOfMeasure, sizes } from './measures';
import { ink } from './style';
import { byNumber, rowsOf, rowsWith } from './tables';
import { fateOf, points, said } from './words';

export interface HeatMapOptions {
  /** Of what. Default 'dL/dz', where the table has quantities. */
  readonly quantity?: string;
  /** Which column gives the colour: 'norm', 'rms', 'ratio', … Default 'norm'. */
  readonly measure?: string;
  /** Whether the colour goes by powers of ten. Default true. */
  readonly log?: boolean;
  /**
   * The values at the two ends of the colours, so that two maps can be compared; what lies beyond has the colour of the end.
   * Default: the least and the greatest.
   */
  readonly range?: readonly [number, number];
  /** What the chart finds. Default: how the first layer compares with the last, at first and in the end. */
  readonly title?: string;
}

/** Where the colours have their ticks: powers of ten, or 1, 2 and 5 of them where there are few. */
function colourTicks(logs: readonly number[]): Record<string, unknown> {
  const [low, high] = logs.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]);
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const powers = Array.from(
    { length: Math.floor(high / every) - Math.ceil(low / every) + 1 },
    (_, i) => (Math.ceil(low / every) + i) * every,
  );
  if (powers.length >= 3) {
    return { tickvals: powers, ticktext: powers.map((p) => `10<sup>${String(p).replace('-', '−')}</sup>`) };
  }
  const first = Math.floor(low);
  const marks = (every: readonly number[]): number[] =>
    Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) =>
      every.map((m) => Number(`${m}e${first + i}`)),
    )
      .flat()
      .filter((v) => Math.log10(v) >= low - 1e-9 && Math.log10(v) <= high + 1e-9);
  const fit = [marks([1, 2, 5]), marks([1, 2, 3, 4, 5, 6, 7, 8, 9])].find(({ length }) => length >= 3);
  const ends = fit ?? [...new Set([10 ** low, 10 ** high])];
  return { tickvals: ends.map(Math.log10), ticktext: ends.map((v) => formatNumber(v, 2)) };
}

/** The ends of the colours, as they are drawn: logarithms on a log scale. */
function colourEnds(where: string, range: unknown, log: boolean): readonly [number, number] | null {
  if (range === undefined) return null;
  const ends = Array.isArray(range) ? (range as unknown[]) : [];
  const [low, high] = ends;
  const fit =
    ends.length === 2 &&
    typeof low === 'number' &&
    typeof high === 'number' &&
    Number.isFinite(low) &&
    Number.isFinite(high) &&
    low < high &&
    (low > 0 || !log);
  if (!fit)
    throw invalidArgument(where, 'range', `[low, high]${log ? ', both above 0' : ''}, low below high`, range);
  return log ? [Math.log10(low), Math.log10(high)] : [low, high];
}

function finding(layers: readonly Line[], what: string): string {
  const [first, last] = [layers[0], layers.at(-1)!];
  if (first === last) return `${what} ${said(fateOf(first.middle[0], first.middle.at(-1)!))} in training`;
  const at = (end: 0 | -1) => fateOf(last.middle.at(end)!, first.middle.at(end)!);
  const [start, end] = [at(0), at(-1)];
  const then = end.verb === start.verb && end.amount !== '' ? end.amount : said(end);
  const change = said(start) === said(end) ? 'throughout' : `at first, ${then} in the end`;
  return `${what} ${said(start)} on the way back ${change}`;
}

/**
 * A map of a number by layer (upwards from the input) and step of training (to the right), its size in colour. Zeros, NaN and
 * infinities are gaps. Where the table holds several seeds, it shows medians.
 *
 * @param table with `step`, `depth`, the measure and, if there, `quantity` and `seed`
 * @param options which quantity and measure, whether colours go by powers of ten and between which values, and a
 * title
 * @throws {TypeError | RangeError} when the table is none, lacks a column, or has no row of the quantity
 * @example show(charts.heatMap(run.layers, { quantity: 'dL/dW' }));
 * @example show(charts.heatMap(run.layers, { quantity: 'W', measure: 'ratio', range: [1e-6, 1e-1] }));
 */
export function heatMap(table: ColumnTable, options: HeatMapOptions = {}): Figure {
  const where = 'charts.heatMap';
  checkKeys(where, 'options', options, ['quantity', 'measure', 'log', 'range', 'title']);
  const { measure = 'norm' } = options;
  const log = flag(where, 'log', options.log ?? true);
  const ends = colourEnds(where, options.range, log);
  const all = rowsOf(where, 'table', table, {
    columns: ['step', 'depth', measure, ...(options.quantity === undefined ? [] : ['quantity'])],
    source: `the layers of train, or a table with step, depth and ${measure}`,
  });
  const quantity = all.columns.includes('quantity') ? (options.quantity ?? 'dL/dz') : null;
  const rows = quantity === null ? all.rows : rowsWith(where, all, 'quantity', quantity);
  const layers = [...byNumber(where, { name: 'table', rows }, 'depth')];
  if (layers.length === 0) throw new RangeError(`${where}: table is empty; give a row a step and layer`);
  const lines = layers.map(([depth, own]) =>
    lineOf(where, { name: `layer ${depth}`, rows: own }, 'step', measure),
  );
  const depths = layers.map(([depth]) => depth);
  const steps = [...byNumber(where, { name: 'table', rows }, 'step').keys()];
  const what = (sizes as readonly string[]).includes(measure)
    ? (quantity ?? measure)
    : nameOfMeasure(measure);
  const cells = lines.map(({ x, middle }) => {
    const values = new Map(x.map((step, i) => [step, middle[i]]));
    return drawable(
      steps.map((step) => values.get(step) ?? NaN),
      log,
    );
  });
  const z = log ? cells.map((row) => row.map((v) => (v === null ? null : Math.log10(v)))) : cells;
  const seen = z.flat().filter((v) => v !== null);
  const seeds = Math.max(...lines.map((line) => line.seeds));
  const median = seeds > 1 ? `, median of ${seeds} seeds` : '';
  const name =
    quantity === null || !isOfQuantity(measure)
      ? nameOfMeasure(measure)
      : `${nameOfMeasure(measure)} of ${quantity}`;
  const words = {
    title: options.title ?? finding(lines, what),
    subtitle: `${name} by layer and step${median}`,
    description:
      `Heat map of the ${name} by layer, layer 1 nearest the input, and step of training${log ? ', log scale' : ''}${median}. ` +
      lines
        .map(
          (line) =>
            `${line.name}: ${points({ x: [line.x[0], line.x.at(-1)!], middle: [line.middle[0], line.middle.at(-1)!] }, 'step')}.`,
        )
        .join(' '),
  };
  const map = {
    type: 'heatmap',
    x: steps,
    y: depths,
    z,
    customdata: cells,
    colorscale: 'Viridis',
    ...(ends ? { zmin: ends[0], zmax: ends[1] } : {}),
    hoverongaps: false,
    hovertemplate: `step %{x}, layer %{y}: %{customdata:.3~g}<extra></extra>`,
    colorbar: {
      thickness: 14,
      outlinewidth: 0,
      tickfont: { color: ink },
      ...(log && seen.length > 0 ? colourTicks(ends ?? seen) : {}),
    },
  };
  const reach = (at: readonly number[]) =>
    seen.length > 0 ? {} : { range: [at[0] - 0.5, at.at(-1)! + 0.5] };
  return {
    data: seen.length > 0 ? [map] : [], // Plotly takes no map of gaps alone
    layout: {
      ...layoutFor(words),
      hovermode: 'closest',
      xaxis: { ...axis('step of training'), ...reach(steps), ticks: '' },
      yaxis: {
        ...axis('layer, counted from the input'),
        ...depthTicks(depths.at(-1)!),
        ...reach(depths),
        ticks: '',
      },
    },
  };
}
