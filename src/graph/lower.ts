// The fourth stage of a program: a graph to named nodes that TensorFlow loads.
import {
  splatOf,
  type Attrs,
  type Data,
  type DType,
  type Graph,
  type Meta,
  type Node,
  type Value,
} from './ir';
import { lookUp } from './look-up';
import type { NamedNode } from './saved-model';
import { nodesOf } from './traverse';

/** The names by which a loaded graph is fed and fetched. */
export interface Names {
  readonly inputs: readonly string[];
  /** Inputs for variables that are fed at each call; none where the graph keeps its variables. */
  readonly variableInputs: readonly string[];
  readonly outputs: readonly string[];
  /** To write the variables: the inputs for their values, and the output to fetch. */
  readonly set: { readonly inputs: readonly string[]; readonly done: string };
  /** To read the variables: the outputs to fetch. */
  readonly get: readonly string[];
}

export interface Lowered {
  readonly nodes: readonly NamedNode[];
  readonly names: Names;
}

export interface LowerOptions {
  /** Whether XLA is to compile what it can. */
  readonly xla?: boolean;
  /** Whether variables are fed at each call. A graph that writes none may have it so: it keeps nothing. */
  readonly feedVariables?: boolean;
  /** First values of the variables, where the graph is to contain them. */
  readonly initialValues?: readonly Data[];
}

/** With these exponents as constants TensorFlow takes Sqrt and Rsqrt, which differ from Pow at -infinity, -0 and near 0. */
const ROOT_EXPONENTS = new Set([0.5, -0.5]);

const FLOAT: Attrs = { T: { type: 'float32' } };
const BOOL: Attrs = { T: { type: 'bool' } };

/**
 * Lowers a graph to plain nodes, not to a function: a function call would cost as much as forty nodes.
 *
 * @param inputs shapes and types of all inputs, used or not
 * @param variables shapes and types of the variables
 */
export function lower(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  { xla = false, feedVariables = false, initialValues = [] }: LowerOptions = {},
): Lowered {
  const emitter = new Emitter(xla ? { _XlaCompile: { bool: true } } : {});
  const zero = emitter.constant('zero', Float32Array.of(0), [], 'float32');
  const inputNames = inputs.map((meta, i) => emitter.placeholder(`in${i}`, meta));
  const access = feedVariables
    ? emitFedVariables(emitter, variables)
    : emitKeptVariables(emitter, variables, zero);
  emitInitialValues(emitter, access, variables, initialValues);
  const lowered = emitNodes(emitter, graph, access);
  const writes = emitUpdates(emitter, graph, access, lowered);
  const outputs = emitOutputs(emitter, graph, lowered, writes, zero);
  const { fed, set, get } = access;
  return { nodes: emitter.nodes, names: { inputs: inputNames, variableInputs: fed, outputs, set, get } };
}

/** The name of a node as an input that must have run (a control dependency). */
const control = (name: string): string => `^${name}`;

/** Collects nodes, each under its name. */
class Emitter {
  readonly nodes: NamedNode[] = [];
  /** The attributes of nodes that XLA compiles. */
  readonly #jit: Attrs;

  constructor(jit: Attrs) {
    this.#jit = jit;
  }

  emit(name: string, op: string, inputs: readonly string[], attrs: Attrs): string {
    this.nodes.push({ name, op, inputs, attrs });
    return name;
  }

  /** A node that XLA compiles where it is asked to. */
  compute(name: string, op: string, inputs: readonly string[], attrs: Attrs): string {
    return this.emit(name, op, inputs, { ...attrs, ...this.#jit });
  }

  constant(name: string, values: Data, shape: readonly number[], dtype: DType): string {
    this.nodes.push({
      name,
      op: 'Const',
      inputs: [],
      attrs: { dtype: { type: dtype } },
      data: { values, shape, dtype },
    });
    return name;
  }

  placeholder(name: string, meta: Meta): string {
    return this.emit(name, 'Placeholder', [], typeAndShape(meta));
  }
}

const typeAndShape = ({ dtype, shape }: Meta): Attrs => ({ dtype: { type: dtype }, shape: { shape } });

/** How a lowered graph gets at its variables. */
interface VariableAccess {
  /** The handles of variables that the graph keeps. */
  readonly handles: readonly string[];
  readonly fed: readonly string[];
  readonly set: Names['set'];
  readonly get: readonly string[];
  readonly types: readonly Attrs[];
}

const typesOf = (variables: readonly Meta[]): Attrs[] =>
  variables.map(({ dtype }) => ({ dtype: { type: dtype } }));

/** Variables that each call feeds. */
const emitFedVariables = (emitter: Emitter, variables: readonly Meta[]): VariableAccess => {
  const fed = variables.map((meta, i) => emitter.placeholder(`v${i}`, meta));
  emitter.emit('set', 'Identity', ['zero'], FLOAT);
  return { handles: [], fed, set: { inputs: [], done: 'set' }, get: [], types: typesOf(variables) };
};

/** Variables that the graph keeps, with nodes that write and read all of them. */
function emitKeptVariables(emitter: Emitter, variables: readonly Meta[], zero: string): VariableAccess {
  const types = typesOf(variables);
  const handles = variables.map((meta, i) =>
    emitter.emit(`v${i}`, 'VarHandleOp', [], { ...typeAndShape(meta), shared_name: { string: `v${i}` } }),
  );
  const inputs = variables.map((meta, i) => emitter.placeholder(`set${i}`, meta));
  const written = handles.map((handle, i) =>
    emitter.emit(`set${i}/assign`, 'AssignVariableOp', [handle, `set${i}`], types[i]!),
  );
  emitter.emit('set', 'Identity', [zero, ...written.map(control)], FLOAT);
  const get = handles.map((handle, i) => emitter.emit(`get${i}`, 'ReadVariableOp', [handle], types[i]!));
  return { handles, fed: [], set: { inputs, done: 'set' }, get, types };
}

/** A node `start` that gives the variables their first values, for a graph that is saved. */
function emitInitialValues(
  emitter: Emitter,
  { handles, types }: VariableAccess,
  variables: readonly Meta[],
  values: readonly Data[],
): void {
  const written = values.map((data, i) => {
    const { shape, dtype } = variables[i]!;
    const value = emitter.constant(`start${i}`, data, shape, dtype);
    return emitter.emit(`start${i}/assign`, 'AssignVariableOp', [handles[i]!, value], types[i]!);
  });
  if (written.length > 0) emitter.emit('start', 'NoOp', written.map(control), {});
}

/** The lowered nodes of a graph. */
interface LoweredNodes {
  readonly nameOf: (value: Value) => string;
  /** The nodes that use a variable's value from before the call, by slot: the variable is written after them. */
  readonly readers: ReadonlyMap<number, string[]>;
}

function emitNodes(emitter: Emitter, graph: Graph, { handles, fed, types }: VariableAccess): LoweredNodes {
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
function emitUpdates(
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
function emitOutputs(
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
