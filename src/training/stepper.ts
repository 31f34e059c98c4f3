// Runs the steps of a training: as graphs where that pays and works, else on the tape.
import { tf } from '../backend';
import { isHooked, layersOf, type Observer } from '../hooks';
import { CompiledStep, setSteps } from './compiled-step';
import { isBuiltIn } from './optimizers';
import { trainStep, type StepContext, type StepResult } from './step';

/** To trace and load a graph takes as long as a few steps on the tape. */
const WORTH_IT = 8;

export interface StepperOptions {
  /** True: graphs, or an error. False: the tape. Undefined: what is faster and works. */
  readonly compiled: boolean | undefined;
  /** How many steps there will be with batches of this size, observed or not. */
  readonly expected: (size: number, observed: boolean) => number;
}

export class Stepper {
  /** Why steps run on the tape that would have been worth a graph, in a line; null where none do. */
  reason: string | null;
  private readonly graphs = new Map<string, CompiledStep | null>();
  /** The optimiser's own variables, as they were before the first step. */
  private readonly state = new Map<tf.Variable, tf.Tensor>();
  private stateIsKnown = true;

  constructor(
    private readonly context: StepContext,
    private readonly options: StepperOptions,
  ) {
    this.reason = options.compiled === false ? 'compiled: false' : this.whyNot();
    if (options.compiled === true && this.reason !== null)
      throw new TypeError(`train: compiled: true, but ${this.reason}`);
  }

  run(x: tf.Tensor, y: tf.Tensor, observer: Observer | null): StepResult {
    const graph = this.graphFor(x, y, observer !== null);
    // The tape makes the optimiser's variables and changes them at once.
    if (!graph && ![...this.graphs.values()].some(Boolean)) this.stateIsKnown = false;
    return graph ? graph.run(x, y, observer) : trainStep(this.context, x, y, observer);
  }

  /** Puts the optimiser back to before the first step; false where that is not known. */
  restart(): boolean {
    if (!this.stateIsKnown) return false;
    for (const [variable, before] of this.state) variable.assign(before);
    setSteps(this.context.optimizer, 0);
    return true;
  }

  dispose(): void {
    for (const graph of this.graphs.values()) graph?.dispose();
    this.graphs.clear();
    tf.dispose([...this.state.values()]);
    this.state.clear();
  }

  private whyNot(): string | null {
    const { model, optimizer } = this.context;
    if (!isBuiltIn(optimizer)) return `the optimiser ${optimizer.getClassName()} is not one of tfjs's own`;
    const hooked = layersOf(model).find(isHooked);
    // What a hook does beside its tensors, such as counting, would happen once.
    return hooked && this.options.compiled !== true
      ? `the layer ${hooked.name} has hooks, which run in JavaScript`
      : null;
  }

  private graphFor(x: tf.Tensor, y: tf.Tensor, observed: boolean): CompiledStep | null {
    if (this.reason !== null) return null;
    const key = `${x.shape[0]} ${observed}`;
    const known = this.graphs.get(key);
    if (known !== undefined) return known;
    const { compiled, expected } = this.options;
    const pays = compiled === true || expected(x.shape[0], observed) >= WORTH_IT;
    const graph = pays ? this.traced(x, y, observed) : null;
    this.graphs.set(key, graph);
    return graph;
  }

  private traced(x: tf.Tensor, y: tf.Tensor, observed: boolean): CompiledStep | null {
    const graph = new CompiledStep(this.context, observed);
    const own = new Set(ownVariables(this.context.optimizer));
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
      this.reason = (error as Error).message;
      return null;
    }
  }
}

/** Those that the optimiser had from the start, such as Adam's powers of beta. */
const ownVariables = (optimizer: tf.Optimizer): unknown[] =>
  Object.values(optimizer).filter((value) => value instanceof tf.Variable);

const variables = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);
