// The key of a training: those with the same key can share a trainer.
import { tf } from '../backend';
import type { NetworkSpec } from '../networks';
import type { TrainOptions } from './options';

/** Parts of a spec that decide the weights, not the network. */
const WEIGHT_KEYS = { seed: null, initializer: null };
/** Options that act between steps, and are not a trainer's. */
const LOOP_KEYS = { seed: null, schedule: null, evaluateEvery: null, onProgress: null, graphs: null };

/** The same for two trainings that can share a trainer; null for one that can't, since its spec or options are not plain data. */
export function sharedKey(spec: NetworkSpec, options: TrainOptions): string | null {
  const parts = [
    { ...spec, ...WEIGHT_KEYS },
    { ...options, ...LOOP_KEYS, optimizer: withoutRate(options.optimizer) },
  ];
  return isPlain(parts) ? JSON.stringify(parts) : null;
}

/** An optimiser's name and options but for its learning rate, which a trainer takes anew with each training. */
function withoutRate(optimizer: TrainOptions['optimizer']): unknown {
  if (optimizer === undefined || optimizer instanceof tf.Optimizer) return optimizer;
  return typeof optimizer === 'string' ? { name: optimizer } : { ...optimizer, learningRate: undefined };
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
