// Lowers a graph to a plan of the native engine: instructions as whole numbers, and the places of what goes in and comes out.
import { dataOf, sizeOf, type Data, type Graph, type Meta, type Node, type Value } from '../ir';
import { lookUp } from '../look-up';
import { nodesOf, usesOf } from '../traverse';
import { joinByRows } from './blocks';
import { Builder } from './builder';
import { groupElementwise, stepOf } from './elementwise';
import { placeOf, unsupported, UnsupportedError, type View } from './instructions';
import { layOut } from './memory';
import { partsOf } from './copies';
import { operators } from './operators';
import { makeTasks, type Task } from './schedule';
import { copied, emitUpdates } from './updates';

/** A value in a plan's memory. */
export interface Place extends Meta {
  readonly place: number;
  readonly size: number;
}

export interface Plan {
  /** The tasks with their instructions, for native/scheduler.cpp. */
  readonly codes: Int32Array;
  /** The size of the memory in floats. */
  readonly size: number;
  readonly threads: number;
  readonly inputs: readonly Place[];
  readonly variables: readonly Place[];
  readonly outputs: readonly Place[];
  readonly constants: readonly { readonly place: number; readonly data: Data }[];
}

/**
 * Lowers a graph.
 *
 * @param inputs shapes and types of all inputs, used or not
 * @param variables shapes and types of the variables
 * @returns the plan; or why there is none, as text
 */
export function lowerToPlan(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  threads: number,
): Plan | string {
  try {
    return planOf(graph, inputs, variables, threads);
  } catch (error) {
    if (error instanceof UnsupportedError) return error.message;
    throw error;
  }
}

function planOf(graph: Graph, inputs: readonly Meta[], variables: readonly Meta[], threads: number): Plan {
  const builder = new Builder(destinationsOf(graph));
  const inputViews = inputs.map(({ shape }) => builder.buffer(sizeOf(shape), 'input'));
  const variableViews = variables.map(({ shape }) => builder.buffer(sizeOf(shape), 'variable'));
  emitNodes(builder, graph, inputViews, variableViews);
  const outputViews = graph.outputs.map((value) => keptView(builder, value));
  emitUpdates(builder, graph, variableViews);
  const { buffers } = builder;
  const operations = joinByRows(builder.operations);
  const layout = layOut(buffers, operations);
  if (layout.size >= 2 ** 31) unsupported('more than 8 GB of memory');
  const tasks = makeTasks(operations, threads, layout.occupants);
  const placed = (metas: readonly Meta[], views: readonly View[]): Place[] =>
    metas.map(({ shape, dtype }, i) => ({ shape, dtype, place: placeOf(views[i]!), size: sizeOf(shape) }));
  return {
    codes: encode(tasks),
    size: layout.size,
    threads,
    inputs: placed(inputs, inputViews),
    variables: placed(variables, variableViews),
    outputs: placed(graph.outputs, outputViews),
    constants: buffers.flatMap(({ data, place }) => (data ? [{ place, data }] : [])),
  };
}

/** Ops whose value is a view of their input's: it is written where that is. */
const VIEWS = new Set(['Reshape', 'ExpandDims', 'Squeeze']);

/**
 * The places of values that are used only as parts of another one, side by side: they are written there at once. That needs a part
 * that lies in one piece.
 */
function destinationsOf(graph: Graph): Map<Value, { whole: Value; offset: number }> {
  const uses = usesOf(graph);
  const destinations = new Map<Value, { whole: Value; offset: number }>();
  for (const node of nodesOf(graph)) {
    const joined = partsOf(node);
    const [whole] = node.outputs;
    if (!joined || !whole.shape.slice(0, joined.axis).every((d) => d === 1)) continue;
    let offset = 0;
    for (const part of joined.parts) {
      const { op, inputs, outputs } = part.node;
      const isMade = inputs.length > 0 && outputs.length === 1 && !VIEWS.has(op);
      if (isMade && uses.get(part) === 1) destinations.set(part, { whole, offset });
      offset += sizeOf(part.shape);
    }
  }
  return destinations;
}

function emitNodes(
  builder: Builder,
  graph: Graph,
  inputs: readonly View[],
  variables: readonly View[],
): void {
  const groups = groupElementwise(graph);
  for (const node of nodesOf(graph)) {
    const { op, slot, outputs } = node;
    if (op === 'Input') builder.set(outputs[0], inputs[slot!]!);
    else if (op === 'Variable') builder.set(outputs[0], variables[slot!]!);
    else if (node.data) continue;
    else if (stepOf(node) !== null) {
      const group = lookUp(groups, node);
      if (group.last === node) builder.group(group);
    } else emitNode(builder, node);
  }
}

function emitNode(builder: Builder, node: Node): void {
  const lowering = operators[node.op];
  if (!lowering) unsupported(`${node.op}${node.inputs[0]?.dtype === 'int32' ? ' on int32' : ''}`);
  lowering(builder, node);
}

/** The place of an output, which nothing else is written to: a variable is copied, since it may be written afterwards. */
function keptView(builder: Builder, value: Value): View {
  const data = dataOf(value);
  const view = builder.view(value);
  const kept = view.buffer.kind === 'variable' && data === null ? copied(builder, view) : view;
  kept.buffer.isKept = true;
  return kept;
}

/** The tasks as whole numbers: their count; of each its gate, what it needs, and its instructions, each list after its length. */
function encode(tasks: readonly Task[]): Int32Array {
  const numbers = new Map(tasks.map((task, i) => [task, i]));
  const codes: number[] = [tasks.length];
  for (const { parts, needs, gate } of tasks) {
    const instructions = parts.flatMap(({ operation, begin, end }) => operation.code(begin, end));
    codes.push(gate ? placeOf(gate) : -1, needs.size, ...[...needs].map((need) => lookUp(numbers, need)));
    codes.push(instructions.length);
    for (const word of instructions) codes.push(word);
  }
  return Int32Array.from(codes);
}
