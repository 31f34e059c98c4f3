// The nodes, updates and outputs of a graph as named nodes.
import { splatOf, type Graph, type Node, type Value } from '../ir';
import { lookUp } from '../look-up';
import { nodesOf } from '../traverse';
import { BOOL, control, FLOAT, typeAndShape, type Emitter } from './emitter';
import type { VariableAccess } from './variables';

/** Constant exponents for which TensorFlow takes Sqrt and Rsqrt, which differ from Pow at -infinity, -0 and near 0. */
const ROOT_EXPONENTS = new Set([0.5, -0.5]);

/** The lowered nodes of a graph. */
interface LoweredNodes {
  readonly nameOf: (value: Value) => string;
  /** The nodes that use a variable's value from before the call, by slot: the variable is written after them. */
  readonly readers: ReadonlyMap<number, string[]>;
}

export function emitNodes(
  emitter: Emitter,
  graph: Graph,
  { handles, fed, types }: VariableAccess,
): LoweredNodes {
  const names = new Map<Value, string>();
  const readers = new Map<number, string[]>();
  const nameOf = (value: Value): string => lookUp(names, value);
  const emitNode = (node: Node): string => {
    const { op, slot, data, outputs, attrs } = node;
    const own = `n${node.id}`;
    if (op === 'Input') return `in${slot!}`;
    if (op === 'Variable') {
      const input = fed[slot!];
      if (input !== undefined) return input;
      const read = emitter.compute(`v${slot!}/read`, 'ReadVariableOp', [handles[slot!]!], types[slot!]!);
      readers.set(slot!, [read]);
      return read;
    }
    if (data) return emitter.constant(own, data, outputs[0].shape, outputs[0].dtype);
    return emitter.compute(own, op, inputNames(node, own), attrs);
  };
  const inputNames = ({ op, inputs }: Node, own: string): string[] => {
    const [base, exponent] = inputs;
    if (op !== 'Pow' || !base || !exponent || !ROOT_EXPONENTS.has(splatOf(exponent) ?? 0))
      return inputs.map(nameOf);
    const { dtype, shape } = exponent;
    const hidden = emitter.emit(
      `${own}/exponent`,
      'PlaceholderWithDefault',
      [nameOf(exponent)],
      typeAndShape({ dtype, shape }),
    );
    return [nameOf(base), hidden];
  };
  for (const node of nodesOf(graph)) {
    const emitted = emitNode(node);
    for (const output of node.outputs)
      names.set(output, output.index === 0 ? emitted : `${emitted}:${output.index}`);
    for (const { node: input } of node.inputs)
      if (input.op === 'Variable') readers.get(input.slot!)?.push(emitted);
  }
  return { nameOf, readers };
}

/** Writes variables after they were read, and after the gate has opened; gives what must have run for a call to be over. */
export function emitUpdates(
  emitter: Emitter,
  { gate, updates }: Graph,
  { handles }: VariableAccess,
  { nameOf, readers }: LoweredNodes,
): string[] {
  let open: string[] = [];
  if (gate) {
    emitter.emit('gate', 'Switch', [nameOf(gate), nameOf(gate)], BOOL);
    open = [control(emitter.emit('gate/open', 'Identity', ['gate:1'], BOOL))];
  }
  const written = updates.map(({ op, variables, inputs, attrs }, i) => {
    const after = variables.flatMap((slot) => readers.get(slot) ?? []).map(control);
    const operands = [...variables.map((slot) => handles[slot]!), ...inputs.map(nameOf)];
    return emitter.compute(`update${i}`, op, [...operands, ...new Set([...after, ...open])], attrs);
  });
  const done = written.map(control);
  if (!gate) return done;
  // Nodes behind a closed gate never run; the merge takes the side that did.
  const behind = emitter.emit('gate/written', 'Identity', ['gate/open', ...done], BOOL);
  return [control(emitter.emit('gate/done', 'Merge', [behind, 'gate'], { ...BOOL, N: { int: 2 } }))];
}

/** The results, the last one after all writes; a graph without results gives a zero. */
export function emitOutputs(
  emitter: Emitter,
  { outputs }: Graph,
  { nameOf }: LoweredNodes,
  writes: readonly string[],
  zero: string,
): string[] {
  if (outputs.length === 0) return [emitter.emit('done', 'Identity', [zero, ...writes], FLOAT)];
  return outputs.map((value, i) => {
    const after = i === outputs.length - 1 ? writes : [];
    return emitter.emit(`out${i}`, 'Identity', [nameOf(value), ...after], { T: { type: value.dtype } });
  });
}
