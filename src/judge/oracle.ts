// Arithmetic for the oracles, in plain float64: nothing of the library's or of TensorFlow's that an answer may rest on as well.
import { first, itemAt } from '../arrays';
import { formatNumber } from '../format';
import { randomStream, type RandomStream } from '../random';
import type { Matrix, Plain } from '../exercises/plain';
import type { Exercise, Slip } from './exercise';

export type { Matrix };

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
/** About the mean, over n. */
export const variance = (values: readonly number[]): number => {
  const m = mean(values);
  return mean(values.map((v) => (v - m) ** 2));
};
export const deviation = (values: readonly number[]): number => Math.sqrt(variance(values));
export const productOf = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
export const norm = (values: readonly number[]): number => Math.sqrt(sum(values.map((v) => v * v)));
/** The fraction of flags that are true. */
export const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

export const columnOf = (a: Matrix, j: number): number[] => a.map((row) => itemAt(row, j));
export const transpose = (a: Matrix): Matrix => first(a).map((_, j) => columnOf(a, j));
/** The dot product of two vectors of one length. A loop: deep networks are judged with it. */
export const dot = (a: readonly number[], b: readonly number[]): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
};
export const product = (a: Matrix, b: Matrix): Matrix => {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
};
export const frobenius = (a: Matrix): number => norm(a.flat());
export const identity = (n: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
export const map = (a: Matrix, f: (v: number, i: number, j: number) => number): Matrix =>
  a.map((row, i) => row.map((v, j) => f(v, i, j)));
/** Entry by entry, of two matrices of one shape. */
export const zipWith = (a: Matrix, b: Matrix, f: (v: number, w: number) => number): Matrix =>
  a.map((row, i) => {
    const other = itemAt(b, i);
    return row.map((v, j) => f(v, itemAt(other, j)));
  });
/** The sizes of each layer's input and output, of the widths from the input on. */
export const layerSizes = (widths: readonly number[]): [inputs: number, outputs: number][] =>
  widths.slice(1).map((width, l) => [itemAt(widths, l), width]);

export const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
export const tanhSlope = (z: number): number => 1 - Math.tanh(z) ** 2;

/** The root of a rising function, by bisection. */
export function root(f: (x: number) => number, low: number, high: number): number {
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}

/** An array of draws. */
export const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
export const normals = (rows: number, columns: number, random: RandomStream, scale = 1): Matrix =>
  Array.from({ length: rows }, () => draws(columns, () => scale * random.normal()));
export const between = (random: RandomStream, low: number, high: number): number =>
  low + (high - low) * random.uniform();
/** The same with a sign, which is a minus in three of ten. */
export const signed = (random: RandomStream, low: number, high: number): number =>
  (random.uniform() < 0.3 ? -1 : 1) * between(random, low, high);

/** Six digits of every number: what is given travels as JSON, and the expected values are made from what was given. */
const short = <T>(data: T): T =>
  JSON.parse(
    JSON.stringify(data, (_, v: unknown) => (typeof v === 'number' ? Number(v.toPrecision(6)) : v)),
  ) as T;

/** Inputs of an exercise from a stream of its own. */
export const drawn =
  <Case>(id: string, draw: (random: RandomStream) => Case[]) =>
  (seed: number): Case[] =>
    short(draw(randomStream(seed, 'exercise', id)));

export const brief = (value: number): string => formatNumber(value, 4);

interface Exact<Case> extends Pick<Exercise<Case>, 'cases' | 'given' | 'words'> {
  readonly expected: (input: Case) => Plain;
  /** Relative. */
  readonly tolerance: number;
  readonly slips: readonly Slip<Case>[];
}

/** An exercise with one right value for each input. */
export function exact<Case>({ expected, tolerance, ...rest }: Exact<Case>): Exercise<Case> {
  return { ...rest, expectation: (input) => ({ kind: 'value', value: expected(input), tolerance }) };
}
