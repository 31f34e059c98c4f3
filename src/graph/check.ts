// What must hold of a graph, whoever made it.
import { nodesOf, sameShape, sizeOf, type Graph } from './ir';

/**
 * Checks a graph: no cycle, inputs that exist, data that fits its shape, elementwise ops that keep type and shape, updates
 * that write each variable once.
 *
 * @param after the pass that made it
 * @throws {Error} that names the pass: what it says is a fault of ours
 */
export function check(graph: Graph, after: string): void {
  const fail = (what: string): never => {
    throw new Error(
      `compile: after the pass '${after}', ${what}. This is a fault of compile; please report it`,
    );
  };
  for (const { op, inputs, outputs, data } of nodesOf(graph)) {
    for (const { node, index } of inputs) {
      if (node.outputs[index] === undefined)
        fail(`${op} takes an output of ${node.op} that it does not have`);
    }
    const [out] = outputs;
    if (data && data.length !== sizeOf(out.shape))
      fail(`a constant of shape [${out.shape.join(', ')}] has ${data.length} numbers`);
    if (sameAsFirst.has(op)) {
      if (!sameShape(inputs[0].shape, out.shape)) fail(`${op} changes the shape`);
      if (inputs[0].dtype !== out.dtype) fail(`${op} changes the type`);
    }
    if (op === 'Reshape' && sizeOf(inputs[0].shape) !== sizeOf(out.shape)) fail('Reshape changes the size');
    if (op.endsWith('MatMul') && inputs[0].shape.length !== 2) fail(`${op} has no matrix to multiply`);
  }
  const written = graph.updates.flatMap(({ variables }) => variables);
  if (new Set(written).size !== written.length) fail('a variable is written twice');
}

const sameAsFirst = new Set([
  'Relu',
  'Tanh',
  'Sigmoid',
  'Elu',
  'ReluGrad',
  'TanhGrad',
  'SigmoidGrad',
  'Neg',
  'Square',
  'Sqrt',
]);
