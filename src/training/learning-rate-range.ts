import { table, type ColumnTable } from '../arquero';
import { isLayersModel, setLearningRate, type tf } from '../backend';
import { checkModel } from '../hooks';
import { checkKeys, integer, invalidArgument } from '../errors';
import type { NetworkSpec } from '../networks';
import type { Table } from '../table';
import { snapshotModel, snapshotOptimizer } from './snapshots';
import type { TrainingData } from './examples';
import { disposeOptimizer, resolveOptimizer, type OptimizerSpec } from './optimizers';
import type { RangeRow } from './rows';
import type { TrainOptions } from './options';
import { trainAs } from './train';

export interface LearningRateRangeOptions extends Pick<
  TrainOptions,
  'batchSize' | 'classWeight' | 'clip' | 'graphs' | 'loss' | 'optimizer' | 'seed' | 'onProgress'
> {
  /** The least rate. Default 1e-5. */
  readonly from?: number;
  /** The greatest rate. Default 10. */
  readonly to?: number;
  /** How many rates are tried, one a step. Default 100. */
  readonly steps?: number;
}

const KEYS = [
  'from',
  'to',
  'steps',
  'batchSize',
  'classWeight',
  'clip',
  'graphs',
  'loss',
  'optimizer',
  'seed',
  'onProgress',
];
const SMOOTHING = 0.9;
const DIVERGENCE_FACTOR = 4; // times the best loss so far: what comes after tells nothing

/**
 * Trains for a few steps while the learning rate grows from step to step, and says at which rates the loss falls and where it
 * blows up (Smith 2017, section 3.3). The model is as it was afterwards, and so is an optimiser of the caller's.
 *
 * @param network any tf.LayersModel, or a spec, whose network is built for the test
 * @param data as `train` takes it; of `{ train, test }` what is to train on
 * @returns a row a step: `step`, `learningRate`, `loss`, `smoothed` (an exponential mean with its start corrected); it ends
 * where the loss is four times its best, or not finite
 * @throws {TypeError | RangeError} when an argument is not right
 * @example const range = await learningRateRange(model, datasets.digits(), { from: 1e-4, to: 10 });
 */
export async function learningRateRange(
  network: tf.LayersModel | NetworkSpec,
  data: TrainingData,
  options: LearningRateRangeOptions = {},
): Promise<Table<RangeRow>> {
  const where = 'learningRateRange';
  if (typeof network !== 'object' || network === null)
    throw invalidArgument(where, 'network', 'a tf.LayersModel or a spec', network);
  checkKeys(where, 'options', options, KEYS);
  const { from = 1e-5, to = 10, steps: count = 100, ...rest } = options;
  const steps = integer(where, 'steps', count, 2);
  if (typeof from !== 'number' || typeof to !== 'number')
    throw invalidArgument(where, 'from and to', 'two numbers', [from, to]);
  if (!(from > 0 && to > from && to < Infinity)) {
    throw new RangeError(`${where}: from must be above 0 and below to; got ${from} and ${to}`);
  }
  if (isLayersModel(network)) checkModel(where, network);
  const asked = rest.optimizer ?? 'sgd';
  const { optimizer, learningRate, isOwned: own } = resolveOptimizer(where, asked);
  if (own) disposeOptimizer(optimizer); // `train` makes one for itself
  const given = isLayersModel(network) ? network : null;
  const restoreOptimizer = own ? null : snapshotOptimizer(optimizer);
  const written = new Map<tf.Variable, tf.Tensor>();
  const restoreModel = given && snapshotModel(given);
  // A schedule is a factor, and there is none that makes a rate out of zero.
  const unit = learningRate === 0 ? 1 : learningRate;
  if (!own && learningRate === 0) setLearningRate(optimizer, unit);
  const withRate = own && learningRate === 0 ? { ...named(asked), learningRate: unit } : asked;
  try {
    const { model, history } = await trainAs(
      where,
      network,
      hasTrain(data) ? data.train : data,
      {
        ...rest,
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

const named = (spec: OptimizerSpec) =>
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
