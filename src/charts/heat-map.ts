// Heat map of a quantity by layer and step of training.
import { first, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { checkOptions, option, type Schema } from '../option-schema';
import { formatNumber } from '../format';
import { axis, depthTicks } from './axes';
import { checkColorRange, COLOR_BAR, COLOR_MAP } from './color-scale';
import type { Figure } from './figure';
import { layoutFor, type ChartText } from './layout';
import { medianLine, mediansAt, type Line } from './lines';
import { isPerQuantity, measureLabel, SIZE_MEASURES } from './measures';
import { groupByNumber, readRows, filterRows } from './tables';
import { changeBetween, listPoints, phrase } from './phrases';

/** Options of `charts.heatMap`. */
export interface HeatMapOptions {
  /** The quantity. Default 'dL/dz', where the table has a column `quantity`. */
  readonly quantity?: string;
  /** The column that is drawn as colour: 'norm', 'rms', 'ratio', … Default 'norm'. */
  readonly measure?: string;
  /** Whether the colour scale is logarithmic. Default true. */
  readonly log?: boolean;
  /**
   * The values at the two ends of the colour scale, so that two maps can be compared; values beyond have the colour of the end.
   * Default: the least and the greatest value.
   */
  readonly range?: readonly [number, number];
  /** The title. Default: how the first layer compares with the last, at the first step and at the last. */
  readonly title?: string;
}

/** Ticks of a logarithmic colour scale: powers of ten, or also 2 and 5 times those where they are fewer than three. */
function logColorTicks(logs: readonly number[]): Record<string, unknown> {
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

function defaultTitle(layers: readonly Line[], what: string): string {
  const [bottom, top] = [first(layers).median, last(layers).median];
  if (layers.length === 1) return `${what} ${phrase(changeBetween(first(bottom), last(bottom)))} in training`;
  const start = changeBetween(first(top), first(bottom));
  const end = changeBetween(last(top), last(bottom));
  const then = end.verb === start.verb && end.amount !== '' ? end.amount : phrase(end);
  const change = phrase(start) === phrase(end) ? 'throughout' : `at first, ${then} in the end`;
  return `${what} ${phrase(start)} on the way back ${change}`;
}

const SCHEMA = {
  quantity: option.unchecked<HeatMapOptions['quantity']>(),
  measure: option.unchecked<NonNullable<HeatMapOptions['measure']>, { default: 'norm' }>({ default: 'norm' }),
  log: option.boolean({ default: true }),
  range: option.unchecked<HeatMapOptions['range']>(),
  title: option.string(),
} satisfies Schema<HeatMapOptions>;

/**
 * Draws a statistic by layer (upwards from the input) and step of training (to the right) as a heat map. Zeros, NaN and infinities
 * are gaps. Where the table holds several seeds, the colours are medians.
 *
 * @param table the `layers` of `train` or `watch`, or any table with `step`, `depth`, the measure and, optionally, `quantity` and
 * `seed`
 * @param options the quantity, the measure, the colour scale and its range, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when the table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when the table is empty, has no row of the quantity, or several rows for one layer, step and seed
 * @example
 * const model = mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'tanh' });
 * const { layers } = await train(model, datasets.digits().train, { steps: 20, observeEvery: 5 });
 * if (layers) show(charts.heatMap(layers, { quantity: 'dL/dW' })); // four layers by four steps
 */
export function heatMap(table: ColumnTable, options: HeatMapOptions = {}): Figure {
  const where = 'charts.heatMap';
  const { measure, log } = checkOptions(where, 'options', options, SCHEMA);
  const range = options.range === undefined ? null : checkColorRange(where, 'range', options.range, log);
  const grid = readGrid(where, table, measure, options.quantity);
  const cells = grid.lines.map((line) => mediansAt(line, grid.steps, log));
  const isEmpty = cells.flat().every((value) => value === null);
  return {
    data: isEmpty ? [] : [mapTrace(grid, cells, log, range)], // Plotly refuses a map of gaps only
    layout: {
      ...layoutFor(wordsFor(grid, measure, log, options.title)),
      hovermode: 'closest',
      ...mapAxes(grid, isEmpty),
    },
  };
}

/** The medians by layer and step. */
interface Grid {
  /** Null where the table has no column `quantity`. */
  readonly quantity: string | null;
  /** A line over the steps for each of `depths`. */
  readonly lines: readonly Line[];
  readonly depths: readonly number[];
  readonly steps: readonly number[];
}

function readGrid(where: string, table: unknown, measure: string, wanted: string | undefined): Grid {
  const all = readRows(where, 'table', table, {
    columns: ['step', 'depth', measure, ...(wanted === undefined ? [] : ['quantity'])],
    source: `the layers of train, or a table with step, depth and ${measure}`,
  });
  const quantity = all.columns.includes('quantity') ? (wanted ?? 'dL/dz') : null;
  const rows = quantity === null ? all.rows : filterRows(where, all, 'quantity', quantity);
  const layers = [...groupByNumber(where, { name: 'table', rows }, 'depth')];
  if (layers.length === 0) throw new RangeError(`${where}: table is empty; give a row a step and layer`);
  return {
    quantity,
    lines: layers.map(([depth, own]) =>
      medianLine(where, { name: `layer ${depth}`, rows: own }, 'step', measure),
    ),
    depths: layers.map(([depth]) => depth),
    steps: [...groupByNumber(where, { name: 'table', rows }, 'step').keys()],
  };
}

type Cells = readonly (readonly (number | null)[])[];

function mapTrace(
  { steps, depths }: Grid,
  cells: Cells,
  log: boolean,
  range: readonly [number, number] | null,
): Record<string, unknown> {
  const z = log ? cells.map((row) => row.map((v) => (v === null ? null : Math.log10(v)))) : cells;
  const ends = log && range ? range.map(Math.log10) : range;
  return {
    ...COLOR_MAP,
    x: steps,
    y: depths,
    z,
    customdata: cells,
    ...(ends ? { zmin: ends[0], zmax: ends[1] } : {}),
    hovertemplate: `step %{x}, layer %{y}: %{customdata:.3~g}<extra></extra>`,
    colorbar: {
      ...COLOR_BAR,
      ...(log ? logColorTicks(ends ?? z.flat().filter((v) => v !== null)) : {}),
    },
  };
}

/** The axes of the map; without a trace, Plotly has no data to take the ranges from. */
function mapAxes({ steps, depths }: Grid, isEmpty: boolean): Record<string, unknown> {
  const rangeOf = (values: readonly number[]) =>
    isEmpty ? { range: [first(values) - 0.5, last(values) + 0.5] } : {};
  return {
    xaxis: { ...axis('step of training'), ...rangeOf(steps), ticks: '' },
    yaxis: {
      ...axis('layer, counted from the input'),
      ...depthTicks(last(depths)),
      ...rangeOf(depths),
      ticks: '',
    },
  };
}

function wordsFor(
  { quantity, lines }: Grid,
  measure: string,
  log: boolean,
  title: string | undefined,
): ChartText {
  const label = measureLabel(measure);
  const name = quantity === null || !isPerQuantity(measure) ? label : `${label} of ${quantity}`;
  const what = (SIZE_MEASURES as readonly string[]).includes(measure) ? (quantity ?? measure) : label;
  const seeds = Math.max(...lines.map((line) => line.seeds));
  const median = seeds > 1 ? `, median of ${seeds} seeds` : '';
  const subject = name.startsWith('|') ? name : `the ${name}`;
  const axes = 'by layer, layer 1 nearest the input, and step of training';
  return {
    title: title ?? defaultTitle(lines, what),
    subtitle: `${name} by layer and step${median}`,
    description: [
      `Heat map of ${subject} ${axes}${log ? ', log scale' : ''}${median}.`,
      ...lines.map((line) => `${line.name}: ${listPoints(endsOf(line), 'step')}.`),
    ].join(' '),
  };
}

/** The first point and the last. */
const endsOf = ({ x, median }: Line): Pick<Line, 'x' | 'median'> => ({
  x: [first(x), last(x)],
  median: [first(median), last(median)],
});
