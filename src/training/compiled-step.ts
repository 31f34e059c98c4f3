// One training step as a graph.
import { itemAt } from '../arrays';
import { scope, setIterations, tf } from '../backend';
import { compileWith, isTracing, writeOnlyIf, type Compiled } from '../graph';
import {
  ForwardGraph,
  gradientUpdates,
  DeferredObserver,
  withEagerLoss,
  type EagerLoss,
  type Inputs,
  type Observer,
  type Targets,
} from '../hooks';
import { forwardBackward, type StepContext, type StepResult } from './step';
import { recordUpdateRatios } from './update-ratios';

// A type, not an interface: tf.dispose would not take one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Results = {
  readonly loss: tf.Tensor;
  readonly gradientNorm: tf.Tensor;
  readonly accuracy: tf.Tensor | null;
  readonly seen: tf.Tensor[];
};

/**
 * A training step for batches of one shape as a graph, which reads the optimiser's learning rate at each call. The step is traced
 * when it first runs.
 *
 * @param observed whether the graph returns the tensors that an observer receives
 */
export class CompiledStep {
  readonly #context: StepContext;
  readonly #observed: boolean;
  readonly #step: Compiled<[Inputs, Targets, EagerLoss | null], Results>;
  /** The forward pass before a loss that runs as JavaScript; null when the loss is a part of the graph. */
  readonly #forward: ForwardGraph | null;
  #deferred: DeferredObserver | null = null;

  constructor(context: StepContext, observed: boolean) {
    this.#context = context;
    this.#observed = observed;
    this.#forward = context.loss.dependsOn ? null : new ForwardGraph(context.model, 'train');
    const traced = (x: Inputs, y: Targets, given: EagerLoss | null): Results => this.#trace(x, y, given);
    // The first step may make an optimiser's variables, which outlive the trace.
    this.#step = compileWith(traced, 'train', { createsVariablesOnce: true });
  }

  /**
   * Traces the step without running it.
   *
   * @throws {TraceError} when the model does something that a graph can't hold
   */
  trace(x: Inputs, y: Targets): void {
    scope(() => {
      this.#step.trace(x, y, this.#given(x, y));
    });
  }

  run(x: Inputs, y: Targets, observer: Observer | null): StepResult {
    return scope(() => {
      const results = this.#step(x, y, this.#given(x, y));
      const loss = itemAt(results.loss.dataSync(), 0);
      const gradientNorm = itemAt(results.gradientNorm.dataSync(), 0);
      const accuracy = results.accuracy?.dataSync()[0] ?? null;
      const updated = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (observer) this.#deferred!.replay(updated ? observer : withoutUpdates(observer), results.seen);
      if (updated) countStep(this.#context.optimizer);
      return { loss, gradientNorm, accuracy, updated };
    });
  }

  dispose(): void {
    this.#step.dispose();
    this.#forward?.dispose();
  }

  #given(x: Inputs, y: Targets): EagerLoss | null {
    return this.#forward?.run(this.#context.loss, x, y) ?? null;
  }

  #trace(x: Inputs, y: Targets, given: EagerLoss | null): Results {
    if (!isTracing()) throw new Error('train: a compiled step runs as a graph only');
    const { model, optimizer, layers } = this.#context;
    const deferred = this.#observed ? new DeferredObserver() : null;
    try {
      const { grads, loss, gradientNorm, accuracy } = withEagerLoss(this.#context, given, (own) =>
        forwardBackward(own, x, y, deferred),
      );
      // The weights stay as they were when the loss or a gradient is not finite.
      writeOnlyIf(tf.logicalAnd(tf.isFinite(loss), tf.isFinite(gradientNorm)));
      const apply = (): void => {
        optimizer.applyGradients(gradientUpdates(model, grads));
      };
      if (deferred) recordUpdateRatios(layers, deferred, apply);
      else apply();
      this.#deferred = deferred;
      return {
        loss,
        gradientNorm,
        accuracy,
        seen: (deferred?.tensors ?? []).map((tensor) => tf.clone(tensor)),
      };
    } finally {
      tf.dispose(deferred?.tensors ?? []);
    }
  }
}

/** An observer that ignores updates, for a step that made none. */
const withoutUpdates = (observer: Observer): Observer => ({
  wants: observer.wants.bind(observer),
  onValue: observer.onValue.bind(observer),
  onSaturation: observer.onSaturation.bind(observer),
  onUntrackedVariables: observer.onUntrackedVariables.bind(observer),
  onUpdate: () => undefined,
});

/** Counts a step, which tfjs's optimisers do in JavaScript and a graph does not. */
const countStep = (optimizer: tf.Optimizer): void => {
  setIterations(optimizer, optimizer.iterations + 1);
};
