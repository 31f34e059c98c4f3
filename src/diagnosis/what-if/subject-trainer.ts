// The trainings of one subject from several seeds: all of them by the same graphs.
import type { tf } from '../../backend';
import { lossFor, type Data, type Loss } from '../../hooks';
import {
  checkClipping,
  checkOptimizer,
  createBatches,
  plainSteps,
  runSteps,
  sourcesOf,
  Trainer,
} from '../../training';
import { copyOptimizer } from '../runs/optimizer-copy';
import type { Subject } from './subject';

/** The steps with a shorter batch from which a graph of their own pays. */
const TRACE_IN_STEPS = 20;

/** Trains the models of a subject one after another. */
export class SubjectTrainer {
  readonly #subject: Subject;
  readonly #steps: number;
  readonly #batchSize: number;
  #trainer: Trainer | null = null;
  #release: (() => void) | null = null;
  #releaseOptimizer: (() => void) | null = null;

  constructor(subject: Subject, steps: number, batchSize: number) {
    this.#subject = subject;
    this.#steps = steps;
    this.#batchSize = batchSize;
  }

  /**
   * Trains a model, or the former one with its weights; it is released once it is not needed.
   *
   * @returns the losses of the steps; fewer of them where the last one, or its gradient, was no number
   */
  async train(
    model: tf.LayersModel,
    release: () => void,
    examples: { readonly x: tf.Tensor; readonly y: tf.Tensor },
    seed: number,
  ): Promise<readonly number[]> {
    const loss = lossFor('whatIf', model, this.#subject.loss);
    const data = sourcesOf('whatIf', model, loss, examples).train as Data;
    const trainer = this.#ready(model, release, loss, examples.x.shape[0]);
    const batches = createBatches('whatIf', trainer.model, loss, data, this.#batchSize, seed);
    try {
      const plan = plainSteps(this.#steps, this.#subject.rateFactor);
      const { history } = await runSteps('whatIf', trainer, batches, plan);
      return history.map((row) => row.loss);
    } finally {
      batches.dispose();
    }
  }

  dispose(): void {
    this.#trainer?.dispose();
    this.#releaseOptimizer?.();
    this.#release?.();
    this.#trainer = null;
    this.#release = null;
    this.#releaseOptimizer = null;
  }

  #ready(model: tf.LayersModel, release: () => void, loss: Loss, rows: number): Trainer {
    if (this.#trainer?.restart(model)) {
      release();
      return this.#trainer;
    }
    this.dispose();
    const { optimizer, clip } = this.#subject;
    const shorter = this.#steps / Math.ceil(rows / this.#batchSize);
    const copy = copyOptimizer(checkOptimizer('whatIf', 'optimizer', optimizer));
    this.#release = release;
    this.#releaseOptimizer = copy.restore;
    this.#trainer = new Trainer(model, {
      ownsModel: false,
      optimizer: copy.optimizer,
      loss,
      clip: checkClipping('whatIf', 'clip', clip),
      compiled: undefined,
      expectedSteps: (size) =>
        size === this.#batchSize || shorter >= TRACE_IN_STEPS ? Number.MAX_SAFE_INTEGER : 0,
      runsUserCode: false,
    });
    return this.#trainer;
  }
}
