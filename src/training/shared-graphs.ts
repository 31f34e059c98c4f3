// Trainings whose steps are the same take turns on one trainer: to trace a step takes as long as dozens of its runs.
import type { tf } from '../backend';
import { Kept } from '../graph';
import type { NetworkSpec } from '../networks';
import type { TrainOptions } from './options';
import type { Trainer } from './trainer';

/** How many trainers wait for their next turn; each holds a network's weights and graphs. */
const MAX_IDLE_TRAINERS = 4;

/**
 * Graphs of training steps that several trainings from specs use one after another. `repeat` makes one for its runs, and frees it
 * at the end; a training joins in with its option `graphs`.
 */
export class SharedGraphs {
  private readonly idle = new Kept<Trainer>(MAX_IDLE_TRAINERS);
  private isDisposed = false;

  /** The trainer that waits, with the weights of the model that is to be trained; it is then the caller's. */
  acquire(key: string | null, model: tf.LayersModel): Trainer | null {
    const trainer = key === null ? undefined : this.idle.take(key);
    if (!trainer) return null;
    if (trainer.restart(model)) return trainer;
    trainer.dispose();
    return null;
  }

  /** Leaves a trainer for the next one who takes it; where there are too many, the one that waits longest goes. */
  release(key: string | null, trainer: Trainer): void {
    if (key === null || this.isDisposed) trainer.dispose();
    else this.idle.set(key, trainer);
  }

  /** Frees what waits; what is in use is freed after its use. */
  dispose(): void {
    this.isDisposed = true;
    this.idle.clear();
  }
}

/** What makes the weights, but not the network. */
const ofWeights = { seed: null, initializer: null };
/** What happens around a step: it is the training's, not the trainer's. */
const aroundSteps = { seed: null, schedule: null, evaluateEvery: null, onProgress: null, graphs: null };

/** What two trainings have in common that can share; null where a training can't: what it takes is more than plain data. */
export function sharedKey(spec: NetworkSpec, options: TrainOptions): string | null {
  const parts = [
    { ...spec, ...ofWeights },
    { ...options, ...aroundSteps },
  ];
  return isPlain(parts) ? JSON.stringify(parts) : null;
}

/** Numbers, words and the like, and arrays and literal objects of them: what JSON tells apart. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol';
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  // A cell's objects may come from another realm: their prototype is not this one's, but has none itself.
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral && Object.values(value).every(isPlain);
}
