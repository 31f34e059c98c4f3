// A trainer: a network, its optimiser, and the graphs of its steps.
import { learningRateOf, setLearningRate, type tf } from '../backend';
import {
  observedLayersOf,
  trainabilityNotes,
  type Inputs,
  type Loss,
  type Observer,
  type Targets,
} from '../hooks';
import type { Clipping } from './clipping';
import { disposeOptimizer, type CheckedOptimizer } from './optimizers';
import type { StepContext, StepResult } from './step';
import { Stepper, type StepperOptions } from './stepper';

/** The options of a trainer. */
export interface TrainerOptions extends StepperOptions {
  /** Whether the trainer disposes of the model with itself. */
  readonly ownsModel: boolean;
  readonly optimizer: CheckedOptimizer;
  readonly loss: Loss;
  readonly clip: Clipping;
  readonly written?: StepContext['written'] | undefined;
}

/** Runs the steps of trainings, one training after another. */
export class Trainer {
  readonly context: StepContext;
  readonly #stepper: Stepper;
  readonly #options: TrainerOptions;

  constructor(
    readonly model: tf.LayersModel,
    options: TrainerOptions,
  ) {
    this.#options = options;
    const { loss, clip, written } = options;
    const optimizer = options.optimizer.create();
    const layers = observedLayersOf(model);
    this.context = { model, optimizer, loss, clip, layers, untracked: new Set(), written };
    try {
      this.#stepper = new Stepper(this.context, options);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** The reason why steps run op by op that a graph would pay for; null when none do. */
  get fallbackReason(): string | null {
    return this.#stepper.fallbackReason;
  }

  /** Notes on the variables that take part, in sentences, where they may surprise. */
  notes(): string[] {
    return trainabilityNotes(this.model, [...(this.context.untracked ?? [])]);
  }

  /**
   * Runs one step.
   *
   * @param factor the factor on the learning rate in this step
   */
  step(x: Inputs, y: Targets, factor: number, observer: Observer | null): StepResult {
    const { optimizer } = this.context;
    const before = learningRateOf(optimizer);
    setLearningRate(optimizer, this.learningRate(factor));
    try {
      return this.#stepper.run(x, y, observer);
    } finally {
      setLearningRate(optimizer, before);
    }
  }

  /** The learning rate under a factor: of the rate between steps, when the caller may set another one. */
  learningRate(factor: number): number {
    return learningRateOf(this.context.optimizer) * factor;
  }

  /**
   * Starts another training, with another model's weights.
   *
   * @param learningRate the rate before any schedule; default: as before
   * @returns false when the optimiser's first state is not known
   */
  restart(from: tf.LayersModel, learningRate = learningRateOf(this.context.optimizer)): boolean {
    if (!this.#stepper.restart()) return false;
    setLearningRate(this.context.optimizer, learningRate);
    // Not its own onto themselves: tfjs's setWeights takes those of a model with a frozen model in it in another order.
    if (from !== this.model) this.model.setWeights(from.getWeights());
    return true;
  }

  dispose(): void {
    this.#stepper.dispose();
    this.#release();
  }

  #release(): void {
    if (this.#options.optimizer.isOwned) disposeOptimizer(this.context.optimizer);
    if (this.#options.ownsModel) this.model.dispose();
  }
}
