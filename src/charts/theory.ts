// Curves of theory, drawn dashed and grey over what was measured.
import { last } from '../arrays';
import { invalidArgument } from '../errors';
import { plottable, type Line } from './lines';
import { listPoints } from './phrases';
import { TEXT_COLOR } from './style';
import { groupByNumber, readRows } from './tables';

/** Points of a curve. */
export interface Curve {
  /** The name of the line that it predicts, where there are several. */
  readonly of?: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Reads a curve from a table with the columns x and `value`. */
export function readCurve(where: string, table: unknown, x: string): Curve {
  const source = `a table with ${x} and value`;
  const named = readRows(where, 'theory', table, { columns: [x, 'value'], source });
  const points = [...groupByNumber(where, named, x)].flatMap(([at, rows]) =>
    rows.map((row) => [at, row.value]),
  );
  const strange = points.find(([, value]) => typeof value !== 'number');
  if (strange) throw invalidArgument(where, "column 'value' of 'theory'", 'numbers', strange[1]);
  return { x: points.map(([at]) => at as number), y: points.map(([, value]) => value as number) };
}

/** Checks that a value is a number above 0. */
export function checkRatio(where: string, name: string, value: unknown, or = ''): number {
  const takes = `a number above 0${or}`;
  if (typeof value !== 'number') throw invalidArgument(where, name, takes, value);
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${where}: ${name} must be ${takes}; got ${value}`);
  }
  return value;
}

/** A geometric sequence of a ratio, from a line's last point back to its first. */
export const geometricCurve = ({ x, median }: Line, ratio: number): Curve => ({
  x,
  y: x.map((at) => last(median) * ratio ** (last(x) - at)),
});

/** A sentence on a curve, with its points; `place` is what the x axis counts, such as 'layer'. */
export const describeTheory = (
  { of, x, y }: Curve,
  place: string,
  number?: (value: number) => string,
): string =>
  `Theory${of === undefined ? '' : ` of ${of}`}, dashed: ${listPoints({ x, median: y }, place, number)}.`;

/**
 * Curves as Plotly traces, dashed. They share an entry of the legend. Where there are several, each has the colour of the line that it
 * predicts, and hovering names that line.
 */
export const theoryTraces = (
  curves: readonly Curve[],
  { log, colors }: { log: boolean; colors?: ReadonlyMap<string, string> },
): Record<string, unknown>[] =>
  curves.map(({ of, x, y }, i) => ({
    type: 'scatter',
    name: 'theory',
    legendgroup: 'theory',
    ...(i === 0 ? {} : { showlegend: false }),
    x,
    y: plottable(y, log),
    mode: 'lines',
    line: { color: (of === undefined ? undefined : colors?.get(of)) ?? TEXT_COLOR, width: 2, dash: 'dash' },
    hovertemplate: `%{y:.3~g}${of === undefined ? '' : ` · ${of}`}`,
  }));
