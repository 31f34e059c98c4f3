// A matrix product, its bias and its activation in one node.
import { op, sameShape, type Graph, type Node, type Value } from '../ir';
import { usesOf, type Rule } from '../traverse';
import { inputOf } from './match';

const ACTIVATIONS = new Set(['Relu', 'Relu6', 'Tanh', 'Sigmoid', 'Elu']);

/** A product plus a bias. */
interface BiasedProduct {
  readonly product: Node;
  readonly bias: Value;
}

/** The product and the bias whose sum a value is. */
function biasedProduct({ node: { op: name, inputs } }: Value): BiasedProduct | null {
  const [first, second] = inputs;
  if ((name !== 'Add' && name !== 'AddV2') || !first || !second) return null;
  for (const [a, bias] of [
    [first, second],
    [second, first],
  ] as const) {
    if (a.node.op === 'MatMul' && bias.shape.length === 1 && bias.shape[0] === a.shape[1])
      return { product: a.node, bias };
  }
  return null;
}

const fused = ({ product, bias }: BiasedProduct, ops: readonly string[], output: Value): Value =>
  op(
    '_FusedMatMul',
    [...product.inputs, bias],
    { ...product.attrs, num_args: { int: 1 }, fused_ops: { strings: ops } },
    output,
  );

/**
 * Fuses a product, its bias and its activation. A rule for one rewrite of a graph: values with other uses stay.
 *
 * bench/passes.mjs, 50 layers of 128: 99 of 3,334 nodes and 6 % of the time less.
 */
export function fuseActivations(graph: Graph): Rule {
  const uses = usesOf(graph);
  const isUsedOnce = (value: Value): boolean => uses.get(value) === 1;
  const isFusible = (sum: Value): boolean => {
    const found = biasedProduct(sum);
    return isUsedOnce(sum) && found !== null && isUsedOnce(found.product.outputs[0]);
  };
  return ({ op: name, inputs: [sum], outputs: [out] }, { inputs: [originalSum] }) => {
    if (!ACTIVATIONS.has(name) || !sum || !originalSum || !isFusible(originalSum)) return null;
    const found = biasedProduct(sum);
    return found && [fused(found, ['BiasAdd', name], out)];
  };
}

/** Fuses a product and its bias, where no activation was fused with them. */
export function fuseBiases(graph: Graph): Rule {
  const uses = usesOf(graph);
  return ({ outputs: [out] }, { outputs: [originalOut] }) => {
    const original = biasedProduct(originalOut);
    const found = biasedProduct(out);
    if (original === null || found === null || uses.get(original.product.outputs[0]) !== 1) return null;
    return sameShape(out.shape, found.product.outputs[0].shape) ? [fused(found, ['BiasAdd'], out)] : null;
  };
}

/**
 * Replaces ReluGrad(dy, z) by ReluGrad(dy, relu(z)), which is positive where z is: then z is not needed for the backward pass.
 */
export function gradientsFromOutputs(graph: Graph): Rule {
  const outputsByInput = new Map<Value, Value>();
  for (const value of usesOf(graph).keys()) {
    const z = inputOf(value, 'Relu');
    if (z) outputsByInput.set(z, value);
  }
  return ({ op: name, inputs: [dy], attrs, outputs: [out] }, { inputs: [, z] }, replacement) => {
    const y = name === 'ReluGrad' && z ? outputsByInput.get(z) : undefined;
    return y && dy ? [op('ReluGrad', [dy, replacement(y)], attrs, out)] : null;
  };
}
