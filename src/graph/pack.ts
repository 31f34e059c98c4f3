// The third stage of a program: what of its results a graph has to give, and where the others come from.
import { dataOf, op, T, type Graph, type Meta, type Value } from './ir';

/** The source of a result of the function. */
export type OutputBinding =
  /** An output of the graph. */
  | { readonly from: 'output'; readonly index: number }
  /** An entry of the graph's first output, which is a vector. */
  | { readonly from: 'packed'; readonly index: number }
  /** An argument of the call. */
  | { readonly from: 'argument'; readonly index: number }
  /** A constant. */
  | { readonly from: 'constant'; readonly value: Value };

export interface Packed {
  readonly graph: Graph;
  /** One for each result, in order. */
  readonly outputBindings: readonly OutputBinding[];
}

/**
 * Packs scalar results into one vector, since each output of a graph costs as much as several nodes; arguments and constants among
 * the results are no outputs at all.
 *
 * @param argumentCount how many inputs are arguments of the call; the others are made for it
 */
export function pack(graph: Graph, argumentCount: number): Packed {
  const isArgument = ({ node }: Value): boolean => node.op === 'Input' && node.slot! < argumentCount;
  const scalars = graph.outputs.filter(
    (value) => value.shape.length === 0 && value.dtype === 'float32' && !isArgument(value) && !dataOf(value),
  );
  const packed = scalars.length > 1 ? scalars : [];
  const outputs: Value[] = [];
  if (packed.length > 0) {
    const meta: Meta = { shape: [packed.length], dtype: 'float32' };
    outputs.push(op('Pack', packed, { ...T, N: { int: packed.length }, axis: { int: 0 } }, meta));
  }
  const outputBindings = graph.outputs.map((value): OutputBinding => {
    if (isArgument(value)) return { from: 'argument', index: value.node.slot! };
    if (dataOf(value)) return { from: 'constant', value };
    const index = packed.indexOf(value);
    return index >= 0 ? { from: 'packed', index } : { from: 'output', index: outputs.push(value) - 1 };
  });
  return { graph: { ...graph, outputs }, outputBindings };
}
