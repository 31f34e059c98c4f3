// A graph as text, one node a line: `%7: float32[32,10] = MatMul(%3, %5) {transpose_b}`.
import {
  dataOf,
  splatOf,
  type Attr,
  type Attrs,
  type Data,
  type Graph,
  type Meta,
  type Node,
  type Value,
} from './ir';
import { nodesOf } from './traverse';

/** Names for a graph's inputs and variables, by their slots; without one, a slot's number is printed. */
export interface PrintNames {
  readonly inputs?: readonly (string | null)[];
  readonly variables?: readonly string[];
}

const MAX_ENTRIES = 8; // of a constant

/** A shape and type, such as `float32[32,10]`. */
const printMeta = ({ dtype, shape }: Meta): string => `${dtype}[${shape.join(',')}]`;

/**
 * Prints a graph: inputs first, then variables, then the other nodes in topological order. Values are numbered in that order;
 * attributes that are false, a type, or the number of inputs are left out. Variables are written after `<-`.
 *
 *     %0: float32[4,3] = Input x
 *     %1: float32[3] = Variable b
 *     %2: float32[4,3] = Add(%0, %1)
 *     return %2
 */
export function print(graph: Graph, names: PrintNames = {}): string {
  const numbers = new Map<Value, number>();
  const ref = (value: Value): string => `%${numbers.get(value) ?? '?'}`;
  const variable = (slot: number): string => names.variables?.[slot] ?? `#${slot}`;
  const nodeLine = (node: Node): string => {
    for (const output of node.outputs) numbers.set(output, numbers.size);
    const results = node.outputs.map(ref).join(', ');
    return `${results}: ${node.outputs.map(printMeta).join(', ')} = ${expression(node)}`;
  };
  const expression = ({ op, inputs, attrs, outputs, slot = 0 }: Node): string => {
    if (op === 'Input') return `Input ${names.inputs?.[slot] ?? `#${slot}`}`;
    if (op === 'Variable') return `Variable ${variable(slot)}`;
    if (op === 'Const') return `Const ${printConstant(outputs[0])}`;
    return `${op}(${inputs.map(ref).join(', ')})${printAttrs(attrs)}`;
  };
  const lines = inPrintOrder(nodesOf(graph)).map(nodeLine);
  for (const { op, variables, inputs, attrs } of graph.updates)
    lines.push(
      `${variables.map(variable).join(', ')} <- ${op}(${inputs.map(ref).join(', ')})${printAttrs(attrs)}`,
    );
  if (graph.gate) lines.push(`write if ${ref(graph.gate)}`);
  if (graph.outputs.length > 0) lines.push(`return ${graph.outputs.map(ref).join(', ')}`);
  return lines.join('\n');
}

function inPrintOrder(nodes: readonly Node[]): Node[] {
  const leaves = (name: string): Node[] =>
    nodes.filter(({ op }) => op === name).sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
  const others = nodes.filter(({ op }) => op !== 'Input' && op !== 'Variable');
  return [...leaves('Input'), ...leaves('Variable'), ...others];
}

/** The number of a splat, or the entries in brackets. */
function printConstant(value: Value): string {
  const splat = splatOf(value);
  if (splat !== null) return printNumber(splat, value);
  const data: Data = dataOf(value)!;
  const entries = Array.from(data.subarray(0, MAX_ENTRIES), (entry) => printNumber(entry, value));
  return `[${[...entries, ...(data.length > MAX_ENTRIES ? ['…'] : [])].join(', ')}]`;
}

/** A number of a constant, with as many digits as its type has. */
const printNumber = (number: number, { dtype }: Meta): string =>
  Object.is(number, -0) ? '-0' : String(dtype === 'float32' ? Number(number.toPrecision(7)) : number);

function printAttrs(attrs: Attrs): string {
  const flagsFirst = Object.entries(attrs).sort(([, a], [, b]) => Number('bool' in b) - Number('bool' in a));
  const shown = flagsFirst.flatMap(([name, attr]) => printAttr(name, attr) ?? []);
  return shown.length > 0 ? ` {${shown.join(', ')}}` : '';
}

function printAttr(name: string, attr: Attr): string | null {
  if ('type' in attr || name === 'N') return null;
  if ('bool' in attr) return attr.bool ? name : null;
  const [value] = Object.values(attr) as unknown[];
  return `${name}=${JSON.stringify(typeof value === 'number' ? Number(value.toPrecision(7)) : value)}`;
}
