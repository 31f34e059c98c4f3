// The built-in experiments by name: the columns that a point may have, and the module, which loads TensorFlow.
import type { Experiment } from '../experiment';
import { SPEC_COLUMNS } from './columns';

/** The columns that describe a network and its data, for every built-in experiment. */
const NETWORK_KEYS = ['spec', ...SPEC_COLUMNS, 'seed'] as const;

const TRAINING_KEYS = ['batchSize', 'optimizer', 'learningRate', 'clip'] as const;

interface BuiltIn {
  /** The names that a point may have. */
  readonly keys: readonly string[];
  readonly load: () => Promise<Experiment<never>>;
}

/** The built-in experiments. */
export const builtIns: Readonly<Record<BuiltInName, BuiltIn>> = {
  observe: {
    keys: [...NETWORK_KEYS, 'batchSize', 'quantities', 'loss'],
    load: async () => (await import('./observe.js')).observe,
  },
  train: {
    keys: [...NETWORK_KEYS, ...TRAINING_KEYS, 'steps', 'schedule'],
    load: async () => (await import('./train.js')).train,
  },
  learningRateRange: {
    keys: [...NETWORK_KEYS, 'batchSize', 'optimizer', 'clip', 'steps', 'from', 'to'],
    load: async () => (await import('./learning-rate-range.js')).learningRateRange,
  },
};

export const BUILT_IN_NAMES = ['observe', 'train', 'learningRateRange'] as const;
/** The name of a built-in experiment. */
export type BuiltInName = (typeof BUILT_IN_NAMES)[number];
