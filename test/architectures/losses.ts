// The loss that model.fit differentiates, written out from tfjs's documentation: the tests' own copy, which shares no code with
// the library or with tfjs-layers.
import { tf } from '../../src/backend';

export type Loss = (y: tf.Tensor, output: tf.Tensor) => tf.Tensor;

const CLIP = 1e-7; // tfjs keeps probabilities this far from 0 and 1
const clipped = (p: tf.Tensor): tf.Tensor => tf.clipByValue(p, CLIP, 1 - CLIP);
const lastMean = (values: tf.Tensor): tf.Tensor => tf.mean(values, -1);
const hinges = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => tf.relu(tf.sub(1, tf.mul(y, p)));

const crossEntropy = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => {
  const share = tf.div(p, tf.sum(p, -1, true));
  return tf.neg(tf.sum(tf.mul(y, tf.log(clipped(share))), -1));
};

/** A loss for each example (and step of a sequence), under tfjs's names. */
export const losses = {
  meanSquaredError: (y, p) => lastMean(tf.squaredDifference(p, y)),
  meanAbsoluteError: (y, p) => lastMean(tf.abs(tf.sub(p, y))),
  categoricalCrossentropy: (y, p) => crossEntropy(y, p),
  sparseCategoricalCrossentropy: (y, p) => {
    const classes = p.shape.at(-1)!;
    const oneHot = tf.oneHot(tf.cast(tf.reshape(y, [-1]), 'int32'), classes);
    return crossEntropy(tf.reshape(oneHot, p.shape), clipped(p));
  },
  binaryCrossentropy: (y, p) => {
    const q = clipped(p);
    return tf.neg(lastMean(tf.add(tf.mul(y, tf.log(q)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, q))))));
  },
  hinge: (y, p) => lastMean(hinges(y, p)),
  squaredHinge: (y, p) => lastMean(tf.square(hinges(y, p))),
  logcosh: (y, p) => {
    // log(cosh(d)) = d + log(1 + exp(-2d)) - log(2)
    const d = tf.sub(p, y);
    return lastMean(tf.sub(tf.add(d, tf.softplus(tf.mul(-2, d))), Math.log(2)));
  },
} as const satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;

/** A part of the loss that a regulariser adds for one weight. */
export interface Penalty {
  /** The layer that holds the weight, and which of its weights it is. */
  readonly layer: tf.layers.Layer;
  readonly weight: number;
  readonly l1?: number;
  readonly l2?: number;
  /** How many times the layer is used: fit counts the penalty as often. Default 1. */
  readonly times?: number;
}

const penaltyOf = ({ layer, weight, l1 = 0, l2 = 0, times = 1 }: Penalty): tf.Tensor => {
  const value = layer.weights[weight].read();
  return tf.mul(times, tf.add(tf.mul(l1, tf.sum(tf.abs(value))), tf.mul(l2, tf.sum(tf.square(value)))));
};

export type ClassWeights = Readonly<Record<number, number>>;

/** The weight of each example, by its class. */
function weightsOf(y: tf.Tensor, weights: ClassWeights): tf.Tensor {
  const classes = y.rank === 2 && y.shape[1]! > 1 ? tf.argMax(y, 1) : tf.reshape(y, [-1]);
  return tf.tensor1d([...classes.dataSync()].map((label) => weights[label]));
}

export interface FitLoss {
  readonly of: readonly Loss[];
  /** The class weights of each output. */
  readonly classWeight?: readonly (ClassWeights | null)[];
  readonly penalties?: readonly Penalty[];
}

/** The loss that fit differentiates: the outputs' losses, summed before the mean is taken, and the penalties. */
export function fitLoss(
  { of, classWeight, penalties = [] }: FitLoss,
  y: tf.Tensor[],
  outputs: tf.Tensor[],
): tf.Scalar {
  const parts = of.map((loss, i) => {
    // fit takes targets [batch] for an output [batch, 1].
    const target = y[i].rank === 1 ? tf.expandDims(y[i], 1) : y[i];
    const each = loss(tf.cast(target, 'float32'), outputs[i]);
    const weights = classWeight?.[i];
    return weights ? tf.mul(each, weightsOf(y[i], weights)) : each;
  });
  const total = parts.reduce((sum, part) => tf.add(sum, part));
  return penalties.reduce((sum, one) => tf.add(sum, penaltyOf(one)), tf.mean(total)).asScalar();
}
