// A pool of trainers: trainings with the same steps use one trainer in turn, since tracing a step takes as long as dozens of runs.
import type { tf } from '../backend';
import { LruCache } from '../graph';
import type { Trainer } from './trainer';

/** The number of idle trainers in a pool; each holds a network's weights and graphs. */
const MAX_IDLE_TRAINERS = 4;

/**
 * Graphs of training steps that several trainings from specs use one after another. `repeat` makes them for its runs, and disposes
 * of them at its end; `train` and `learningRateRange` take them as their option `graphs`.
 *
 * @example
 * const spec = { inputs: 64, hidden: [16], outputs: 10 };
 * await repeat(3, async (seed, { graphs }) => {
 *   const { model, history } = await train({ ...spec, seed }, datasets.digits(), { steps: 20, graphs });
 *   model.dispose();
 *   return history;
 * });
 */
export class SharedGraphs {
  readonly #idle = new LruCache<Trainer>(MAX_IDLE_TRAINERS);
  #isDisposed = false;

  /** @internal Takes an idle trainer out of the pool, with the weights and the learning rate of the training; null when there is none. */
  acquire(key: string | null, model: tf.LayersModel, learningRate: number): Trainer | null {
    const trainer = key === null ? undefined : this.#idle.take(key);
    if (!trainer) return null;
    if (trainer.restart(model, learningRate)) return trainer;
    trainer.dispose();
    return null;
  }

  /** @internal Puts a trainer into the pool; when there are too many, the one that was idle longest is disposed of. */
  release(key: string | null, trainer: Trainer): void {
    if (key === null || this.#isDisposed) trainer.dispose();
    else this.#idle.set(key, trainer);
  }

  /** Disposes of the idle trainers, and of each other trainer when it is released. */
  dispose(): void {
    this.#isDisposed = true;
    this.#idle.clear();
  }
}
