// What can be asked of a training, and the checks of it.
import { callback, flag, integer, checkKeys, invalidArgument, type NameOf } from '../errors';
import type { ClassWeights, LossFunction, LossName } from '../hooks';
import type { Batches } from './batches';
import { clipOptions, type ClipOptions } from './clipping';
import type { OptimizerSpec } from './optimizers';
import type { Schedule, ScheduleOptions } from './schedules';
import { SharedGraphs } from './shared-graphs';

/** How far a training is. */
export interface TrainProgress {
  /** 1 is the first. */
  readonly step: number;
  /** Null as long as a dataset that does not say its size is in its first epoch. */
  readonly steps: number | null;
  readonly loss: number;
}

export interface TrainOptions {
  /** How many steps; or give `epochs`. */
  readonly steps?: number;
  /** How many times over all examples; or give `steps`. */
  readonly epochs?: number;
  /** Default 32, or what the model insists on. A tf.data.Dataset has batches of its own. */
  readonly batchSize?: number;
  /** A name, a name with options, or one of tfjs's own. Default 'sgd' (learning rate 0.01). */
  readonly optimizer?: OptimizerSpec;
  /** How the learning rate changes: options, or a function from the step (from 0) to a factor. Default: it does not. */
  readonly schedule?: ScheduleOptions | Schedule;
  readonly clip?: ClipOptions;
  /** As in `observe`. */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** As in `observe`: weights of the classes in the loss, also of the test examples. */
  readonly classWeight?: ClassWeights;
  /** Look at every n-th step, the first one included. Default: at none. */
  readonly observeEvery?: number;
  /** Evaluate on the test examples every n steps, and at the end. Default: at the end of each epoch, and of all. */
  readonly evaluateEvery?: number;
  /**
   * Whether steps run as TensorFlow graphs, several times faster than op by op; results agree to rounding. Default: they do
   * where that pays and is possible. True: always, or an error that says why not. False: never. A step is traced anew where a
   * layer, a weight or the optimiser was changed on the way; a loss function runs as JavaScript each time. What hooks and layers
   * of your own classes read besides their inputs and fields is, with true, that of the first step.
   */
  readonly compiled?: boolean;
  /** Where a spec is trained within `repeat`: what its run was given, so that the runs use one graph. Default: one of its own. */
  readonly graphs?: SharedGraphs;
  /** Of the order of the examples. Default 0. */
  readonly seed?: number;
  /** Called after each step; a promise is waited for. */
  readonly onProgress?: (progress: TrainProgress) => void | Promise<void>;
}

const KEYS = [
  'steps',
  'epochs',
  'batchSize',
  'optimizer',
  'schedule',
  'clip',
  'loss',
  'classWeight',
  'observeEvery',
  'evaluateEvery',
  'compiled',
  'graphs',
  'seed',
  'onProgress',
];

/** The options that stand by themselves, with their defaults. */
export interface CheckedOptions {
  readonly clip: ClipOptions;
  readonly seed: number;
  readonly isObserved: (step: number) => boolean;
  /** Null for the end of each epoch. */
  readonly evaluateEvery: number | null;
}

/** @throws {TypeError | RangeError} that names the option that is not right */
export function checkedOptions(where: string, options: TrainOptions): CheckedOptions {
  checkKeys(where, 'options', options, KEYS);
  const every = (name: 'observeEvery' | 'evaluateEvery'): number | null =>
    options[name] === undefined ? null : integer(where, name, options[name], 1);
  const [observeEvery, evaluateEvery] = [every('observeEvery'), every('evaluateEvery')];
  const { onProgress, compiled, graphs } = options;
  if (onProgress !== undefined) callback(where, 'onProgress', onProgress, '({ step, steps, loss }) => …');
  if (compiled !== undefined) flag(where, 'compiled', compiled);
  if (graphs !== undefined && !(graphs instanceof SharedGraphs))
    throw invalidArgument(
      where,
      'graphs',
      'what the run of a repeat is given: (seed, { graphs }) => …',
      graphs,
    );
  return {
    clip: clipOptions(where, options.clip),
    seed: integer(where, 'seed', options.seed ?? 0, 0),
    isObserved: (step) => observeEvery !== null && (step - 1) % observeEvery === 0,
    evaluateEvery,
  };
}

/** How long to train. */
export interface TrainingLength {
  /** Null where the number of batches in an epoch shows at its end only. */
  readonly steps: number | null;
  readonly epochs: number;
}

export function trainingLength(
  where: string,
  { steps, epochs }: TrainOptions,
  { perEpoch, isEndless }: Pick<Batches, 'perEpoch' | 'isEndless'>,
): TrainingLength {
  if (steps !== undefined && epochs !== undefined)
    throw new TypeError(`${where}: give steps or epochs, not both`);
  if (steps !== undefined) return { steps: integer(where, 'steps', steps, 1), epochs: Infinity };
  if (epochs === undefined) throw new TypeError(`${where}: give how long to train, as steps or as epochs`);
  const count = integer(where, 'epochs', epochs, 1);
  if (isEndless) throw new TypeError(`${where}: epochs have no end where data has none; give steps`);
  return { steps: perEpoch === null ? null : count * perEpoch, epochs: count };
}
