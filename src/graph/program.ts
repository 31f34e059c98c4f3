// One trace of a function: its graph, loaded and ready to run.
import { backend, tensorFrom, tensorId, tf } from '../backend';
import { TraceError } from './errors';
import { dataOf, nodesOf, op, sizeOf, T, type Graph, type Meta, type Value } from './ir';
import { lower } from './lower';
import { nestOf, type Nest } from './nest';
import { optimize, vectorize, type Pass } from './passes';
import { countSteps, FedNumber } from './rates';
import { setStates } from './states';
import { record, type Made, type Trace } from './recorder';
import { save, type Saved } from './save';
import { savedModel } from './saved-model';
import { Session } from './session';
import type { Inspection } from './compiled';

/** Where a result comes from. */
type Source =
  | { readonly from: 'fetch'; readonly at: number }
  | { readonly from: 'packed'; readonly at: number }
  | { readonly from: 'input'; readonly at: number }
  | { readonly from: 'constant'; readonly value: Value };

export interface ProgramOptions {
  readonly passes: readonly Pass[];
  readonly xla: boolean;
  readonly writes: boolean;
  /** Whether variables that the function makes, such as an optimiser's, are sure to be made once. */
  readonly makesOnce: boolean;
}

export class Program {
  private readonly session: Session;
  private readonly made: readonly Made[];
  private readonly rates: readonly (FedNumber | null)[];
  private firsts: readonly (tf.Tensor | null)[];
  private readonly sources: readonly Source[];
  /** Whether the first of the graph's results, a vector or a mark that it has run, goes to nobody. */
  private readonly firstIsOurs: boolean;
  private readonly around: (tensors: readonly tf.Tensor[]) => unknown;
  private readonly saved: Saved;
  /** How many steps optimisers take at each call, where they take them at every call. */
  private readonly steps: Trace['steps'];
  /** The stateful layers whose next states are the last results, after so many. */
  private readonly states: Trace['states'];
  private readonly count: number;
  private readonly about: Omit<Inspection, 'signature'>;

  constructor(fn: (nest: Nest) => unknown, given: Nest, { passes, xla, writes, makesOnce }: ProgramOptions) {
    const start = performance.now();
    let results: Nest | null = null;
    const run = (standIns: tf.Tensor[]): tf.Tensor[] => {
      results = nestOf(checked(fn({ ...given, tensors: standIns })), false, notAResult);
      return results.tensors;
    };
    const trace = traced(run, given.tensors, makesOnce);
    const recorded = nodesOf(trace.graph).length;
    const count = results!.tensors.length;
    const only = (graph: Graph): Graph => ({ ...graph, outputs: graph.outputs.slice(0, count) });
    const optimized = optimize(writes ? trace.graph : { ...only(trace.graph), updates: [] }, passes);
    const { graph: together, sources } = packed(optimized, given.tensors.length);
    const graph = optimize(together, passes.includes(vectorize) ? [vectorize] : []);
    const variables = trace.variables.map(({ shape, dtype }): Meta => ({
      shape,
      dtype: dtype as Meta['dtype'],
    }));
    const inputs = [
      ...given.tensors.map(({ shape, dtype }): Meta => ({ shape, dtype: dtype as Meta['dtype'] })),
      ...trace.made,
    ];
    const written = new Set(graph.updates.flatMap((update) => update.variables));
    const lowered = lower(graph, inputs, variables, { xla, fed: written.size === 0 });
    const bytes = savedModel(lowered.nodes, null);
    const drawn = trace.made.filter(({ rate }) => rate === null);
    const inputNames = [
      ...given.names,
      ...trace.made.map((one) => (one.rate ? null : `made_${drawn.indexOf(one)}`)),
    ];
    this.session = new Session(bytes, lowered.names, trace.variables, written);
    this.saved = {
      graph: only(optimized),
      inputs,
      variables: trace.variables,
      inputNames,
      outputNames: results!.names,
    };
    this.made = trace.made;
    this.states = writes ? trace.states : [];
    this.count = count;
    this.steps = trace.graph.gate === null && writes ? trace.steps : new Map();
    this.rates = trace.made.map(({ rate }) => rate && new FedNumber(rate));
    this.firsts = trace.made.map(({ first }) => first);
    this.sources = sources;
    this.firstIsOurs = !sources.some((source) => source.from === 'fetch' && source.at === 0);
    this.around = results!.around;
    this.about = {
      nodes: histogram(graph),
      recorded,
      variables: trace.variables.map(({ name, shape }, i) => ({ name, shape, written: written.has(i) })),
      graphBytes: bytes.length,
      variableBytes: 4 * variables.reduce((n, { shape }) => n + sizeOf(shape), 0),
      milliseconds: performance.now() - start,
    };
  }

  run(given: readonly tf.Tensor[]): unknown {
    const made = this.made.map(({ make }, i) => this.rates[i] ?? this.firsts[i] ?? make());
    this.firsts = [];
    const ids = made.map((one) => (one instanceof FedNumber ? one.now() : tensorId(one)));
    const results = this.session.run([...given.map(tensorId), ...ids]);
    for (const one of made) if (!(one instanceof FedNumber || one instanceof tf.Variable)) one.dispose();
    for (const [optimizer, steps] of this.steps) countSteps(optimizer, steps);
    let scalars: Float32Array | null = null;
    const tensors = this.sources.map((source): tf.Tensor => {
      switch (source.from) {
        case 'fetch':
          return tensorFrom(results[source.at]);
        case 'packed':
          scalars ??= backend().binding.tensorDataSync(results[0].id) as Float32Array;
          return tf.scalar(scalars[source.at]);
        case 'input':
          return tf.clone(given[source.at]);
        case 'constant': {
          const { shape, dtype } = source.value;
          return tf.tensor(dataOf(source.value)!.slice(), [...shape], dtype);
        }
      }
    });
    if (this.firstIsOurs) backend().binding.deleteTensor(results[0].id);
    let next = this.count;
    for (const { layer, count } of this.states) setStates(layer, tensors.slice(next, (next += count)));
    return this.around(tensors);
  }

  /** Writes the graph, with its variables as they are now, where TensorFlow finds it. */
  save(folder: string): void {
    const rates = this.made.map(({ rate }) => rate?.() ?? null);
    save(folder, this.saved, rates);
  }

  inspect(signature: string): Inspection {
    return { signature, ...this.about };
  }

  dispose(): void {
    this.session.dispose();
    for (const rate of this.rates) rate?.dispose();
    tf.dispose(this.firsts.filter((first) => first !== null));
  }
}

/** A function that makes variables is traced once more: at its later calls it has them. */
function traced(
  run: (inputs: tf.Tensor[]) => tf.Tensor[],
  given: readonly tf.Tensor[],
  makesOnce: boolean,
): Trace {
  const first = record(run, given);
  if (makesOnce || first.born.length === 0) return first;
  dispose(first);
  try {
    return record(run, given, false);
  } catch (error) {
    for (const variable of first.born) variable.dispose();
    throw error;
  }
}

const dispose = ({ made }: Trace): void => {
  tf.dispose(made.map(({ first }) => first).filter((first) => first !== null));
};

const notAResult = (what: string, place: string): Error =>
  new TraceError(
    `the result has ${what}${place === '' ? '' : ` at ${place}`}`,
    'Give tensors and plain values, in arrays, plain objects, Maps and Sets',
  );

function checked(result: unknown): unknown {
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new TraceError(
      'the function is async',
      'A graph has no waiting in it: compile what lies between two awaits',
    );
  }
  return result;
}

/** Scalars leave the graph as one vector: each result of a graph costs as much as several nodes. */
function packed(graph: Graph, given: number): { graph: Graph; sources: Source[] } {
  const isInput = ({ node }: Value): boolean => node.op === 'Input' && node.slot! < given;
  const scalars = graph.outputs.filter(
    (value) => value.shape.length === 0 && value.dtype === 'float32' && !isInput(value) && !dataOf(value),
  );
  const vector = scalars.length > 1 ? scalars : [];
  const outputs: Value[] = [];
  if (vector.length > 0) {
    const meta: Meta = { shape: [vector.length], dtype: 'float32' };
    outputs.push(op('Pack', vector, { ...T, N: { int: vector.length }, axis: { int: 0 } }, meta));
  }
  const sources = graph.outputs.map((value): Source => {
    if (isInput(value)) return { from: 'input', at: value.node.slot! };
    if (dataOf(value)) return { from: 'constant', value };
    const at = vector.indexOf(value);
    return at >= 0 ? { from: 'packed', at } : { from: 'fetch', at: outputs.push(value) - 1 };
  });
  return { graph: { ...graph, outputs }, sources };
}

function histogram(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
  for (const { op: name } of nodesOf(graph)) count(name);
  for (const update of graph.updates) count(update.op);
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
