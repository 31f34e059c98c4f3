// The options of a training, their schema, and the length of the training.
import { invalidArgument, type NameOf } from '../errors';
import type { ClassWeights, LossFunction, LossName } from '../hooks';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import type { Batches } from './batches';
import { checkClipping, NO_CLIPPING, type ClipOptions, type Clipping } from './clipping';
import { checkOptimizer, DEFAULT_OPTIMIZER, type CheckedOptimizer, type OptimizerSpec } from './optimizers';
import { checkSchedule, type CheckedSchedule, type Schedule, type ScheduleOptions } from './schedules';
import { SharedGraphs } from './shared-graphs';

/** The progress of a training after a step. */
export interface TrainProgress {
  /** The step, from 1. */
  readonly step: number;
  /** The number of steps in all; null in the first epoch of a dataset that does not say its size. */
  readonly steps: number | null;
  /** The loss of the batch before the update, in the loss's own unit. */
  readonly loss: number;
}

/** Options of `train`; `steps` or `epochs` has to be given. */
export interface TrainOptions {
  /** The number of steps, at least 1; or give `epochs`. */
  readonly steps?: number;
  /** The number of passes over all examples, at least 1; or give `steps`. */
  readonly epochs?: number;
  /**
   * The number of examples in a step, at least 1. Default 32, or the one size that the model takes. A tf.data.Dataset has batches
   * of its own.
   */
  readonly batchSize?: number;
  /**
   * The optimiser: a name, a name with options, or one of tfjs's own. Default: the one that the model was compiled with, which goes
   * on from where it is, else 'sgd' (learning rate 0.01).
   */
  readonly optimizer?: OptimizerSpec;
  /** The learning rate schedule: options, or a function from the step (from 0) to a factor. Default: constant. */
  readonly schedule?: ScheduleOptions | Schedule;
  /** The limits of the gradient, by norm or by value. Default: none. */
  readonly clip?: ClipOptions;
  /** The loss, as in `observe`. */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** The weights of the classes in the loss, as in `observe`; also of the test examples. */
  readonly classWeight?: ClassWeights;
  /** The number n, at least 1, of which every n-th step is observed, the first one included. Default: no step is. */
  readonly observeEvery?: number;
  /** The number of steps, at least 1, from one evaluation on the test examples to the next. Default: an epoch; the last step has one. */
  readonly evaluateEvery?: number;
  /**
   * Whether steps run as TensorFlow graphs, several times faster than op by op; results agree to rounding. Default: they do
   * where that pays and is possible. True: always, or an error that says why not. False: never. A step is traced again when a
   * layer, a weight or the optimiser was changed on the way; a loss function runs as JavaScript each time. With true, what hooks
   * and layers of your own classes read besides their inputs and fields has the value of the first step.
   */
  readonly compiled?: boolean;
  /** The graphs that `repeat` gives to its run, so that trainings from specs share them. Default: graphs of its own. */
  readonly graphs?: SharedGraphs;
  /** The seed of the order of the examples, a whole number from 0. Default 0. */
  readonly seed?: number;
  /** A function that is called after each step; a promise that it returns is awaited. */
  readonly onProgress?: (progress: TrainProgress) => void | Promise<void>;
}

/** The schema of TrainOptions. */
export const TRAIN_SCHEMA = {
  steps: option.integer({ min: 1 }),
  epochs: option.integer({ min: 1 }),
  batchSize: option.integer({ min: 1 }),
  optimizer: option.custom(checkOptimizer, { default: DEFAULT_OPTIMIZER }),
  schedule: option.custom(checkSchedule),
  clip: option.custom(checkClipping, { default: NO_CLIPPING }),
  loss: option.unchecked<NameOf<LossName> | LossFunction>(), // the model's outputs decide
  classWeight: option.unchecked<ClassWeights>(),
  observeEvery: option.integer({ min: 1 }),
  evaluateEvery: option.integer({ min: 1 }),
  compiled: option.boolean(),
  graphs: option.custom(checkGraphs),
  seed: option.seed(),
  onProgress: option.callback<NonNullable<TrainOptions['onProgress']>>('({ step, steps, loss }) => …'),
} satisfies Schema<Omit<TrainOptions, 'optimizer' | 'schedule' | 'clip'>> & Specs;

/** The options that stand for something else after their check. */
type Specs = Schema<{ optimizer: CheckedOptimizer; schedule: CheckedSchedule; clip: Clipping }>;

function checkGraphs(where: string, name: string, graphs: unknown): SharedGraphs {
  if (graphs instanceof SharedGraphs) return graphs;
  throw invalidArgument(where, name, 'what the run of a repeat is given: (seed, { graphs }) => …', graphs);
}

/** Options after their check, with their defaults. */
export type CheckedTrainOptions = Checked<typeof TRAIN_SCHEMA>;

/** @throws {TypeError | RangeError} that names the option that is not right */
export const checkTrainOptions = (where: string, options: TrainOptions): CheckedTrainOptions =>
  checkOptions(where, 'options', options, TRAIN_SCHEMA);

/** The length of a training. */
export interface TrainingLength {
  /** Null until the end of the first epoch, where a dataset does not say its size. */
  readonly steps: number | null;
  readonly epochs: number;
}

/** @throws {TypeError} when not just one of steps and epochs is given, or epochs have no end */
export function trainingLength(
  where: string,
  { steps, epochs }: Pick<CheckedTrainOptions, 'steps' | 'epochs'>,
  { perEpoch, isEndless }: Pick<Batches, 'perEpoch' | 'isEndless'>,
): TrainingLength {
  if (steps !== undefined && epochs !== undefined)
    throw new TypeError(`${where}: give steps or epochs, not both`);
  if (steps !== undefined) return { steps, epochs: Infinity };
  if (epochs === undefined) throw new TypeError(`${where}: give how long to train, as steps or as epochs`);
  if (isEndless) throw new TypeError(`${where}: epochs have no end where data has none; give steps`);
  return { steps: perEpoch === null ? null : epochs * perEpoch, epochs };
}
