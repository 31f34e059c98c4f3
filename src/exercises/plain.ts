// Values as plain data: numbers, and arrays of them.
import type { tf } from '../backend';
import { formatValue } from '../errors';

export type Plain = number | readonly Plain[];
export type Matrix = number[][];

const isTensor = (value: object): value is tf.Tensor =>
  typeof (value as Partial<tf.Tensor>).arraySync === 'function';

/**
 * A value as plain data: tensors and typed arrays become arrays.
 *
 * @throws {TypeError} that says what came instead of numbers
 */
export function plain(value: unknown): Plain {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float32Array, Number);
  if (typeof value === 'object' && value !== null && isTensor(value)) return plain(value.arraySync());
  if (value instanceof Promise)
    throw new TypeError('it gives a promise: an answer is to give its value at once');
  throw new TypeError(`it gives ${formatValue(value)} where numbers are expected`);
}

/** The sizes of a rectangular array, outermost first; null where rows differ in length. */
export function shapeOf(value: Plain): number[] | null {
  if (typeof value === 'number') return [];
  const shapes = value.map(shapeOf);
  const [first] = shapes;
  if (first === undefined) return [0];
  const same = shapes.every((shape) => shape !== null && shape.join() === first?.join());
  return same && first !== null ? [value.length, ...first] : null;
}

export const flat = (value: Plain): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat));

/** JSON has no NaN and no infinities: they travel as words. */
export const writeWords = (value: number): number | string =>
  Number.isFinite(value) ? value : String(value);
export const readWords = (value: unknown): unknown =>
  value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value;

export const encode = (value: Plain): unknown =>
  typeof value === 'number' ? writeWords(value) : value.map(encode);

/** The other way; null for what `encode` does not write. */
export function decode(value: unknown): Plain | null {
  const number = readWords(value);
  if (typeof number === 'number') return number;
  if (!Array.isArray(value)) return null;
  const items = value.map(decode);
  return items.includes(null) ? null : (items as Plain[]);
}
