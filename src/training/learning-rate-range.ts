import { table, type ColumnTable } from 'arquero';
import { isLayersModel, tf } from '../backend';
import type { Dataset, Split } from '../datasets';
import { knownKeys, integer, wrong } from '../errors';
import type { NetworkSpec } from '../networks';
import { disposeOptimizer, resolveOptimizer } from './optimizers';
import { train, type TrainOptions } from './train';

export interface LearningRateRangeOptions extends Pick<
  TrainOptions,
  'batchSize' | 'clip' | 'graphs' | 'loss' | 'optimizer' | 'seed' | 'onProgress'
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
  'clip',
  'graphs',
  'loss',
  'optimizer',
  'seed',
  'onProgress',
];
const SMOOTHING = 0.9;
const TOO_MUCH = 4; // times the best loss so far: what comes after tells nothing

/**
 * Trains for a few steps while the learning rate grows from step to step, and says at which rates the loss falls and where it
 * blows up (Smith 2017, section 3.3). The model is as it was afterwards.
 *
 * @param network any tf.LayersModel, or a spec, whose network is built for the test
 * @returns a row a step: `step`, `learningRate`, `loss`, `smoothed` (an exponential mean with its start corrected); it ends
 * where the loss is four times its best, or not finite
 * @throws {TypeError | RangeError} when an argument is not right
 * @example const range = await learningRateRange(model, datasets.digits(), { from: 1e-4, to: 10 });
 */
export async function learningRateRange(
  network: tf.LayersModel | NetworkSpec,
  data: Dataset | Split,
  options: LearningRateRangeOptions = {},
): Promise<ColumnTable> {
  const where = 'learningRateRange';
  if (typeof network !== 'object' || network === null)
    throw wrong(where, 'network', 'a tf.LayersModel or a spec', network);
  knownKeys(where, 'options', options, KEYS);
  const { from = 1e-5, to = 10, steps: count = 100, ...rest } = options;
  const steps = integer(where, 'steps', count, 2);
  if (typeof from !== 'number' || typeof to !== 'number')
    throw wrong(where, 'from and to', 'two numbers', [from, to]);
  if (!(from > 0 && to > from && to < Infinity)) {
    throw new RangeError(`${where}: from must be above 0 and below to; got ${from} and ${to}`);
  }
  const asked = rest.optimizer ?? 'sgd';
  const { optimizer, learningRate, own } = resolveOptimizer(where, asked);
  if (own) disposeOptimizer(optimizer); // `train` makes one for itself
  const given = isLayersModel(network) ? network : null;
  const was = given?.getWeights().map((weight) => weight.clone()) ?? [];
  try {
    const { model, history } = await train(network, 'train' in data ? data.train : data, {
      ...rest,
      steps,
      optimizer: asked,
      schedule: (step) => (from * (to / from) ** (step / (steps - 1))) / learningRate,
    });
    if (!given) model.dispose();
    return smoothed(history.select('step', 'learningRate', 'loss'));
  } finally {
    given?.setWeights(was);
    tf.dispose(was);
  }
}

function smoothed(history: ColumnTable): ColumnTable {
  const losses = history.array('loss') as number[];
  let [mean, best, end] = [0, Infinity, losses.length];
  const values = losses.map((loss, i) => {
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    const corrected = mean / (1 - SMOOTHING ** (i + 1));
    best = Math.min(best, corrected);
    if (end === losses.length && !(corrected <= TOO_MUCH * best)) end = i + 1;
    return corrected;
  });
  return history
    .assign(table({ smoothed: values }))
    .slice(0, end)
    .reify();
}
