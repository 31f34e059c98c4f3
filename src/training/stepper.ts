// The steps of a training: as graphs where that pays and is possible, else op by op.
import { itemAt } from '../arrays';
import { setIterations, tf } from '../backend';
import {
  fingerprintOf,
  isUnchanged,
  type Fingerprint,
  type Inputs,
  type Observer,
  type Targets,
} from '../hooks';
import { renameTraceError } from '../graph';
import { CompiledStep } from './compiled-step';
import { isBuiltIn } from './optimizers';
import { trainStep, type StepContext, type StepResult } from './step';

/** The number of expected steps from which a graph pays: tracing and loading one takes as long as a few steps op by op. */
const COMPILE_FROM_STEPS = 8;

/** When to use graphs. */
export interface StepperOptions {
  /** True: graphs, or an error. False: op by op. Undefined: graphs where they pay and are possible. */
  readonly compiled: boolean | undefined;
  /** The number of steps with batches of this size, observed or not. */
  readonly expectedSteps: (size: number, observed: boolean) => number;
  /** Whether callbacks of the caller run between steps. */
  readonly runsUserCode: boolean;
}

/** The graph of a step, and what it depends on besides variables and shapes. */
interface CachedGraph {
  /** Null when too few steps are expected. */
  readonly graph: CompiledStep | null;
  readonly parts: readonly unknown[];
}

/** Runs each step as a graph or op by op. */
export class Stepper {
  /** The reason, in a line, why steps run op by op that a graph would pay for; null when none do. */
  fallbackReason: string | null;
  readonly #context: StepContext;
  readonly #options: StepperOptions;
  readonly #graphs = new Map<string, CachedGraph>();
  /** The first values of the variables that the optimiser makes. */
  readonly #state = new Map<tf.Variable, tf.Tensor>();
  #stateIsKnown = true;

  constructor(context: StepContext, options: StepperOptions) {
    this.#context = context;
    this.#options = options;
    this.fallbackReason = this.#reasonToFallBack(fingerprintOf(context.model, context.loss));
    if (options.compiled === true && this.fallbackReason !== null)
      throw new TypeError(`train: compiled: true, but ${this.fallbackReason}`);
  }

  run(x: Inputs, y: Targets, observer: Observer | null): StepResult {
    const graph = this.fallbackReason === null ? this.#graphFor(x, y, observer !== null) : null;
    // Op by op, the optimiser makes its variables and changes them at once.
    if (!graph && ![...this.#graphs.values()].some((one) => one.graph)) this.#stateIsKnown = false;
    return graph ? graph.run(x, y, observer) : trainStep(this.#context, x, y, observer);
  }

  /** Resets the optimiser to before its first step; false when its first state is not known. */
  restart(): boolean {
    if (!this.#stateIsKnown) return false;
    for (const [variable, before] of this.#state) variable.assign(before);
    setIterations(this.#context.optimizer, 0);
    return true;
  }

  dispose(): void {
    for (const { graph } of this.#graphs.values()) graph?.dispose();
    this.#graphs.clear();
    tf.dispose([...this.#state.values()]);
    this.#state.clear();
  }

  /** A reason why a graph is not possible, or could be wrong at a later step; null when there is none. */
  #reasonToFallBack({ hookedLayer, userCode }: Fingerprint): string | null {
    const { optimizer } = this.#context;
    const { compiled, runsUserCode } = this.#options;
    if (compiled === false) return 'compiled: false';
    if (!isBuiltIn(optimizer)) return `the optimiser ${optimizer.getClassName()} is not one of tfjs's own`;
    if (compiled === true) return null;
    if (tf.env().getBool('DEBUG')) return 'tf.enableDebugMode checks every operation';
    // The side effects of a hook, such as counting, would happen once.
    if (hookedLayer !== null) return `the layer ${hookedLayer} has hooks, which run in JavaScript`;
    return userCode !== null && runsUserCode
      ? `the layer ${userCode}, whose code may read what onProgress or schedule changes`
      : null;
  }

  #graphFor(x: Inputs, y: Targets, observed: boolean): CompiledStep | null {
    const { model, loss } = this.#context;
    const shapes = [x, y].flat().map(({ shape, dtype }) => `${dtype}[${shape.join()}]`);
    const key = `${shapes.join()} ${observed}`;
    const fingerprint = fingerprintOf(model, loss);
    const parts = [...fingerprint.parts, ...hyperparametersOf(this.#context.optimizer)];
    const known = this.#graphs.get(key);
    if (known && (known.graph === null || isUnchanged(known.parts, parts))) return known.graph;
    known?.graph?.dispose();
    this.#graphs.delete(key);
    this.fallbackReason = this.#reasonToFallBack(fingerprint);
    if (this.fallbackReason !== null) return null;
    const { compiled, expectedSteps } = this.#options;
    const pays =
      compiled === true ||
      expectedSteps(itemAt(itemAt([x].flat(), 0).shape, 0), observed) >= COMPILE_FROM_STEPS;
    const graph = pays ? this.#trace(x, y, observed) : null;
    this.#graphs.set(key, { graph, parts });
    return graph;
  }

  #trace(x: Inputs, y: Targets, observed: boolean): CompiledStep | null {
    const graph = new CompiledStep(this.#context, observed);
    const initial = new Set(initialVariablesOf(this.#context.optimizer));
    const before = new Set(registeredVariables().filter((variable) => !initial.has(variable)));
    try {
      graph.trace(x, y);
      for (const variable of registeredVariables())
        if (!before.has(variable) && !this.#state.has(variable))
          this.#state.set(variable, tf.keep(variable.clone()));
      return graph;
    } catch (error) {
      graph.dispose();
      if (this.#options.compiled === true) throw renameTraceError(this.#context.loss.where, error);
      // Op by op it may work, or throws the same error from the caller's code.
      this.fallbackReason = (error as Error).message;
      return null;
    }
  }
}

/** The hyperparameters of an optimiser, such as its momentum, but for the learning rate and the count of steps, which change. */
const hyperparametersOf = (optimizer: tf.Optimizer): unknown[] =>
  Object.entries(optimizer)
    .filter(([key, value]) => typeof value !== 'object' || key === 'm') // momentum keeps it as a tensor
    .filter(([key]) => key !== 'learningRate' && key !== 'iterations_')
    .map(([, value]) => value as unknown);

/** The variables that an optimiser has from its construction, such as Adam's powers of beta. */
const initialVariablesOf = (optimizer: tf.Optimizer): unknown[] =>
  Object.values(optimizer).filter((value) => value instanceof tf.Variable);

const registeredVariables = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);
