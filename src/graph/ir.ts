// The intermediate representation of a traced function: values flow between nodes, and variables are written at the end.
import type { DType } from '../backend';

export type { DType };
export type Data = Float32Array | Int32Array | Uint8Array;

/** An attribute of a node, in the terms of TensorFlow's AttrValue. */
export type Attr =
  | { readonly bool: boolean }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly type: DType }
  | { readonly shape: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] };
export type Attrs = Readonly<Record<string, Attr>>;

/** The shape and type of a value. */
export interface Meta {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One output of one node. */
export interface Value extends Meta {
  readonly node: Node;
  /** The place among the node's outputs. */
  readonly index: number;
}

/**
 * An op with its inputs. Three ops are not TensorFlow's own: 'Input' (a tensor that each call is given), 'Const' (with its data)
 * and 'Variable' (the value of a variable before the call).
 */
export interface Node {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
  readonly outputs: readonly [Value, ...Value[]];
  /** The data of a Const. */
  readonly data?: Data;
  /** The place of an Input or a Variable among all inputs or variables. */
  readonly slot?: number;
}

/** A write to variables: a TensorFlow op that takes their handles first, then values. */
export interface Update {
  readonly op: string;
  /** The slots of the variables; the first is the one that the update is for. */
  readonly variables: readonly [number, ...number[]];
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
}

export interface Graph {
  readonly outputs: readonly Value[];
  readonly updates: readonly Update[];
  /** A boolean scalar; where it is false, no variable is written. Null: variables are always written. */
  readonly gate: Value | null;
}

let nextId = 0;

/** A new node, with at least one output. */
export function node(
  op: string,
  inputs: readonly Value[],
  attrs: Attrs,
  outputs: readonly Meta[],
  extra: Pick<Node, 'data' | 'slot'> = {},
): Node {
  const values: Value[] = [];
  const result: Node = { id: nextId++, op, inputs, attrs, outputs: values as [Value], ...extra };
  outputs.forEach(({ shape, dtype }, index) => values.push({ node: result, index, shape, dtype }));
  return result;
}

/** The output of a new node with one output. */
export const op = (name: string, inputs: readonly Value[], attrs: Attrs, output: Meta): Value =>
  node(name, inputs, attrs, [output]).outputs[0];

export const constant = (data: Data, shape: readonly number[], dtype: DType): Value =>
  node('Const', [], {}, [{ shape, dtype }], { data }).outputs[0];

export const floatScalar = (value: number): Value => constant(Float32Array.of(value), [], 'float32');
export const intVector = (values: readonly number[]): Value =>
  constant(Int32Array.from(values), [values.length], 'int32');

/** The data of a constant; null for a value that is none. */
export const dataOf = (value: Value): Data | null => value.node.data ?? null;

/** The number that a constant holds in every entry (a splat); null for other values. */
export function splatOf(value: Value): number | null {
  const data = dataOf(value);
  const first = data?.[0];
  return first !== undefined && data!.every((v) => v === first) ? first : null;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** The attributes of an op on float32. */
export const T: Attrs = { T: { type: 'float32' } };
