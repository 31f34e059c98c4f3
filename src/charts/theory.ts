// What should be, over what was measured: dashed and grey.
import { invalidArgument } from '../errors';
import { drawable, type Line } from './lines';
import { ink } from './style';
import { byNumber, rowsOf } from './tables';

export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A curve out of a table with the columns x and `value`. */
export function curveOf(where: string, table: unknown, x: string): Curve {
  const source = `a table with ${x} and value`;
  const named = rowsOf(where, 'theory', table, { columns: [x, 'value'], source });
  const points = [...byNumber(where, named, x)].flatMap(([at, rows]) => rows.map((row) => [at, row.value]));
  const strange = points.find(([, value]) => typeof value !== 'number');
  if (strange) throw invalidArgument(where, "column 'value' of 'theory'", 'numbers', strange[1]);
  return { x: points.map(([at]) => at as number), y: points.map(([, value]) => value as number) };
}

/** A number above 0 that each step back multiplies by, or an error. */
export function ratioOf(where: string, name: string, value: unknown, or = ''): number {
  const takes = `a number above 0${or}`;
  if (typeof value !== 'number') throw invalidArgument(where, name, takes, value);
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${where}: ${name} must be ${takes}; got ${value}`);
  }
  return value;
}

/** Powers of a ratio, from a line's last point back to its first. */
export const powersBack = ({ x, middle }: Line, ratio: number): Curve => ({
  x,
  y: x.map((at) => middle.at(-1)! * ratio ** (x.at(-1)! - at)),
});

export const theoryTrace = (
  { x, y }: Curve,
  { log, colour = ink, show = true }: { log: boolean; colour?: string; show?: boolean },
): Record<string, unknown> => ({
  type: 'scatter',
  name: 'theory',
  legendgroup: 'theory',
  ...(show ? {} : { showlegend: false }),
  x,
  y: drawable(y, log),
  mode: 'lines',
  line: { color: colour, width: 2, dash: 'dash' },
  hovertemplate: '%{y:.3~g}',
});
