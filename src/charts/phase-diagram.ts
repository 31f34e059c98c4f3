// Order and chaos: what becomes of a gradient for every width of weights and biases, in colour.
import type { ColumnTable } from 'arquero';
import { checkKeys, invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { axis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { ink } from './style';
import { rowsOf, type Named } from './tables';
import { points as said } from './words';

export interface PhaseDiagramOptions {
  /** Where it is 1, as `theory.criticalLine` gives it: a table with `weightVariance` and `biasVariance`. */
  readonly line?: ColumnTable;
  /** What was measured: a table with `weightVariance`, `biasVariance` and `value`, drawn as discs in the colour of the value. */
  readonly points?: ColumnTable;
  /** What the value is called. Default 'χ₁'. */
  readonly label?: string;
  /** What the chart finds. Default: how far theory and measurement are apart, or where the line runs. */
  readonly title?: string;
}

const PLACE = ['weightVariance', 'biasVariance'] as const;
// Vanishing is cool and exploding warm, as layers are from first to last; what stays level is pale.
const COLOURS = [
  [0, '#1f6a9c'],
  [0.25, '#6fb0d8'],
  [0.5, '#f2f2ee'],
  [0.75, '#e59a5f'],
  [1, '#b3500a'],
];
const NICE = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

interface Point {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

function pointsOf(where: string, { name, rows }: Named): Point[] {
  const number = (value: unknown, column: string): number => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw invalidArgument(where, `column '${column}' of '${name}'`, 'finite numbers', value);
  };
  return rows.map(({ weightVariance, biasVariance, value }) => {
    const found = number(value, 'value');
    if (found <= 0)
      throw new RangeError(`${where}: column 'value' of '${name}' must be above 0; got ${found}`);
    return { x: number(weightVariance, PLACE[0]), y: number(biasVariance, PLACE[1]), value: found };
  });
}

/** Two ticks on either side of 1, in steps that look alike. */
function ticksUpTo(most: number): { tickvals: number[]; ticktext: string[] } {
  const nearest = (log: number): number =>
    NICE.filter((value) => -Math.log(value) <= most).reduce(
      (best, value) => (Math.abs(Math.log(value) + log) < Math.abs(Math.log(best) + log) ? value : best),
      1,
    );
  const below = [...new Set([nearest(0.9 * most), nearest(0.45 * most)])].filter((value) => value < 1);
  const values = [...below, 1, ...below.map((value) => 1 / value).toReversed()];
  return { tickvals: values.map(Math.log), ticktext: values.map((value) => formatNumber(value, 2)) };
}

const inWords = (points: readonly Point[]): string =>
  said({ x: points.map(({ x }) => x), middle: points.map(({ value }) => value) }, 'σ_w²');

/**
 * A map of a ratio over the variance of weights (to the right) and of biases (upwards), in colour: cool below 1, pale at 1, warm
 * above; with the line where it is 1, and discs for what was measured. Where a disc can't be told from what lies around it,
 * measurement and theory agree.
 *
 * @param table of a grid, with `weightVariance`, `biasVariance` and `value`
 * @param options the line, what was measured, the value's name, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or holds a value that is not above 0
 * @example show(charts.phaseDiagram(grid, { line: theory.criticalLine('tanh', [0, 0.1, 0.2]), points: measured }));
 */
export function phaseDiagram(table: ColumnTable, options: PhaseDiagramOptions = {}): Figure {
  const where = 'charts.phaseDiagram';
  checkKeys(where, 'options', options, ['line', 'points', 'label', 'title']);
  const { label = 'χ₁' } = options;
  const needs = {
    columns: [...PLACE, 'value'],
    source: 'a table with weightVariance, biasVariance and value',
  };
  const grid = pointsOf(where, rowsOf(where, 'table', table, needs));
  if (grid.length === 0) throw new RangeError(`${where}: table is empty; give a row a place`);
  const measured =
    options.points === undefined ? [] : pointsOf(where, rowsOf(where, 'points', options.points, needs));
  const line =
    options.line === undefined
      ? []
      : rowsOf(where, 'line', options.line, { columns: PLACE, source: 'theory.criticalLine' }).rows;

  const inOrder = (values: number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
  const [xs, ys] = [inOrder(grid.map(({ x }) => x)), inOrder(grid.map(({ y }) => y))];
  const at = new Map(grid.map(({ x, y, value }) => [`${x} ${y}`, value]));
  const rows = ys.map((y) => xs.map((x) => at.get(`${x} ${y}`) ?? null));
  const most = Math.max(1e-6, ...[...grid, ...measured].map(({ value }) => Math.abs(Math.log(value))));
  const hover = `σ<sub>w</sub>² %{x:.3~g}, σ<sub>b</sub>² %{y:.3~g}: ${label} = %{customdata:.3~g}<extra></extra>`;

  const values = grid.map(({ value }) => value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value));
  const through = said(
    {
      x: line.map((row) => row.biasVariance as number),
      middle: line.map((row) => row.weightVariance as number),
    },
    'σ_b²',
  );
  const words = {
    title:
      options.title ??
      (line.length > 0
        ? 'Left of the line gradients vanish, right of it they explode'
        : `${label} goes from ${least} to ${greatest}`),
    subtitle: `${label} by σ<sub>w</sub>² and σ<sub>b</sub>²${measured.length > 0 ? '; discs: measured' : ''}`,
    description: [
      `Map of ${label} over the variance of weights σ_w² and of biases σ_b²: from ${least} to ${greatest}.`,
      ...(line.length > 0 ? [`It is 1 on a line through ${through}.`] : []),
      ...(measured.length > 0 ? [`Measured, as discs: ${inWords(measured)}.`] : []),
    ].join(' '),
  };
  const data = [
    {
      type: 'heatmap',
      x: xs,
      y: ys,
      z: rows.map((row) => row.map((value) => (value === null ? null : Math.log(value)))),
      customdata: rows,
      zsmooth: 'best',
      colorscale: COLOURS,
      zmin: -most,
      zmax: most,
      colorbar: { thickness: 14, outlinewidth: 0, tickfont: { color: ink }, ...ticksUpTo(most) },
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
              colorscale: COLOURS,
              cmin: -most,
              cmax: most,
              line: { color: '#333a44', width: 1.5 },
            },
            hovertemplate: hover,
          },
        ]),
  ];
  return {
    data,
    layout: {
      ...layoutFor(words),
      hovermode: 'closest',
      xaxis: { ...axis('variance of the weights, σ<sub>w</sub>²'), range: ends(xs) },
      yaxis: { ...axis('variance of the biases, σ<sub>b</sub>²'), range: ends(ys) },
    },
  };
}

const ends = (values: readonly number[]): [number, number] => [values[0], values.at(-1)!];
