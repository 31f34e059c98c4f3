// Runs the steps of a training: as graphs where that pays and works, else on the tape.
import { setIterations, tf } from '../backend';
import {
  fingerprintOf,
  isUnchanged,
  type Fingerprint,
  type Inputs,
  type Observer,
  type Targets,
} from '../hooks';
import { CompiledStep } from './compiled-step';
import { isBuiltIn } from './optimizers';
import { trainStep, type StepContext, type StepResult } from './step';

/** To trace and load a graph takes as long as a few steps on the tape. */
const COMPILE_FROM_STEPS = 8;

export interface StepperOptions {
  /** True: graphs, or an error. False: the tape. Undefined: what is faster and works. */
  readonly compiled: boolean | undefined;
  /** How many steps there will be with batches of this size, observed or not. */
  readonly expectedSteps: (size: number, observed: boolean) => number;
  /** Whether code of the caller's runs between steps. */
  readonly runsUserCode: boolean;
}

/** A graph of a step, and what it depends on besides variables and shapes. Null where there will be too few such steps. */
interface CachedGraph {
  readonly graph: CompiledStep | null;
  readonly parts: readonly unknown[];
}

export class Stepper {
  /** Why steps run on the tape that would have been worth a graph, in a line; null where none do. */
  fallbackReason: string | null;
  private readonly graphs = new Map<string, CachedGraph>();
  /** The optimiser's own variables, as they were before the first step. */
  private readonly state = new Map<tf.Variable, tf.Tensor>();
  private stateIsKnown = true;

  constructor(
    private readonly context: StepContext,
    private readonly options: StepperOptions,
  ) {
    this.fallbackReason = this.reasonToFallBack(fingerprintOf(context.model, context.loss));
    if (options.compiled === true && this.fallbackReason !== null)
      throw new TypeError(`train: compiled: true, but ${this.fallbackReason}`);
  }

  run(x: Inputs, y: Targets, observer: Observer | null): StepResult {
    const graph = this.fallbackReason === null ? this.graphFor(x, y, observer !== null) : null;
    // The tape makes the optimiser's variables and changes them at once.
    if (!graph && ![...this.graphs.values()].some((one) => one.graph)) this.stateIsKnown = false;
    return graph ? graph.run(x, y, observer) : trainStep(this.context, x, y, observer);
  }

  /** Puts the optimiser back to before the first step; false where that is not known. */
  restart(): boolean {
    if (!this.stateIsKnown) return false;
    for (const [variable, before] of this.state) variable.assign(before);
    setIterations(this.context.optimizer, 0);
    return true;
  }

  dispose(): void {
    for (const { graph } of this.graphs.values()) graph?.dispose();
    this.graphs.clear();
    tf.dispose([...this.state.values()]);
    this.state.clear();
  }

  /** A graph that could be wrong at a later step is none. */
  private reasonToFallBack({ hookedLayer, userCode }: Fingerprint): string | null {
    const { optimizer } = this.context;
    const { compiled, runsUserCode: interrupted } = this.options;
    if (compiled === false) return 'compiled: false';
    if (!isBuiltIn(optimizer)) return `the optimiser ${optimizer.getClassName()} is not one of tfjs's own`;
    if (compiled === true) return null;
    // What a hook does beside its tensors, such as counting, would happen once.
    if (hookedLayer !== null) return `the layer ${hookedLayer} has hooks, which run in JavaScript`;
    return userCode !== null && interrupted
      ? `the layer ${userCode}, whose code may read what onProgress or schedule changes`
      : null;
  }

  private graphFor(x: Inputs, y: Targets, observed: boolean): CompiledStep | null {
    const { model, loss } = this.context;
    const shapes = [x, y].flat().map(({ shape, dtype }) => `${dtype}[${shape.join()}]`);
    const key = `${shapes.join()} ${observed}`;
    const fingerprint = fingerprintOf(model, loss);
    const parts = [...fingerprint.parts, ...hyperparametersOf(this.context.optimizer)];
    const known = this.graphs.get(key);
    if (known && (known.graph === null || isUnchanged(known.parts, parts))) return known.graph;
    known?.graph?.dispose();
    this.graphs.delete(key);
    this.fallbackReason = this.reasonToFallBack(fingerprint);
    if (this.fallbackReason !== null) return null;
    const { compiled, expectedSteps: expected } = this.options;
    const pays = compiled === true || expected([x].flat()[0].shape[0], observed) >= COMPILE_FROM_STEPS;
    const graph = pays ? this.traced(x, y, observed) : null;
    this.graphs.set(key, { graph, parts });
    return graph;
  }

  private traced(x: Inputs, y: Targets, observed: boolean): CompiledStep | null {
    const graph = new CompiledStep(this.context, observed);
    const own = new Set(initialVariablesOf(this.context.optimizer));
    const before = new Set(variables().filter((variable) => !own.has(variable)));
    try {
      graph.trace(x, y);
      for (const variable of variables())
        if (!before.has(variable) && !this.state.has(variable))
          this.state.set(variable, tf.keep(variable.clone()));
      return graph;
    } catch (error) {
      graph.dispose();
      if (this.options.compiled === true) throw error;
      // The tape can do it; or it throws the same error, where it belongs.
      this.fallbackReason = (error as Error).message;
      return null;
    }
  }
}

/** The numbers that an optimiser goes by, such as its momentum. Its rate and its count of steps change from step to step. */
const hyperparametersOf = (optimizer: tf.Optimizer): unknown[] =>
  Object.entries(optimizer)
    .filter(([key, value]) => typeof value !== 'object' || key === 'm') // (momentum has its own as a tensor)
    .filter(([key]) => key !== 'learningRate' && key !== 'iterations_')
    .map(([, value]) => value as unknown);

/** Those that the optimiser had from the start, such as Adam's powers of beta. */
const initialVariablesOf = (optimizer: tf.Optimizer): unknown[] =>
  Object.values(optimizer).filter((value) => value instanceof tf.Variable);

const variables = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);
