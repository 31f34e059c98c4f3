// Questions that passes ask of values.
import { dataOf, splatOf, type Value } from '../ir';

/** How many inputs each op has that a pass looks for. */
const ARITY = {
  Abs: 1,
  Add: 2,
  BiasAddGrad: 1,
  Exp: 1,
  Fill: 2,
  Greater: 2,
  IsNan: 1,
  Log: 1,
  MatMul: 2,
  Max: 2,
  Mean: 2,
  Mul: 2,
  Neg: 1,
  Pow: 2,
  RealDiv: 2,
  Relu: 1,
  ReluGrad: 2,
  Reshape: 2,
  Rsqrt: 1,
  Select: 3,
  Sigmoid: 1,
  Sqrt: 1,
  Square: 1,
  Sub: 2,
  Sum: 2,
  Tanh: 1,
} as const;

export type MatchedOp = keyof typeof ARITY;

interface InputsByArity {
  readonly 1: readonly [Value];
  readonly 2: readonly [Value, Value];
  readonly 3: readonly [Value, Value, Value];
}

/** The inputs of an op, as many as it has. */
export type Inputs<O extends MatchedOp> = InputsByArity[(typeof ARITY)[O]];

/** The inputs of the node that makes a value, where the node is of this op; else null. */
export function inputsOf<O extends MatchedOp>({ node }: Value, op: O): Inputs<O> | null {
  return node.op === op && node.inputs.length === ARITY[op] ? (node.inputs as unknown as Inputs<O>) : null;
}

/** The input of an op with one input. */
export const inputOf = (value: Value, op: UnaryOp): Value | null => inputsOf(value, op)?.[0] ?? null;
type UnaryOp = { [O in MatchedOp]: (typeof ARITY)[O] extends 1 ? O : never }[MatchedOp];

/** Whether a value is a constant with this number in every entry. */
export const isSplat = (value: Value, n: number): boolean => splatOf(value) === n;

/** The number in every entry of a constant or of a Fill; null where there is none. */
export function uniformValue(value: Value): number | null {
  const fill = inputsOf(value, 'Fill');
  return splatOf(fill ? fill[1] : value);
}

/** The input of a Reshape; of another value the value itself. */
export const beforeReshape = (value: Value): Value => inputsOf(value, 'Reshape')?.[0] ?? value;

/** The whole numbers of a constant, such as axes or a shape; null for a value that is none. */
export function intsOf(value: Value): number[] | null {
  const data = dataOf(value);
  return data === null || value.dtype !== 'int32' ? null : Array.from(data);
}

/** The axes of a reduction, counted from the front; null where they are no constant. */
export const reductionAxes = (x: Value, axes: Value): number[] | null =>
  intsOf(axes)
    ?.map((axis) => (axis < 0 ? axis + x.shape.length : axis))
    .sort((a, b) => a - b) ?? null;

/** Whether a reduction is over all axes but the last, the channels. */
export function keepsChannels(x: Value, axes: Value): boolean {
  const reduced = reductionAxes(x, axes);
  return reduced?.length === x.shape.length - 1 && reduced.every((axis, i) => axis === i);
}

/** Both orders of the two inputs of a commutative op; none of null. */
export const bothOrders = (pair: readonly [Value, Value] | null): (readonly [Value, Value])[] =>
  pair ? [pair, [pair[1], pair[0]]] : [];

/** Whether a value has one entry, so that it broadcasts to any shape. */
export const hasOneEntry = ({ shape }: Value): boolean => shape.every((d) => d === 1);
