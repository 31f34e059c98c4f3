// Map of a sweep: measurements over two parameters, as colours, with curves over them; several maps side by side.
import { first, itemAt, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { invalidArgument, type NameOf } from '../errors';
import { formatNumber } from '../format';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import { checkColorRange, COLOR_BAR, COLOR_MAP } from './color-scale';
import type { Figure } from './figure';
import { layoutFor, type ChartText } from './layout';
import type { Line } from './lines';
import {
  cellEdges,
  DASHES,
  describeLine,
  lineTracesOverMap,
  readMapLines,
  type MapEdges,
  type MapLine,
} from './map-lines';
import { cellsOf, describePanel, panelAxis, readPanels, type Panel } from './map-panels';
import { PANEL_TITLE_HEIGHT, PanelGrid, suffixOf } from './panel-grid';
import { panelTitle } from './panel-title';
import { evenIndices } from './phrases';

const LOG_AXES = ['none', 'x', 'y', 'both'] as const;
type LogAxes = (typeof LOG_AXES)[number];

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
  readonly log?: NameOf<LogAxes>;
  /** The values at the two ends of the colours; values beyond have the colour of the end. Default: the least and the greatest value. */
  readonly range?: readonly [number, number];
  /** Curves over the maps: a table with the columns of `x` and `y`, `line`, the name of the curve, and, optionally, that of `panels`. */
  readonly lines?: ColumnTable;
  /** The title. Default: the range of the values. */
  readonly title?: string;
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
  range: option.custom((where, name, value) => checkColorRange(where, name, value)),
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
  const sweep = readSweep(where, table, checked);
  const { panels } = sweep;
  const range = checked.range ?? sweep.range;
  const grid = new PanelGrid(panels.length, checked.columns);
  const isSingle = panels.length === 1;
  const space = isSingle ? {} : { plot: grid.height, above: PANEL_TITLE_HEIGHT };
  return {
    data: panels.flatMap((_, i) => [...mapTraces(sweep, i, range), ...curveTraces(sweep, i)]),
    layout: {
      ...layoutFor(wordsFor(sweep, checked.title), space),
      hovermode: 'closest',
      ...mapAxes(sweep, grid),
      ...(isSingle ? {} : { annotations: panels.map(({ name }, i) => panelTitle(name, suffixOf(i), 14)) }),
    },
  };
}

/** A sweep as maps. */
interface Sweep extends Pick<SweepMapOptions, 'x' | 'y' | 'value'> {
  readonly panels: readonly Panel[];
  /** All values of the two parameters, ascending, and the edges of their cells. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly edges: MapEdges;
  /** The least value and the greatest. */
  readonly range: readonly [number, number];
  readonly curves: readonly MapLine[];
  readonly log: LogAxes;
}

const isLog = (log: LogAxes, letter: 'x' | 'y'): boolean => log === letter || log === 'both';

function readSweep(where: string, table: unknown, options: Checked<typeof SCHEMA>): Sweep {
  const { x, y, value, log } = options;
  const panels = readPanels(where, table, options);
  const xs = ascending(linesOf(panels).flatMap((line) => line.x));
  const ys = ascending(panels.flatMap(({ lines }) => [...lines.keys()]));
  const edges = { x: cellEdges(where, x, xs, isLog(log, 'x')), y: cellEdges(where, y, ys, isLog(log, 'y')) };
  const curves = readMapLines(where, options.lines, { x, y, panels: options.panels });
  const values = linesOf(panels).flatMap(({ median }) => median.filter(Number.isFinite));
  const range = [Math.min(...values), Math.max(...values)] as const;
  return { x, y, value, log, panels, xs, ys, edges, range, curves };
}

const linesOf = (panels: readonly Panel[]): Line[] => panels.flatMap(({ lines }) => [...lines.values()]);

/** The axes of a panel's traces. */
const axesOf = (i: number): Record<string, string> => ({
  xaxis: `x${suffixOf(i)}`,
  yaxis: `y${suffixOf(i)}`,
});

/** The map of a panel; no trace where it has gaps only. */
function mapTraces(
  { panels, xs, ys, edges, x, y }: Sweep,
  i: number,
  [zmin, zmax]: readonly [number, number],
): Record<string, unknown>[] {
  const panel = itemAt(panels, i);
  const cells = cellsOf(panel, xs, ys);
  if (cells.flat().every((cell) => cell === null)) return [];
  return [
    {
      ...COLOR_MAP,
      x: edges.x,
      y: edges.y,
      z: cells,
      customdata: ys.map((at) => xs.map((position) => [position, at])),
      ...(zmin < zmax ? { zmin, zmax } : {}), // Plotly refuses ends that are the same
      ...(i === 0 ? { colorbar: COLOR_BAR } : { showscale: false }), // one scale for all
      hovertemplate: `${x} %{customdata[0]}, ${y} %{customdata[1]}: %{z:.3~g}<extra>${panels.length > 1 ? panel.name : ''}</extra>`,
      ...axesOf(i),
    },
  ];
}

/** The curves over the map of a panel. */
function curveTraces({ panels, curves, edges }: Sweep, i: number): Record<string, unknown>[] {
  const own = curves.filter(({ panel }) => panel === undefined || panel === itemAt(panels, i).name);
  return own.flatMap((curve) => lineTracesOverMap(curve, edges, dashOf(curves, curve), axesOf(i)));
}

const mapAxes = (
  { panels, x, y, xs, ys, edges, log }: Sweep,
  grid: PanelGrid,
): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    panels.flatMap((_, i) => [
      [`xaxis${suffixOf(i)}`, panelAxis(grid, i, 'x', x, mapAxis(xs, edges.x, isLog(log, 'x')))],
      [`yaxis${suffixOf(i)}`, panelAxis(grid, i, 'y', y, mapAxis(ys, edges.y, isLog(log, 'y')))],
    ]),
  );

function wordsFor({ x, y, value, panels, range, curves, log }: Sweep, title: string | undefined): ChartText {
  const seeds = Math.max(...linesOf(panels).map((line) => line.seeds));
  const median = seeds > 1 ? `, median of ${seeds} seeds` : '';
  const legend = namesOf(curves).map((name, i) => `; ${dashAt(i).word}: ${name}`);
  const text = `${value} by ${x} and ${y}`;
  const isSingle = panels.length === 1;
  const maps = isSingle ? 'Map' : `${panels.length} maps side by side`;
  return {
    title: title ?? `${value} goes from ${range.map((v) => formatNumber(v, 2)).join(' to ')}`,
    subtitle: `${text}${median}${legend.join('')}`,
    description: [
      `${maps} of ${text}${log === 'none' ? '' : `, log scale on ${log}`}${median}.`,
      ...panels.map((panel) => describePanel(panel, { x, y, named: !isSingle })),
      ...curves.map((curve) => describeLine(curve, { x, y })),
    ].join(' '),
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

const namesOf = (curves: readonly MapLine[]): string[] => [...new Set(curves.map(({ name }) => name))];

const dashAt = (i: number): (typeof DASHES)[number] => itemAt(DASHES, i % DASHES.length);

const dashOf = (curves: readonly MapLine[], { name }: MapLine): string =>
  dashAt(namesOf(curves).indexOf(name)).dash;
