// Map of a sweep: measurements over two parameters, as colours, with curves over them; several maps side by side.
import { first, itemAt, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { invalidArgument, type NameOf } from '../errors';
import { formatNumber } from '../format';
import { checkOptions, option, type Schema } from '../option-schema';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { cellEdges, DASHES, describeLine, lineTracesOverMap, readMapLines, type MapLine } from './map-lines';
import { cellsOf, describePanel, PANEL_TITLE_HEIGHT, Panels, readPanels, suffixOf } from './map-panels';
import { panelTitle } from './panel-title';
import { evenIndices } from './phrases';
import { TEXT_COLOR } from './style';

const LOG_AXES = ['none', 'x', 'y', 'both'] as const;

/** Options of `charts.sweepMap`. */
export interface SweepMapOptions {
  /** The column of the parameter to the right. */
  readonly x: string;
  /** The column of the parameter upwards. */
  readonly y: string;
  /** The column of the measurement, which is the colour. */
  readonly value: string;
  /** A column whose values each become a map, with the same axes and colours. Default: one map. */
  readonly panels?: string;
  /** The number of maps in a row, at least 1. Default 2. */
  readonly columns?: number;
  /** The axes that are logarithmic: 'none', 'x', 'y' or 'both'. Default 'none'. */
  readonly log?: NameOf<(typeof LOG_AXES)[number]>;
  /** The values at the two ends of the colours; values beyond have the colour of the end. Default: the least and the greatest value. */
  readonly range?: readonly [number, number];
  /** Curves over the maps: a table with the columns of `x` and `y`, `line`, the name of the curve, and, optionally, that of `panels`. */
  readonly lines?: ColumnTable;
  /** The title. Default: the range of the values. */
  readonly title?: string;
}

function checkRange(where: string, name: string, value: unknown): readonly [number, number] {
  const [low, high, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof low === 'number' && typeof high === 'number' && more.length === 0 && high > low)
    if (Number.isFinite(low) && Number.isFinite(high)) return [low, high];
  throw invalidArgument(where, name, '[low, high], low below high', value);
}

const columnName = (where: string, name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  throw invalidArgument(where, name, 'the name of a column', value);
};

const SCHEMA = {
  x: option.custom(columnName, { required: true }),
  y: option.custom(columnName, { required: true }),
  value: option.custom(columnName, { required: true }),
  panels: option.custom(columnName),
  columns: option.integer({ min: 1, default: 2 }),
  log: option.oneOf(LOG_AXES, { default: 'none' }),
  range: option.custom(checkRange),
  lines: option.unchecked<SweepMapOptions['lines']>(),
  title: option.string(),
} satisfies Schema<SweepMapOptions>;

/**
 * Draws a measurement over two parameters as a map of colours, with curves of theory over it, or several maps side by side. Where the table holds
 * several seeds, the colours are medians. NaN, infinities and points that were not measured are gaps.
 *
 * @param table a table with the columns that `x`, `y`, `value` and `panels` name and, optionally, `seed`: what `sweep` returns
 * @param options the columns, the log axes, the ends of the colours, the curves, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table, lacks a column or holds values that are no numbers, or an option is unknown or
 * of a wrong type
 * @throws {RangeError} when the table has no values, a log axis has numbers that are not above 0, there are several rows for one place
 * and seed, or `columns` is below 1
 * @example
 * const places = [4, 16, 64].flatMap((depth) => [0.5, 1, 2].map((weightVariance) => ({ depth, weightVariance })));
 * const kept = places.map((place) => ({ ...place, kept: place.weightVariance ** (place.depth / 2) }));
 * show(charts.sweepMap(aq.from(kept), { x: 'weightVariance', y: 'depth', value: 'kept', log: 'y' })); // nine colours
 */
export function sweepMap(table: ColumnTable, options: SweepMapOptions): Figure {
  const where = 'charts.sweepMap';
  const checked = checkOptions(where, 'options', options, SCHEMA);
  const { x, y, value } = checked;
  const [logX, logY] = ['x', 'y'].map((one) => checked.log === one || checked.log === 'both');
  const panels = readPanels(where, table, checked);
  const ys = ascending(panels.flatMap(({ lines }) => [...lines.keys()]));
  const xs = ascending(panels.flatMap(({ lines }) => [...lines.values()].flatMap((line) => line.x)));
  const edges = { x: cellEdges(where, x, xs, logX!), y: cellEdges(where, y, ys, logY!) };
  const curves = readMapLines(where, checked.lines, { x, y, panels: checked.panels });
  const values = panels.flatMap(({ lines }) =>
    [...lines.values()].flatMap(({ median }) => median.filter(Number.isFinite)),
  );
  const seeds = Math.max(...panels.flatMap(({ lines }) => [...lines.values()].map((line) => line.seeds)));
  const isSingle = panels.length === 1;
  const placed = new Panels(panels.length, checked.columns);
  const axes = panels.flatMap((_, i) => [
    [`xaxis${suffixOf(i)}`, placed.axis(i, 'x', x, mapAxis(xs, edges.x, logX!))] as const,
    [`yaxis${suffixOf(i)}`, placed.axis(i, 'y', y, mapAxis(ys, edges.y, logY!))] as const,
  ]);
  const [zmin, zmax] = checked.range ?? [Math.min(...values), Math.max(...values)];
  const colors = {
    colorscale: 'Viridis',
    ...(zmin < zmax ? { zmin, zmax } : {}), // Plotly refuses ends that are the same
  };
  const colorbar = { thickness: 14, outlinewidth: 0, tickfont: { color: TEXT_COLOR } };
  const data = panels.flatMap((panel, i) => {
    const target = { xaxis: `x${suffixOf(i)}`, yaxis: `y${suffixOf(i)}` };
    const cells = cellsOf(panel, xs, ys);
    const map = {
      type: 'heatmap',
      x: edges.x,
      y: edges.y,
      z: cells,
      customdata: ys.map((at) => xs.map((position) => [position, at])),
      ...colors,
      ...(i === 0 ? { colorbar } : { showscale: false }), // one scale for all
      hoverongaps: false,
      hovertemplate: `${x} %{customdata[0]}, ${y} %{customdata[1]}: %{z:.3~g}<extra>${panels.length > 1 ? panel.name : ''}</extra>`,
      ...target,
    };
    const own = curves.filter(({ panel: of }) => of === undefined || of === panel.name);
    const over = own.flatMap((curve) => lineTracesOverMap(curve, edges, dashOf(curves, curve), target));
    return [...(cells.flat().some((cell) => cell !== null) ? [map] : []), ...over];
  });

  const names = [...new Set(curves.map(({ name }) => name))];
  const legend = names.map((name, i) => `; ${itemAt(DASHES, i % DASHES.length).word}: ${name}`).join('');
  const text = `${value} by ${x} and ${y}`;
  const median = seeds > 1 ? `, median of ${seeds} seeds` : '';
  const words = {
    title:
      checked.title ??
      `${value} goes from ${formatNumber(Math.min(...values), 2)} to ${formatNumber(Math.max(...values), 2)}`,
    subtitle: `${text}${median}${legend}`,
    description: [
      `${isSingle ? 'Map' : `${panels.length} maps side by side`} of ${text}${checked.log === 'none' ? '' : `, log scale on ${checked.log}`}${median}.`,
      ...panels.map((panel) => describePanel(panel, { x, y, named: !isSingle })),
      ...curves.map((curve) => describeLine(curve, { x, y })),
    ].join(' '),
  };
  return {
    data,
    layout: {
      ...layoutFor(
        words,
        placed.height === undefined ? {} : { plot: placed.height, above: PANEL_TITLE_HEIGHT },
      ),
      hovermode: 'closest',
      ...Object.fromEntries(axes),
      ...(isSingle
        ? {}
        : {
            annotations: panels.map(({ name }, i) => ({
              ...panelTitle(name, suffixOf(i)),
              font: { size: 14 },
            })),
          }),
    },
  };
}

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const MAX_TICKS = 10;

/** The axis of a map, from edge to edge; on a log scale with ticks at measured values. */
function mapAxis(values: readonly number[], edges: readonly number[], log: boolean): Record<string, unknown> {
  const ends = [first(edges), last(edges)];
  if (!log) return { range: ends, ticks: '' };
  const ticks = evenIndices(values.length, MAX_TICKS).map((i) => itemAt(values, i));
  return {
    type: 'log',
    range: ends.map(Math.log10),
    tickvals: ticks,
    ticktext: ticks.map((v) => formatNumber(v, 4)),
    ticks: '',
  };
}

const dashOf = (curves: readonly MapLine[], { name }: MapLine): string =>
  itemAt(DASHES, [...new Set(curves.map((curve) => curve.name))].indexOf(name) % DASHES.length).dash;
