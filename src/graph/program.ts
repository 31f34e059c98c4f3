// A program: a traced function as a graph that TensorFlow or the native engine has loaded. Its stages: trace, optimize, pack,
// lower, load.
import { snapshotSlots, tf } from '../backend';
import type { Engine, Inspection } from './compiled';
import { countOps, describeVariables, writtenSlots } from './inspection';
import { dataOf, type Graph, type Meta } from './ir';
import { lower } from './lower';
import { nativeRuntime } from './native';
import { pack, type OutputBinding, type Packed } from './pack';
import { horizontalFusionPass, optimize, type Pass } from './passes';
import { print } from './print';
import type { Results, Runtime } from './runtime';
import { save, type Saved } from './save';
import { savedModel } from './saved-model';
import { Session } from './session';
import { TensorFlowRuntime } from './tensorflow-runtime';
import { countSteps, ScalarFeed, setStates, trace, type Trace } from './trace';
import { nodesOf } from './traverse';
import type { TensorTree } from './tree';

export interface ProgramOptions {
  readonly passes: readonly Pass[];
  /** Whether XLA compiles the graph. */
  readonly xla: boolean;
  /** The engine that is asked for; a graph that it can't run, TensorFlow runs. */
  readonly engine: Engine;
  /** Whether the graph writes variables, the states of recurrent layers, and optimisers' counts of steps. */
  readonly writes: boolean;
  /** Whether the function is known to create its variables, such as an optimiser's, at its first call only. */
  readonly createsVariablesOnce: boolean;
}

/** The products of the stages. */
interface Stages {
  readonly trace: Trace;
  /** The traced graph after the passes. */
  readonly optimized: Graph;
  readonly packed: Packed;
  readonly loaded: Loaded;
  readonly session: Session;
}

/** Traces, optimises, packs, lowers and loads a function. */
export function createProgram(
  fn: (args: TensorTree) => unknown,
  args: TensorTree,
  options: ProgramOptions,
): Program {
  const start = performance.now();
  const traced = trace(fn, args, options.createsVariablesOnce);
  const optimized = optimizeTrace(traced, options);
  const packed = packResults(optimized, args.tensors.length, options);
  const written = writtenSlots(packed.graph);
  const loaded = load(packed.graph, inputMetas(args, traced), traced.variables.map(metaOf), options);
  const session = new Session(loaded.runtime, traced.variables, written);
  return new Program(args, options, { trace: traced, optimized, packed, loaded, session }, start);
}

/** A graph that is ready to run, in one of the engines. */
interface Loaded {
  readonly runtime: Runtime;
  readonly engine: Engine;
  /** Why TensorFlow runs a graph that the native engine was to run; null where that is not so. */
  readonly engineReason: string | null;
  /** The size of the SavedModel, in bytes; 0 where there is none. */
  readonly graphBytes: number;
}

function load(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  { engine, xla }: ProgramOptions,
): Loaded {
  const native = engine === 'native' ? nativeRuntime(graph, inputs, variables) : null;
  if (native !== null && typeof native !== 'string')
    return { runtime: native, engine, engineReason: null, graphBytes: 0 };
  const feedVariables = writtenSlots(graph).size === 0;
  const { nodes, names } = lower(graph, inputs, variables, { xla, feedVariables });
  const bytes = savedModel(nodes, null);
  const runtime = new TensorFlowRuntime(bytes, names);
  return { runtime, engine: 'tensorflow', engineReason: native, graphBytes: bytes.length };
}

/** Applies the passes; of a program that writes nothing, only the results count. */
const optimizeTrace = (traced: Trace, { passes, writes }: ProgramOptions): Graph =>
  optimize(writes ? traced.graph : { ...resultsOnly(traced.graph, traced), updates: [] }, passes);

/** Packs the results; norms that leave together then take part in the horizontal fusion. */
function packResults(graph: Graph, argumentCount: number, { passes }: ProgramOptions): Packed {
  const packed = pack(graph, argumentCount);
  const again = passes.includes(horizontalFusionPass) ? [horizontalFusionPass] : [];
  return { ...packed, graph: optimize(packed.graph, again) };
}

/** A graph without the next states of recurrent layers. */
const resultsOnly = (graph: Graph, { result }: Trace): Graph => ({
  ...graph,
  outputs: graph.outputs.slice(0, result.tensors.length),
});

const metaOf = ({ shape, dtype }: tf.Tensor): Meta => ({ shape, dtype: dtype as Meta['dtype'] });
const inputMetas = (args: TensorTree, { generated }: Trace): Meta[] => [
  ...args.tensors.map(metaOf),
  ...generated,
];

/** Names for the inputs: of the arguments by their places, of tensors that each call makes by number; a rate has none. */
function inputNamesOf(args: TensorTree, { generated }: Trace): (string | null)[] {
  const made = generated.filter(({ rate }) => rate === null);
  return [...args.names, ...generated.map((one) => (one.rate ? null : `made_${made.indexOf(one)}`))];
}

/**
 * A traced function as a loaded graph. `run` evaluates it, and keeps what is outside of the graph in step: tensors made at each
 * call, learning rates, the states of recurrent layers, and optimisers' counts of steps.
 */
export class Program {
  readonly #session: Session;
  readonly #generated: Trace['generated'];
  /** A feed for each generated input that is a learning rate; null for the others. */
  readonly #rates: readonly (ScalarFeed | null)[];
  /** Tensors that were made while tracing, for the first call. */
  #firstTensors: readonly (tf.Tensor | null)[];
  readonly #outputBindings: readonly OutputBinding[];
  /** Whether the graph's first output is not a result itself, but a vector of results or a completion signal. */
  readonly #hasCompletionFetch: boolean;
  readonly #unflatten: TensorTree['unflatten'];
  readonly #resultCount: number;
  /** How many steps each optimiser takes at a call; none where a gate decides that. */
  readonly #steps: Trace['steps'];
  /** A predicate for each optimiser: whether it still has the variables that the graph updates. */
  readonly #slotChecks: readonly (() => boolean)[];
  /** The stateful layers, whose next states are the outputs after the results. */
  readonly #states: Trace['states'];
  readonly #saved: Saved;
  readonly #graph: Graph;
  readonly #inspection: Omit<Inspection, 'signature'>;

  constructor(args: TensorTree, { writes }: ProgramOptions, stages: Stages, start: number) {
    const { trace: traced, optimized, packed, loaded, session } = stages;
    const { generated, result, variables } = traced;
    this.#session = session;
    this.#generated = generated;
    this.#rates = generated.map(({ rate }) => rate && new ScalarFeed(rate));
    this.#firstTensors = generated.map(({ first }) => first);
    this.#outputBindings = packed.outputBindings;
    this.#hasCompletionFetch = !packed.outputBindings.some(
      (binding) => binding.from === 'output' && binding.index === 0,
    );
    this.#unflatten = result.unflatten;
    this.#resultCount = result.tensors.length;
    this.#steps = traced.graph.gate === null && writes ? traced.steps : new Map();
    this.#slotChecks = [...traced.steps.keys()].map(snapshotSlots);
    this.#states = writes ? traced.states : [];
    this.#saved = {
      graph: resultsOnly(optimized, traced),
      inputs: inputMetas(args, traced),
      variables,
      inputNames: inputNamesOf(args, traced),
      outputNames: result.names,
    };
    this.#graph = packed.graph;
    this.#inspection = {
      nodes: countOps(packed.graph),
      recorded: nodesOf(traced.graph).length,
      ...describeVariables(variables, writtenSlots(packed.graph)),
      engine: loaded.engine,
      engineReason: loaded.engineReason,
      graphBytes: loaded.graphBytes,
      milliseconds: performance.now() - start,
    };
  }

  /** Whether the graph still does what its function would: not when an optimiser was given other variables. */
  isCurrent(): boolean {
    return this.#slotChecks.every((isSame) => isSame());
  }

  /** Runs the graph on the tensors of a call, and gives the function's result. */
  run(given: readonly tf.Tensor[]): unknown {
    const generated = this.#generated.map(({ make }, i) => this.#rates[i] ?? this.#firstTensors[i] ?? make());
    this.#firstTensors = [];
    const outputs = this.#session.run([...given, ...generated]);
    for (const one of generated)
      if (!(one instanceof ScalarFeed || one instanceof tf.Variable)) one.dispose();
    for (const [optimizer, steps] of this.#steps) countSteps(optimizer, steps);
    const tensors = this.#results(given, outputs);
    let next = this.#resultCount;
    for (const { layer, count } of this.#states) setStates(layer, tensors.slice(next, (next += count)));
    return this.#unflatten(tensors);
  }

  /** Writes a SavedModel, with the variables and learning rates as they are now. */
  save(folder: string): void {
    const rates = this.#generated.map(({ rate }) => rate?.() ?? null);
    save(folder, this.#saved, rates);
  }

  inspect(signature: string): Inspection {
    return { signature, ...this.#inspection };
  }

  /** The graph that runs, one node a line. */
  print(): string {
    const { inputNames, variables } = this.#saved;
    const rates = this.#generated.map(({ rate }) => (rate ? 'learning rate' : null));
    const given = inputNames.length - rates.length;
    return print(this.#graph, {
      inputs: inputNames.map((name, i) => name ?? rates[i - given] ?? null),
      variables: variables.map(({ name }) => name),
    });
  }

  dispose(): void {
    this.#session.dispose();
    for (const rate of this.#rates) rate?.dispose();
    tf.dispose(this.#firstTensors.filter((first) => first !== null));
  }

  /** The results as tensors, in order. */
  #results(given: readonly tf.Tensor[], outputs: Results): tf.Tensor[] {
    let packed: Float32Array | null = null;
    const tensors = this.#outputBindings.map((binding): tf.Tensor => {
      switch (binding.from) {
        case 'output':
          return outputs.tensor(binding.index);
        case 'packed':
          packed ??= outputs.numbers();
          return tf.scalar(packed[binding.index]!);
        case 'argument':
          return tf.clone(given[binding.index]!);
        case 'constant': {
          const { shape, dtype } = binding.value;
          return tf.tensor(dataOf(binding.value)!.slice(), [...shape], dtype);
        }
      }
    });
    if (this.#hasCompletionFetch) outputs.discard();
    return tensors;
  }
}
