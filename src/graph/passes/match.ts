// What the passes ask of values.
import { dataOf, numberOf, type Value } from '../ir';

/** The number that a value holds everywhere; null where that is not known. */
export const numberIn = (value: Value): number | null =>
  value.node.op === 'Fill' ? numberOf(value.node.inputs[1]) : numberOf(value);

/** The inputs of the op that makes a value, where it is that op; else null. */
export const made = (value: Value, op: string): readonly Value[] | null =>
  value.node.op === op ? value.node.inputs : null;

/** Whether a value is a constant that is this number everywhere. */
export const isNumber = (value: Value, n: number): boolean => numberOf(value) === n;

/** A value before it was given another shape. */
export const unshaped = (value: Value): Value => made(value, 'Reshape')?.[0] ?? value;

/** A constant's whole numbers, such as axes or a shape; null for a value that is none. */
export function ints(value: Value): number[] | null {
  const data = dataOf(value);
  return data === null || value.dtype !== 'int32' ? null : Array.from(data);
}

/** The axes of a reduction, counted from the front; null where they are no constant. */
export const axesOf = (x: Value, axes: Value): number[] | null =>
  ints(axes)
    ?.map((axis) => (axis < 0 ? axis + x.shape.length : axis))
    .sort((a, b) => a - b) ?? null;

/** Whether a reduction is over all axes but the last. */
export function isOverBatch(x: Value, axes: Value): boolean {
  const over = axesOf(x, axes);
  return over?.length === x.shape.length - 1 && over.every((axis, i) => axis === i);
}

/** Both orders of the inputs of an op that does not mind. */
export const eitherWay = ([a, b]: readonly Value[]): [Value, Value][] => [
  [a, b],
  [b, a],
];

/** A number with a shape of its own or one that broadcasts without changing another's shape. */
export const isScalar = ({ shape }: Value): boolean => shape.every((d) => d === 1);
