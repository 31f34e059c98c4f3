// Checks the invariants of a graph.
import { sameShape, sizeOf, type Graph } from './ir';
import { nodesOf } from './traverse';

/**
 * Checks a graph: no cycle, inputs that exist, data that fits its shape, elementwise ops that keep type and shape, updates
 * that write each variable once.
 *
 * @param pass the name of the pass that made the graph
 * @throws {Error} that names the pass; it is a fault of the pass, not of the caller
 */
export function verify(graph: Graph, pass: string): void {
  const fail = (fault: string): never => {
    throw new Error(
      `compile: after the pass '${pass}', ${fault}. This is a fault of compile; please report it`,
    );
  };
  for (const { op, inputs, outputs, data } of nodesOf(graph)) {
    for (const { node, index } of inputs) {
      if (node.outputs[index] === undefined)
        fail(`${op} takes an output of ${node.op} that it does not have`);
    }
    const [out] = outputs;
    const [first] = inputs;
    if (data && data.length !== sizeOf(out.shape))
      fail(`a constant of shape [${out.shape.join(', ')}] has ${data.length} numbers`);
    if (first === undefined) continue;
    if (ELEMENTWISE.has(op)) {
      if (!sameShape(first.shape, out.shape)) fail(`${op} changes the shape`);
      if (first.dtype !== out.dtype) fail(`${op} changes the type`);
    }
    if (op === 'Reshape' && sizeOf(first.shape) !== sizeOf(out.shape)) fail('Reshape changes the size');
    if (op.endsWith('MatMul') && first.shape.length !== 2) fail(`${op} has no matrix to multiply`);
  }
  const written = graph.updates.flatMap(({ variables }) => variables);
  if (new Set(written).size !== written.length) fail('a variable is written twice');
}

/** Ops whose output has the shape and type of their first input. */
const ELEMENTWISE = new Set([
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
