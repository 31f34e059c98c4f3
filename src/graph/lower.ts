// From a graph to named nodes that TensorFlow loads.
import {
  nodesOf,
  numberOf,
  type Attrs,
  type Data,
  type DType,
  type Graph,
  type Meta,
  type Value,
} from './ir';
import type { NamedNode } from './saved-model';

/** The names under which a loaded graph is fed and asked. */
export interface Names {
  readonly inputs: readonly string[];
  /** Variables that are handed over at each call, as inputs are; none where the graph keeps them. */
  readonly fed: readonly string[];
  readonly outputs: readonly string[];
  /** To hand over the variables' values: where they go in, and what to ask for. */
  readonly set: { readonly inputs: readonly string[]; readonly done: string };
  /** To get the variables' values. */
  readonly get: readonly string[];
}

export interface Lowered {
  readonly nodes: readonly NamedNode[];
  readonly names: Names;
}

/** With these as constants TensorFlow takes Sqrt and Rsqrt, which differ from Pow at -infinity, -0 and numbers near 0. */
const ROOTS = new Set([0.5, -0.5]);

const float: DType = 'float32';
const F: Attrs = { T: { type: float } };
const B: Attrs = { T: { type: 'bool' } };

export interface LowerOptions {
  /** Whether XLA is to compile what it can. */
  readonly xla?: boolean;
  /** Whether variables are inputs of each call, which a graph that writes none may have: it keeps nothing. */
  readonly fed?: boolean;
  /** First values of the variables, where the graph is to bring them along. */
  readonly values?: readonly Data[];
}

/**
 * Plain nodes, not a function: a call would cost as much as forty nodes.
 *
 * @param inputs of what shape and type the inputs are, used or not
 * @param variables the same of the variables
 */
export function lower(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  { xla = false, fed = false, values = [] }: LowerOptions = {},
): Lowered {
  const nodes: NamedNode[] = [];
  const emit = (
    name: string,
    op: string,
    from: readonly string[],
    attrs: Attrs,
    data?: NamedNode['data'],
  ): string => {
    nodes.push({ name, op, inputs: from, attrs, ...(data ? { data } : {}) });
    return name;
  };
  const typeAndShape = ({ dtype, shape }: Meta): Attrs => ({ dtype: { type: dtype }, shape: { shape } });
  const zero = emit(
    'zero',
    'Const',
    [],
    { dtype: { type: float } },
    { values: Float32Array.of(0), shape: [], dtype: float },
  );

  inputs.forEach((meta, i) => emit(`in${i}`, 'Placeholder', [], typeAndShape(meta)));
  const kept = fed ? [] : variables;
  const handles = kept.map((meta, i) =>
    emit(`v${i}`, 'VarHandleOp', [], { ...typeAndShape(meta), shared_name: { string: `v${i}` } }),
  );
  const given = fed ? variables.map((meta, i) => emit(`v${i}`, 'Placeholder', [], typeAndShape(meta))) : [];
  const ofType = (i: number): Attrs => ({ dtype: { type: variables[i].dtype } });
  const set = kept.map((meta, i) => {
    const placeholder = emit(`set${i}`, 'Placeholder', [], typeAndShape(meta));
    return emit(`set${i}/assign`, 'AssignVariableOp', [handles[i], placeholder], ofType(i));
  });
  emit('set', 'Identity', [zero, ...set.map(ctrl)], F);
  kept.forEach((_, i) => emit(`get${i}`, 'ReadVariableOp', [handles[i]], ofType(i)));

  const jit: Attrs = xla ? { _XlaCompile: { bool: true } } : {};
  const started = values.map((data, i) => {
    const { shape, dtype } = variables[i];
    const value = emit(`start${i}`, 'Const', [], { dtype: { type: dtype } }, { values: data, shape, dtype });
    return emit(`start${i}/assign`, 'AssignVariableOp', [handles[i], value], ofType(i));
  });
  if (started.length > 0) emit('start', 'NoOp', started.map(ctrl), {});
  const used = nodesOf(graph);
  const name = new Map<Value, string>();
  const readers = new Map<number, string[]>(); // who uses a variable's value: it is written after them
  for (const one of used) {
    const { op, slot, data, outputs, attrs } = one;
    const own = `n${one.id}`;
    const from = one.inputs.map((input) => name.get(input)!);
    if (op === 'Pow' && ROOTS.has(numberOf(one.inputs[1]) ?? 0)) {
      const { dtype, shape } = one.inputs[1];
      from[1] = emit(`${own}/exponent`, 'PlaceholderWithDefault', [from[1]], typeAndShape({ dtype, shape }));
    }
    let emitted: string;
    if (op === 'Input') emitted = `in${slot!}`;
    else if (op === 'Variable' && fed) emitted = given[slot!];
    else if (op === 'Variable') {
      emitted = emit(`v${slot!}/read`, 'ReadVariableOp', [handles[slot!]], { ...ofType(slot!), ...jit });
      readers.set(slot!, [emitted]);
    } else if (data) {
      const { shape, dtype } = outputs[0];
      emitted = emit(own, 'Const', [], { dtype: { type: dtype } }, { values: data, shape, dtype });
    } else emitted = emit(own, op, from, { ...attrs, ...jit });
    outputs.forEach((output) =>
      name.set(output, output.index === 0 ? emitted : `${emitted}:${output.index}`),
    );
    for (const { node } of one.inputs) if (node.op === 'Variable') readers.get(node.slot!)?.push(emitted);
  }

  let pivot: string[] = [];
  if (graph.gate) {
    const gate = name.get(graph.gate)!;
    emit('gate', 'Switch', [gate, gate], B);
    pivot = [ctrl(emit('gate/open', 'Identity', ['gate:1'], B))];
  }
  const written = graph.updates.map((update, i) => {
    const after = update.variables.flatMap((v) => readers.get(v) ?? []).map(ctrl);
    const from = [
      ...update.variables.map((v) => handles[v]),
      ...update.inputs.map((value) => name.get(value)!),
    ];
    return emit(`update${i}`, update.op, [...from, ...new Set([...after, ...pivot])], {
      ...update.attrs,
      ...jit,
    });
  });
  let done = written.map(ctrl);
  if (graph.gate) {
    // Where the gate is shut, what hangs on it never runs; the merge takes whichever side did.
    const open = emit('gate/written', 'Identity', ['gate/open', ...done], B);
    done = [ctrl(emit('gate/done', 'Merge', [open, 'gate'], { ...B, N: { int: 2 } }))];
  }
  const results = graph.outputs.map((value, i) => {
    const last = i === graph.outputs.length - 1 ? done : [];
    return emit(`out${i}`, 'Identity', [name.get(value)!, ...last], { T: { type: value.dtype } });
  });
  if (results.length === 0) results.push(emit('done', 'Identity', [zero, ...done], F));
  return {
    nodes,
    names: {
      inputs: inputs.map((_, i) => `in${i}`),
      fed: given,
      outputs: results,
      set: { inputs: kept.map((_, i) => `set${i}`), done: 'set' },
      get: kept.map((_, i) => `get${i}`),
    },
  };
}

const ctrl = (name: string): string => `^${name}`;
