// The same step as one graph.
import { scope, setIterations, tf } from '../backend';
import { compileWith, isTracing, writeOnlyIf, type Compiled } from '../graph';
import {
  ForwardGraph,
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
 * A training step of batches of one size as a graph, with the optimiser's learning rate as it is at each call. It is traced
 * when it is first run.
 *
 * @param observed whether the graph gives what an observer is told of
 */
export class CompiledStep {
  private readonly step: Compiled<[Inputs, Targets, EagerLoss | null], Results>;
  /** Where the loss is its user's code; else it is a part of the graph. */
  private readonly forward: ForwardGraph | null;
  private rehearsal: DeferredObserver | null = null;

  constructor(
    private readonly context: StepContext,
    private readonly observed: boolean,
  ) {
    this.forward = context.loss.dependsOn ? null : new ForwardGraph(context.model, 'train');
    const traced = (x: Inputs, y: Targets, given: EagerLoss | null): Results => this.traced(x, y, given);
    // (It may make an optimiser's variables, which last.)
    this.step = compileWith(traced, 'train', { makesOnce: true });
  }

  /**
   * Traces the step, and runs nothing.
   *
   * @throws {TraceError} where the model does what a graph can't hold
   */
  trace(x: Inputs, y: Targets): void {
    scope(() => {
      this.step.trace(x, y, this.given(x, y));
    });
  }

  run(x: Inputs, y: Targets, observer: Observer | null): StepResult {
    return scope(() => {
      const results = this.step(x, y, this.given(x, y));
      const [loss, gradientNorm] = [results.loss.dataSync()[0], results.gradientNorm.dataSync()[0]];
      const accuracy = results.accuracy?.dataSync()[0] ?? null;
      const updated = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (observer) this.rehearsal!.replay(updated ? observer : withoutUpdates(observer), results.seen);
      if (updated) countStep(this.context.optimizer);
      return { loss, gradientNorm, accuracy, updated };
    });
  }

  dispose(): void {
    this.step.dispose();
    this.forward?.dispose();
  }

  private given(x: Inputs, y: Targets): EagerLoss | null {
    return this.forward?.run(this.context.loss, x, y) ?? null;
  }

  private traced(x: Inputs, y: Targets, given: EagerLoss | null): Results {
    if (!isTracing()) throw new Error('train: a compiled step runs as a graph only');
    const { optimizer, layers } = this.context;
    const rehearsal = this.observed ? new DeferredObserver() : null;
    try {
      const { grads, loss, gradientNorm, accuracy } = withEagerLoss(this.context, given, (own) =>
        forwardBackward(own, x, y, rehearsal),
      );
      // Where the loss or a gradient is not finite, the weights stay as they were.
      writeOnlyIf(tf.logicalAnd(tf.isFinite(loss), tf.isFinite(gradientNorm)));
      const apply = (): void => {
        optimizer.applyGradients(grads);
      };
      if (rehearsal) recordUpdateRatios(layers, rehearsal, apply);
      else apply();
      this.rehearsal = rehearsal;
      return {
        loss,
        gradientNorm,
        accuracy,
        seen: (rehearsal?.tensors ?? []).map((tensor) => tf.clone(tensor)),
      };
    } finally {
      tf.dispose(rehearsal?.tensors ?? []);
    }
  }
}

/** The same observer, deaf to updates: there was none. */
const withoutUpdates = (observer: Observer): Observer => ({
  wants: observer.wants.bind(observer),
  onValue: observer.onValue.bind(observer),
  onSaturation: observer.onSaturation.bind(observer),
  onUntrackedVariables: observer.onUntrackedVariables.bind(observer),
  onUpdate: () => undefined,
});

// tfjs counts steps in JavaScript; a graph does not.
const countStep = (optimizer: tf.Optimizer): void => {
  setIterations(optimizer, optimizer.iterations + 1);
};
