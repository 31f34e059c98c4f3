// Phase diagram: a ratio such as χ₁ over the variances of weights and biases, in colour.
import { first, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { formatNumber } from '../format';
import { axis } from './axes';
import { COLOR_BAR } from './color-scale';
import type { Figure } from './figure';
import { layoutFor, type ChartText } from './layout';
import { readRows, type NamedRows } from './tables';
import { listPoints } from './phrases';

/** Options of `charts.phaseDiagram`. */
export interface PhaseDiagramOptions {
  /** The line on which the value is 1: a table with `weightVariance` and `biasVariance`, as `theory.criticalLine` makes it. */
  readonly line?: ColumnTable;
  /** Measurements, drawn as discs in the colour of their value: a table with `weightVariance`, `biasVariance` and `value`. */
  readonly points?: ColumnTable;
  /** The name of the value. Default 'χ₁'. */
  readonly label?: string;
  /** The title. Default: what the line separates, or the range of the values. */
  readonly title?: string;
}

const COORDINATES = ['weightVariance', 'biasVariance'] as const;
// Cool colours where gradients vanish, warm ones where they explode, pale ones at a ratio of 1.
const COLOR_SCALE = [
  [0, '#1f6a9c'],
  [0.25, '#6fb0d8'],
  [0.5, '#f2f2ee'],
  [0.75, '#e59a5f'],
  [1, '#b3500a'],
];
const TICK_RATIOS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

interface GridPoint {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

function readPoints(where: string, { name, rows }: NamedRows): GridPoint[] {
  const number = (value: unknown, column: string): number => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw invalidArgument(where, `column '${column}' of '${name}'`, 'finite numbers', value);
  };
  return rows.map(({ weightVariance, biasVariance, value }) => {
    const found = number(value, 'value');
    if (found <= 0)
      throw new RangeError(`${where}: column 'value' of '${name}' must be above 0; got ${found}`);
    return {
      x: number(weightVariance, COORDINATES[0]),
      y: number(biasVariance, COORDINATES[1]),
      value: found,
    };
  });
}

/** The ticks of a log colour scale up to `most`, a logarithm: 1, and two ratios on either side at about equal distances. */
function ratioTicks(most: number): { tickvals: number[]; ticktext: string[] } {
  const nearest = (log: number): number =>
    TICK_RATIOS.filter((value) => -Math.log(value) <= most).reduce(
      (best, value) => (Math.abs(Math.log(value) + log) < Math.abs(Math.log(best) + log) ? value : best),
      1,
    );
  const below = [...new Set([nearest(0.9 * most), nearest(0.45 * most)])].filter((value) => value < 1);
  const values = [...below, 1, ...below.map((value) => 1 / value).toReversed()];
  return { tickvals: values.map(Math.log), ticktext: values.map((value) => formatNumber(value, 2)) };
}

const describePoints = (points: readonly GridPoint[]): string =>
  points
    .map(({ x, y, value }) => `${formatNumber(value)} at ${formatNumber(x)} and ${formatNumber(y)}`)
    .join(', ');

const SCHEMA = {
  line: option.unchecked<PhaseDiagramOptions['line']>(),
  points: option.unchecked<PhaseDiagramOptions['points']>(),
  label: option.string({ default: 'χ₁' }),
  title: option.string(),
} satisfies Schema<PhaseDiagramOptions>;

/**
 * Draws a ratio over the variance of weights (to the right) and of biases (upwards) in colour: cool below 1, pale at 1, warm above;
 * with the line where the ratio is 1, and measurements as discs (as in Poole et al. 2016, figure 1). A disc in the colour of its
 * surroundings means that measurement and theory agree.
 *
 * @param table a grid with `weightVariance`, `biasVariance` (both as variances, σ_w² and σ_b²) and `value`, above 0
 * @param options the line, the measurements, the name of the value, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table, lacks a column or holds values that are no finite numbers
 * @throws {RangeError} when the table is empty, or a value is not above 0
 * @example
 * const places = [0.05, 0.1].flatMap((biasVariance) =>
 *   [0.5, 1, 1.5, 2].map((weightVariance) => ({ weightVariance, biasVariance })),
 * );
 * const grid = aq.from(places.map((place) => ({ ...place, value: theory.chi1({ activation: 'tanh', ...place }) })));
 * show(charts.phaseDiagram(grid, { line: theory.criticalLine('tanh', [0.05, 0.1]) })); // χ₁ at eight places, and the line
 */
export function phaseDiagram(table: ColumnTable, options: PhaseDiagramOptions = {}): Figure {
  const where = 'charts.phaseDiagram';
  const { label } = checkOptions(where, 'options', options, SCHEMA);
  const needs = {
    columns: [...COORDINATES, 'value'],
    source: 'a table with weightVariance, biasVariance and value',
  };
  const grid = readPoints(where, readRows(where, 'table', table, needs));
  if (grid.length === 0) throw new RangeError(`${where}: table is empty; give a row a place`);
  const measured =
    options.points === undefined ? [] : readPoints(where, readRows(where, 'points', options.points, needs));
  const line =
    options.line === undefined
      ? []
      : readRows(where, 'line', options.line, { columns: COORDINATES, source: 'theory.criticalLine' }).rows;

  const diagram: Diagram = { label, grid, line, measured };
  const xs = inOrder(grid.map(({ x }) => x));
  const ys = inOrder(grid.map(({ y }) => y));
  return {
    data: tracesOf(diagram, xs, ys),
    layout: {
      ...layoutFor(wordsOf(diagram, options.title)),
      hovermode: 'closest',
      xaxis: { ...axis('variance of the weights, σ<sub>w</sub>²'), range: extent(xs) },
      yaxis: { ...axis('variance of the biases, σ<sub>b</sub>²'), range: extent(ys) },
    },
  };
}

/** The parts of a phase diagram, as they were read. */
interface Diagram {
  readonly label: string;
  readonly grid: readonly GridPoint[];
  /** The rows of the line where the ratio is 1; none where it is not given. */
  readonly line: readonly Readonly<Record<string, unknown>>[];
  readonly measured: readonly GridPoint[];
}

function wordsOf({ label, grid, line, measured }: Diagram, title: string | undefined): ChartText {
  const values = grid.map(({ value }) => value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value));
  const through = listPoints(
    {
      x: line.map((row) => row.biasVariance as number),
      median: line.map((row) => row.weightVariance as number),
    },
    'σ_b²',
  );
  return {
    title:
      title ??
      (line.length > 0
        ? 'Left of the line gradients vanish, right of it they explode'
        : `${label} goes from ${least} to ${greatest}`),
    subtitle: `${label} by σ<sub>w</sub>² and σ<sub>b</sub>²${measured.length > 0 ? '; discs: measured' : ''}`,
    description: [
      `Map of ${label} over the variance of weights σ_w² and of biases σ_b²: from ${least} to ${greatest}.`,
      ...(line.length > 0 ? [`It is 1 on a line through ${through}.`] : []),
      ...(measured.length > 0 ? [`Measured, as discs, at σ_w² and σ_b²: ${describePoints(measured)}.`] : []),
    ].join(' '),
  };
}

/** The traces: the map, the line where the ratio is 1, and the measurements as discs. */
function tracesOf(
  { label, grid, line, measured }: Diagram,
  xs: readonly number[],
  ys: readonly number[],
): Figure['data'] {
  const at = new Map(grid.map(({ x, y, value }) => [`${x} ${y}`, value]));
  const rows = ys.map((y) => xs.map((x) => at.get(`${x} ${y}`) ?? null));
  const most = Math.max(1e-6, ...[...grid, ...measured].map(({ value }) => Math.abs(Math.log(value))));
  const hover = `σ<sub>w</sub>² %{x:.3~g}, σ<sub>b</sub>² %{y:.3~g}: ${label} = %{customdata:.3~g}<extra></extra>`;
  return [
    {
      type: 'heatmap',
      x: xs,
      y: ys,
      z: rows.map((row) => row.map((value) => (value === null ? null : Math.log(value)))),
      customdata: rows,
      zsmooth: 'best',
      colorscale: COLOR_SCALE,
      zmin: -most,
      zmax: most,
      colorbar: { ...COLOR_BAR, ...ratioTicks(most) },
      hoverongaps: false,
      hovertemplate: hover,
    },
    ...(line.length === 0
      ? []
      : [
          {
            type: 'scatter',
            name: `${label} = 1`,
            x: line.map((row) => row.weightVariance),
            y: line.map((row) => row.biasVariance),
            mode: 'lines',
            line: { color: '#333a44', width: 2, dash: 'dash' },
            hoverinfo: 'skip',
          },
        ]),
    ...(measured.length === 0
      ? []
      : [
          {
            type: 'scatter',
            name: 'measured',
            x: measured.map(({ x }) => x),
            y: measured.map(({ y }) => y),
            customdata: measured.map(({ value }) => value),
            mode: 'markers',
            marker: {
              size: 15,
              color: measured.map(({ value }) => Math.log(value)),
              colorscale: COLOR_SCALE,
              cmin: -most,
              cmax: most,
              line: { color: '#333a44', width: 1.5 },
            },
            hovertemplate: hover,
          },
        ]),
  ];
}

const inOrder = (values: number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const extent = (values: readonly number[]): [number, number] => [first(values), last(values)];
