// The graph that a traced function becomes: values that flow between nodes, and what is written to variables at its end.

import type { DType } from '../backend';

export type { DType };
export type Data = Float32Array | Int32Array | Uint8Array;

/** A node's setting, in the terms of TensorFlow's AttrValue. */
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

/** What flows: one output of one node. */
export interface Value {
  readonly node: Node;
  readonly index: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What a node's output is like. */
export interface Meta {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * An op with its inputs. Three are not TensorFlow's own: 'Input' (a tensor that is handed over at each call), 'Const' (whose
 * data is at hand) and 'Variable' (a variable's value before the call).
 */
export interface Node {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
  readonly outputs: readonly Value[];
  /** Of a Const. */
  readonly data?: Data;
  /** Of an Input or a Variable: its number. */
  readonly slot?: number;
}

/** What happens to variables: a TensorFlow op that takes their handles first, then values. */
export interface Update {
  readonly op: string;
  readonly variables: readonly number[];
  readonly inputs: readonly Value[];
  readonly attrs: Attrs;
}

export interface Graph {
  readonly outputs: readonly Value[];
  readonly updates: readonly Update[];
  /** A boolean scalar: where it is false, no variable is written. Null: they always are. */
  readonly gate: Value | null;
}

let made = 0;

/** A new node. */
export function node(
  op: string,
  inputs: readonly Value[],
  attrs: Attrs,
  outputs: readonly Meta[],
  extra: Pick<Node, 'data' | 'slot'> = {},
): Node {
  const result: Node = { id: made++, op, inputs, attrs, outputs: [], ...extra };
  (result as { outputs: readonly Value[] }).outputs = outputs.map(({ shape, dtype }, index) => ({
    node: result,
    index,
    shape,
    dtype,
  }));
  return result;
}

/** The only output of a new node. */
export const op = (name: string, inputs: readonly Value[], attrs: Attrs, output: Meta): Value =>
  node(name, inputs, attrs, [output]).outputs[0];

export function constant(data: Data, shape: readonly number[], dtype: DType): Value {
  return node('Const', [], {}, [{ shape, dtype }], { data }).outputs[0];
}

export const floatScalar = (value: number): Value => constant(Float32Array.of(value), [], 'float32');
export const intVector = (values: readonly number[]): Value =>
  constant(Int32Array.from(values), [values.length], 'int32');

/** A constant's data, or null for a value that is none. */
export const dataOf = (value: Value): Data | null => value.node.data ?? null;

/** The number that a constant holds everywhere, or null. */
export function numberOf(value: Value): number | null {
  const data = dataOf(value);
  if (data === null || data.length === 0) return null;
  return data.every((v) => v === data[0]) ? data[0] : null;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

export const T: Attrs = { T: { type: 'float32' } };

/** The values that a graph is there for. */
export const rootsOf = ({ outputs, updates, gate }: Graph): Value[] => [
  ...outputs,
  ...updates.flatMap(({ inputs }) => inputs),
  ...(gate ? [gate] : []),
];

/** The nodes that a graph's results need, each after its inputs: what is dead is not among them. */
export function nodesOf(graph: Graph): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  // Depth first, with a stack of our own: a thousand layers are too deep for calls.
  for (const root of rootsOf(graph)) {
    const stack: Node[] = [root.node];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const at = state.get(top);
      if (at === undefined) {
        state.set(top, 'open');
        for (const { node: input } of top.inputs) {
          if (state.get(input) === 'open') throw new Error(`graph: a cycle through ${input.op}`);
          if (!state.has(input)) stack.push(input);
        }
        continue;
      }
      stack.pop();
      if (at === 'done') continue;
      state.set(top, 'done');
      order.push(top);
    }
  }
  return order;
}

/** How often each value is used, results included. */
export function usesOf(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of nodesOf(graph)) inputs.forEach(count);
  rootsOf(graph).forEach(count);
  return uses;
}

/**
 * What takes a node's place: its outputs' replacements, in order; null to leave it.
 *
 * @param node with its inputs replaced already
 * @param old as it was, and `now`, which gives what took the place of a value that came before it
 */
export type Rule = (node: Node, old: Node, now: (value: Value) => Value) => readonly Value[] | null;

/** The graph with a rule applied to each node, inputs first. */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const now = new Map<Value, Value>();
  const of = (value: Value): Value => now.get(value) ?? value;
  for (const old of nodesOf(graph)) {
    const inputs = old.inputs.map(of);
    const changed = inputs.some((input, i) => input !== old.inputs[i]);
    const { data, slot } = old;
    const extra = { ...(data ? { data } : {}), ...(slot === undefined ? {} : { slot }) };
    const next = changed ? node(old.op, inputs, old.attrs, old.outputs, extra) : old;
    const replaced = rule(next, old, of) ?? next.outputs;
    old.outputs.forEach((output, i) => {
      if (replaced[i] !== output) now.set(output, replaced[i]);
    });
  }
  return {
    outputs: graph.outputs.map(of),
    updates: graph.updates.map((update) => ({ ...update, inputs: update.inputs.map(of) })),
    gate: graph.gate && of(graph.gate),
  };
}
