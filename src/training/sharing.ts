// Trainings whose steps are the same take turns on one trainer: to trace a step takes as long as dozens of its runs.
import type { tf } from '../backend';
import type { NetworkSpec } from '../networks';
import type { TrainOptions } from './train';
import type { Trainer } from './trainer';

/** How many trainers wait for their next turn; each holds a network's weights and graphs. */
const MOST = 4;

/** Those that wait, by what they are for; the one that was used last is last. */
type Waiting = Map<string, Trainer>;

// One for each `sharing` that runs. Not node:async_hooks: with it, an interrupt can end the kernel. So a training that runs beside
// may share as well, which is not seen in what it gives.
const rooms: Waiting[] = [];

/** Runs what trains the same networks again and again; what they shared is freed at the end. */
export async function sharing<T>(run: () => Promise<T>): Promise<T> {
  const room: Waiting = new Map();
  rooms.push(room);
  try {
    return await run();
  } finally {
    rooms.splice(rooms.indexOf(room), 1);
    for (const trainer of room.values()) trainer.dispose();
  }
}

/** What makes the weights, but not the network. */
const ofWeights = { seed: null, initializer: null };
/** What happens around a step: it is the training's, not the trainer's. */
const aroundSteps = { seed: null, schedule: null, evaluateEvery: null, onProgress: null };

/**
 * What two trainings have in common that can share; null where a training can't: outside of `sharing`, or where what it takes
 * is more than plain data.
 */
export function sharedKey(spec: NetworkSpec, options: TrainOptions): string | null {
  const parts = [
    { ...spec, ...ofWeights },
    { ...options, ...aroundSteps },
  ];
  return rooms.length > 0 && isPlain(parts) ? JSON.stringify(parts) : null;
}

/** The trainer that waits, with the weights of the model that is to be trained; it is then the caller's. */
export function take(key: string | null, model: tf.LayersModel): Trainer | null {
  const room = rooms.at(-1);
  const trainer = key === null ? undefined : room?.get(key);
  if (!trainer) return null;
  room!.delete(key!);
  if (trainer.restart(model)) return trainer;
  trainer.dispose();
  return null;
}

/** Leaves a trainer for the next one who takes it; where there are too many, the one that waits longest goes. */
export function leave(key: string | null, trainer: Trainer): void {
  const room = rooms.at(-1);
  if (key === null || !room || room.has(key)) {
    trainer.dispose();
    return;
  }
  room.set(key, trainer);
  for (const [oldest, one] of room) {
    if (room.size <= MOST) break;
    room.delete(oldest);
    one.dispose();
  }
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
