// What a training works on: a network, its optimiser, and the graphs of its steps.
import { learningRateOf, setLearningRate, type tf } from '../backend';
import { observedLayersOf, type Inputs, type Loss, type Observer, type Targets } from '../hooks';
import type { ClipOptions } from './clipping';
import { disposeOptimizer, type ResolvedOptimizer } from './optimizers';
import type { StepContext, StepResult } from './step';
import { Stepper, type StepperOptions } from './stepper';

export interface TrainerOptions extends StepperOptions {
  /** Whether the model goes when the trainer does. */
  readonly ownsModel: boolean;
  readonly optimizer: ResolvedOptimizer;
  readonly loss: Loss;
  readonly clip: ClipOptions;
  readonly written?: StepContext['written'] | undefined;
}

export class Trainer {
  readonly context: StepContext;
  private readonly stepper: Stepper;

  constructor(
    readonly model: tf.LayersModel,
    private readonly options: TrainerOptions,
  ) {
    const { optimizer, loss, clip, written } = options;
    this.context = {
      model,
      optimizer: optimizer.optimizer,
      loss,
      clip,
      layers: observedLayersOf(model),
      written,
    };
    try {
      this.stepper = new Stepper(this.context, options);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Why steps run on the tape that a graph would have paid for; null where none do. */
  get fallbackReason(): string | null {
    return this.stepper.fallbackReason;
  }

  /** @param factor of the learning rate, in this step */
  step(x: Inputs, y: Targets, factor: number, observer: Observer | null): StepResult {
    const { optimizer } = this.context;
    const own = learningRateOf(optimizer);
    setLearningRate(optimizer, this.rate(factor));
    try {
      return this.stepper.run(x, y, observer);
    } finally {
      setLearningRate(optimizer, own);
    }
  }

  rate(factor: number): number {
    return this.options.optimizer.learningRate * factor;
  }

  /** Begins anew with another model's weights. False where that can't be done: the optimiser's state is not known. */
  restart(from: tf.LayersModel): boolean {
    if (!this.stepper.restart()) return false;
    this.model.setWeights(from.getWeights());
    return true;
  }

  dispose(): void {
    this.stepper.dispose();
    this.release();
  }

  private release(): void {
    if (this.options.optimizer.isOwned) disposeOptimizer(this.context.optimizer);
    if (this.options.ownsModel) this.model.dispose();
  }
}
