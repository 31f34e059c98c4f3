// The least loss that outputs without regard to x can reach: what a network that has learned nothing is held against.
import { scope, tf } from '../../backend';
import { itemAt } from '../../arrays';
import { formatNumber } from '../../format';
import { rowWeights, type Data, type Loss, type OutputLoss } from '../../hooks';

/** The losses of the best constant and of perfect outputs on some rows. */
export interface Baseline {
  /** The loss of the best constant output. */
  readonly constant: number;
  /** The loss of outputs that are right for every row. */
  readonly perfect: number;
  /** The reason for the number of the constant, such as 'ln 10', in words; null where there is no short one. */
  readonly name: string | null;
}

/** The rest of the way from the loss of the best constant, where it is 1, to that of perfect outputs, where it is 0. */
export const restOfWay = (loss: number, { constant, perfect }: Baseline): number =>
  (loss - perfect) / (constant - perfect);

/** Outputs for one row: a constant's, and where they are perfect, for each row. */
interface Candidates {
  readonly constant: tf.Tensor;
  readonly perfect: tf.Tensor;
}

const EPSILON = 1e-7;

/**
 * The baseline of a loss on a batch; null where a loss is a function, or the targets are outside of its range.
 *
 * @param shapes the shapes of the model's outputs on the batch
 */
export function baselineOf(loss: Loss, { y }: Data, shapes: readonly (readonly number[])[]): Baseline | null {
  const { outputs } = loss;
  if (!outputs) return null;
  const targets = [y].flat();
  return scope(() => {
    const found = outputs.map((one, i) => candidatesOf(one, itemAt(targets, i), itemAt(shapes, i)));
    const all = found.filter((one) => one !== null);
    if (all.length < found.length) return null;
    const lossOf = (of: 'constant' | 'perfect'): number => {
      const given = all.map((one) => one[of]);
      return loss(y, given.length === 1 ? itemAt(given, 0) : given).dataSync<'float32'>()[0]!;
    };
    const [constant, perfect] = [lossOf('constant'), lossOf('perfect')];
    // A constant that is perfect leaves nothing to learn; infinite losses compare with nothing.
    if (!(constant - perfect > 1e-6 * Math.abs(constant))) return null;
    const name = outputs.length === 1 ? nameOf(itemAt(outputs, 0), constant, itemAt(shapes, 0)) : null;
    return { constant, perfect, name };
  });
}

/** The outputs of the constant and of the perfect model, in the shape of the output. Call it within tf.tidy. */
function candidatesOf(
  { name, targetKind, classWeight }: OutputLoss,
  y: tf.Tensor,
  shape: readonly number[],
): Candidates | null {
  const weights = classWeight ? rowWeights(y, classWeight) : null;
  if (weights && !(weights.min().dataSync<'float32'>()[0]! >= 0)) return null; // then more of a loss is better
  const classes = shape.at(-1) ?? 1;
  const areIndices = y.shape.length < shape.length || (y.shape.at(-1) === 1 && classes !== 1);
  if (targetKind === 'indices' || (targetKind === 'classes' && areIndices)) {
    const labels = tf.cast(tf.reshape(y, [-1]), 'int32');
    return fromDistribution(name, tf.oneHot(labels, classes), weights, shape);
  }
  if (y.size !== shape.reduce((product, size) => product * size, 1)) return null;
  const flat = tf.cast(tf.reshape(y, [-1, classes]), 'float32');
  if (targetKind === 'classes' || targetKind === 'distribution')
    return fromDistribution(name, flat, weights, shape);
  const rows = tf.cast(tf.reshape(y, [shape[0] ?? 1, -1]), 'float32');
  const constant = bestConstant(name, rows, weights);
  if (!constant) return null;
  const full = tf.reshape(tf.tile(constant, [rows.shape[0], 1]), [...shape]);
  return { constant: full, perfect: tf.reshape(rows, [...shape]) };
}

/** The mean row, [1, columns]; with weights of the rows, what minimises the weighted loss where the mean minimises the loss. */
function meanRow(rows: tf.Tensor, weights: tf.Tensor | null): tf.Tensor {
  if (weights === null) return tf.mean(rows, 0, true);
  return tf.div(tf.sum(tf.mul(rows, tf.reshape(weights, [-1, 1])), 0, true), tf.sum(weights));
}

function fromDistribution(
  name: string,
  rows: tf.Tensor,
  weights: tf.Tensor | null,
  shape: readonly number[],
): Candidates | null {
  const mean = meanRow(tf.cast(rows, 'float32'), weights);
  const sum = mean.sum().dataSync<'float32'>()[0]!;
  if (!(sum > 0.99 && sum < 1.01) || mean.min().dataSync<'float32'>()[0]! < 0) return null;
  const isLogits = name === 'crossEntropy';
  const ready = (one: tf.Tensor): tf.Tensor => (isLogits ? tf.log(tf.maximum(one, EPSILON ** 2)) : one);
  const constant = tf.tile(ready(mean), [rows.shape[0], 1]);
  return {
    constant: tf.reshape(constant, [...shape]),
    perfect: tf.reshape(ready(tf.cast(rows, 'float32')), [...shape]),
  };
}

/** The constant with the least loss for each column; null where none is known, or the targets are out of range. */
function bestConstant(name: string, rows: tf.Tensor, weights: tf.Tensor | null): tf.Tensor | null {
  const [least, greatest] = [rows.min().dataSync<'float32'>()[0]!, rows.max().dataSync<'float32'>()[0]!];
  const mean = (): tf.Tensor => meanRow(rows, weights);
  switch (name) {
    case 'meanSquaredError':
    case 'squaredHinge':
    case 'logcosh':
    case 'cosineProximity':
      return mean();
    case 'meanAbsoluteError':
      return weights ? null : columnwise(rows, median);
    case 'meanAbsolutePercentageError':
      return weights ? null : columnwise(rows, percentageMedian);
    case 'meanSquaredLogarithmicError':
      return tf.expm1(meanRow(tf.log1p(tf.maximum(rows, EPSILON)), weights));
    case 'binaryCrossentropy':
      return least >= 0 && greatest <= 1 ? mean() : null;
    case 'poisson':
    case 'kullbackLeiblerDivergence':
      return least >= 0 ? mean() : null;
    case 'hinge':
      return tf.sign(mean());
    default:
      return null;
  }
}

function columnwise(rows: tf.Tensor, of: (values: readonly number[]) => number): tf.Tensor {
  const columns = tf.transpose(rows).arraySync() as number[][];
  return tf.tensor2d([columns.map(of)]);
}

const median = (values: readonly number[]): number => weightedMedian(values, () => 1);
/** The percentage error of a value y weighs 1 / |y|. */
const percentageMedian = (values: readonly number[]): number =>
  weightedMedian(values, (y) => 1 / Math.max(Math.abs(y), EPSILON));

function weightedMedian(values: readonly number[], weight: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.reduce((sum, one) => sum + weight(one), 0) / 2;
  let sum = 0;
  return sorted.find((one) => (sum += weight(one)) >= half) ?? 0;
}

/** The constant's loss in words; null where weights of the classes leave it without a name. */
function nameOf(
  { name, targetKind, classWeight }: OutputLoss,
  constant: number,
  shape: readonly number[],
): string | null {
  if (classWeight) return null;
  const classes = name === 'binaryCrossentropy' ? 2 : (shape.at(-1) ?? 1);
  if (targetKind !== 'numbers' || name === 'binaryCrossentropy') {
    const equal = Math.log(classes); // of classes that are as frequent
    if (formatNumber(constant) === formatNumber(equal)) return `ln ${classes}`;
    return Math.abs(constant - equal) < 0.02 * equal ? `about ln ${classes}` : 'the entropy of the labels';
  }
  if (name === 'meanSquaredError') return 'the variance of y';
  if (name === 'meanAbsoluteError') return 'the mean absolute deviation of y from its median';
  return 'the loss of the best constant';
}
