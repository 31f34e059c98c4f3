import { table, type ColumnTable } from '../arquero';
// learningRateRange: a test of learning rates, from a least to a greatest, over the steps of a short training.
import { isLayersModel, setLearningRate, type tf } from '../backend';
import { checkModel } from '../hooks';
import { invalidArgument } from '../errors';
import type { NetworkSpec } from '../networks';
import { checkOptions, option } from '../option-schema';
import type { Table } from '../table';
import { snapshotModel, snapshotOptimizer } from './snapshots';
import type { TrainingData } from './examples';
import { checkIdle } from './in-training';
import { defaultOptimizer, type OptimizerSpec } from './optimizers';
import type { RangeRow } from './rows';
import { TRAIN_SCHEMA, type TrainOptions } from './options';
import { trainAs } from './train';

/** The range of rates, and options of `train`. */
export interface LearningRateRangeOptions extends Pick<
  TrainOptions,
  'batchSize' | 'classWeight' | 'clip' | 'graphs' | 'loss' | 'optimizer' | 'seed' | 'onProgress'
> {
  /** The least rate, above 0. Default 1e-5. */
  readonly from?: number;
  /** The greatest rate, above `from` and finite. Default 10. */
  readonly to?: number;
  /** The number of rates, one per step, at least 2. Default 100. */
  readonly steps?: number;
}

const { batchSize, classWeight, clip, graphs, loss, optimizer, seed, onProgress } = TRAIN_SCHEMA;
const SCHEMA = {
  from: option.unchecked<number, { default: number }>({ default: 1e-5 }),
  to: option.unchecked<number, { default: number }>({ default: 10 }),
  steps: option.integer({ min: 2, default: 100 }),
  ...{ batchSize, classWeight, clip, graphs, loss, optimizer, seed, onProgress },
};

const SMOOTHING = 0.9;
const DIVERGENCE_FACTOR = 4; // of the least loss so far; the losses after it say nothing

/**
 * Trains for a few steps while the learning rate grows geometrically, to find the rates at which the loss falls and the one at
 * which it diverges (Smith 2017, "Cyclical learning rates for training neural networks", section 3.3). Model and optimiser are
 * restored afterwards.
 *
 * @param network any tf.LayersModel, or a spec, whose network is built for the test
 * @param data as `train` takes it; of `{ train, test }` the examples to train on
 * @param options the least and the greatest rate, the number of steps, and options of `train`
 * @returns a row per step: `step`, `learningRate`, `loss`, `smoothed` (an exponential mean with bias correction); it ends
 * when the smoothed loss is four times its least value, or not finite
 * @throws {TypeError} when `network` is neither model nor spec, the data has another shape or type than model and loss take, or an
 * option is unknown or of a wrong type
 * @throws {RangeError} when `from` is not above 0 and below `to`, another option is out of its range, or a batch does not fit the
 * model
 * @throws {Error} when the model is already being trained
 * @example
 * const spec = { inputs: 64, hidden: [32], outputs: 10 };
 * const range = await learningRateRange(spec, datasets.digits(), { from: 1e-4, to: 10, steps: 50 });
 * range.get('learningRate', 0); // 1e-4
 */
export async function learningRateRange(
  network: tf.LayersModel | NetworkSpec,
  data: TrainingData,
  options: LearningRateRangeOptions = {},
): Promise<Table<RangeRow>> {
  const where = 'learningRateRange';
  if (typeof network !== 'object' || network === null)
    throw invalidArgument(where, 'network', 'a tf.LayersModel or a spec', network);
  const { from, to, steps, ...checked } = checkOptions(where, 'options', options, SCHEMA);
  if (typeof from !== 'number' || typeof to !== 'number')
    throw invalidArgument(where, 'from and to', 'two numbers', [from, to]);
  if (!(from > 0 && to > from && to < Infinity)) {
    throw new RangeError(`${where}: from must be above 0 and below to; got ${from} and ${to}`);
  }
  const given = isLayersModel(network) ? network : null;
  if (given) {
    checkModel(where, given);
    checkIdle(where, given);
  }
  const optimizer =
    options.optimizer === undefined && given ? defaultOptimizer(where, given) : checked.optimizer;
  const { learningRate, isOwned } = optimizer;
  const spec = options.optimizer ?? (isOwned ? 'sgd' : optimizer.create());
  const restoreOptimizer = isOwned ? null : snapshotOptimizer(optimizer.create());
  const written = new Map<tf.Variable, tf.Tensor>();
  const restoreModel = given && snapshotModel(given);
  // A schedule is a factor, and no factor makes a rate out of zero.
  const unit = learningRate === 0 ? 1 : learningRate;
  if (!isOwned && learningRate === 0) setLearningRate(optimizer.create(), unit);
  const withRate = isOwned && learningRate === 0 ? { ...optionsOf(spec), learningRate: unit } : spec;
  const forTrain: { -readonly [Key in keyof LearningRateRangeOptions]: LearningRateRangeOptions[Key] } = {
    ...options,
  };
  delete forTrain.from;
  delete forTrain.to;
  try {
    const { model, history } = await trainAs(
      where,
      network,
      hasTrain(data) ? data.train : data,
      {
        ...forTrain,
        steps,
        optimizer: withRate,
        schedule: (step) => (from * (to / from) ** (step / (steps - 1))) / unit,
      },
      written,
    );
    if (!given) model.dispose();
    return smoothed(history.select('step', 'learningRate', 'loss'));
  } finally {
    for (const [variable, was] of written) {
      if (!variable.isDisposed) variable.assign(was);
      was.dispose();
    }
    restoreModel?.();
    restoreOptimizer?.();
  }
}

const hasTrain = (data: TrainingData): data is Extract<TrainingData, { train: unknown }> =>
  typeof data === 'object' && data !== null && 'train' in data;

/** An optimiser's name and options as an object. */
const optionsOf = (spec: OptimizerSpec) =>
  (typeof spec === 'string' ? { name: spec } : spec) as Exclude<OptimizerSpec, string | tf.Optimizer>;

function smoothed(history: ColumnTable): Table<RangeRow> {
  const losses = history.array('loss') as number[];
  let [mean, best, end] = [0, Infinity, losses.length];
  const values = losses.map((loss, i) => {
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    const corrected = mean / (1 - SMOOTHING ** (i + 1));
    best = Math.min(best, corrected);
    if (end === losses.length && !(corrected <= DIVERGENCE_FACTOR * best)) end = i + 1;
    return corrected;
  });
  return history
    .assign(table({ smoothed: values }))
    .slice(0, end)
    .reify() as unknown as Table<RangeRow>;
}
