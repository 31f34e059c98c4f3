// A pool of trainers: trainings with the same steps use one trainer in turn, since tracing a step takes as long as dozens of runs.
import type { tf } from '../backend';
import { LruCache } from '../graph';
import type { NetworkSpec } from '../networks';
import type { TrainOptions } from './options';
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

  /** @internal Takes an idle trainer out of the pool, with the weights of the model to train; null when there is none. */
  acquire(key: string | null, model: tf.LayersModel): Trainer | null {
    const trainer = key === null ? undefined : this.#idle.take(key);
    if (!trainer) return null;
    if (trainer.restart(model)) return trainer;
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

/** Parts of a spec that decide the weights, not the network. */
const WEIGHT_KEYS = { seed: null, initializer: null };
/** Options that act between steps, and are not a trainer's. */
const LOOP_KEYS = { seed: null, schedule: null, evaluateEvery: null, onProgress: null, graphs: null };

/** The same for two trainings that can share a trainer; null for one that can't, since its spec or options are not plain data. */
export function sharedKey(spec: NetworkSpec, options: TrainOptions): string | null {
  const parts = [
    { ...spec, ...WEIGHT_KEYS },
    { ...options, ...LOOP_KEYS },
  ];
  return isPlain(parts) ? JSON.stringify(parts) : null;
}

/** Whether JSON tells a value from all others: numbers, strings and the like, and arrays and literal objects of them. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol';
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of a notebook cell may come from another realm: its prototype is not this realm's, but has none itself.
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral && Object.values(value).every(isPlain);
}
