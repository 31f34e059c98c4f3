// Exercises on normalisation: what they give.
import { itemAt } from '../../arrays';
import { logistic } from '../../math';
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';

export interface Batch {
  readonly z: Matrix;
  readonly gamma: number[];
  readonly beta: number[];
  readonly epsilon: number;
}
export interface Backward extends Batch {
  readonly dy: Matrix;
}
export interface Use {
  readonly batches: Matrix[];
  readonly x: Matrix;
  readonly momentum: number;
  readonly epsilon: number;
}
export interface Trained {
  readonly w: Matrix;
  readonly b: number[];
  readonly gamma: number[];
  readonly beta: number[];
  readonly mean: number[];
  readonly variance: number[];
  readonly epsilon: number;
}
/** A tensor of this shape, and what belongs to its last axis. */
export interface Features {
  readonly shape: number[];
  readonly values: number[];
  readonly gamma: number[];
  readonly epsilon: number;
}

type Curve = (z: number) => number;

/** Functions with their slopes, both of which the answer gets. */
export const curves: readonly {
  readonly name: string;
  readonly phi: (c: number) => Curve;
  readonly slope: (c: number) => Curve;
}[] = [
  {
    name: 'max(z, c z)',
    phi: (c) => (z) => Math.max(z, c * z),
    slope: (c) => (z) => (z > 0 ? 1 : c),
  },
  {
    name: 'tanh(c z)',
    phi: (c) => (z) => Math.tanh(c * z),
    slope: (c) => (z) => c * (1 - Math.tanh(c * z) ** 2),
  },
  {
    name: '1 / (1 + e^(−c z))',
    phi: (c) => (z) => logistic(c * z),
    slope: (c) => (z) => c * logistic(c * z) * logistic(-c * z),
  },
  {
    name: 'ln(1 + e^(c z))',
    phi: (c) => (z) => Math.log1p(Math.exp(c * z)),
    slope: (c) => (z) => c * logistic(c * z),
  },
];
export interface Curved {
  readonly activation: number;
  readonly c: number;
}

const batchNorm: Adapter<Batch> = (answer, { z, gamma, beta, epsilon }, tf) =>
  answer(tf.tensor2d(z), tf.tensor1d(gamma), tf.tensor1d(beta), epsilon);
const inUse: Adapter<Use> = (answer, { batches, x, momentum, epsilon }, tf) =>
  answer(
    batches.map((batch) => tf.tensor2d(batch)),
    tf.tensor2d(x),
    momentum,
    epsilon,
  );
const fold: Adapter<Trained> = (answer, c, tf) => {
  const [gamma, beta] = [tf.tensor1d(c.gamma), tf.tensor1d(c.beta)];
  const norm = { gamma, beta, mean: tf.tensor1d(c.mean), variance: tf.tensor1d(c.variance) };
  return answer(tf.tensor2d(c.w), tf.tensor1d(c.b), norm, c.epsilon);
};
const rmsNorm: Adapter<Features> = (answer, { values, shape, gamma, epsilon }, tf) =>
  answer(tf.tensor(values, shape), tf.tensor1d(gamma), epsilon);
const backward: Adapter<Backward> = (answer, { z, gamma, epsilon, dy }, tf) =>
  answer(tf.tensor2d(z), tf.tensor1d(gamma), epsilon, tf.tensor2d(dy));
const growth: Adapter<Curved> = (answer, { activation, c }) => {
  const { phi, slope } = itemAt(curves, activation);
  return answer(phi(c), slope(c));
};

export const normalization = {
  'normalisation/batch-norm': batchNorm,
  'normalisation/in-use': inUse,
  'normalisation/fold': fold,
  'normalisation/rms-norm': rmsNorm,
  'normalisation/backward': backward,
  'normalisation/growth': growth,
};
