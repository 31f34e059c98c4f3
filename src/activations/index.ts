// Activation functions as numbers: what networks apply, what charts draw, what saturation means. One row to add one.
import type { tf } from '../backend';

/** An elementwise activation function. */
export interface Activation {
  /** As it is written in a chart. */
  readonly label: string;
  /** phi(z). */
  readonly value: (z: number) => number;
  /** phi'(z); at a kink, the value that TensorFlow uses. */
  readonly derivative: (z: number) => number;
  /**
   * |z| beyond which a unit counts as saturated: both tails are flat there, and the derivative is below 5.91 % of its
   * greatest value. Null where the function has no two flat tails.
   */
  readonly saturation: number | null;
  /** The name that tf.layers.activation knows it by. */
  readonly keras: NonNullable<Parameters<typeof tf.layers.activation>[0]>['activation'];
  /** Where it was introduced for neural networks. */
  readonly source: string;
}

// Glorot and Bengio 2010 follow how many tanh units lie near their limits; the usual mark is |tanh(z)| > 0.97.
const TANH_SATURATION = Math.atanh(0.97);

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export const activations = {
  linear: {
    label: 'linear',
    value: (z) => z,
    derivative: () => 1,
    saturation: null,
    keras: 'linear',
    source: 'the identity',
  },
  sigmoid: {
    label: 'sigmoid',
    value: sigmoid,
    derivative: (z) => sigmoid(z) * sigmoid(-z),
    saturation: 2 * TANH_SATURATION, // sigmoid(z) = (1 + tanh(z / 2)) / 2
    keras: 'sigmoid',
    source: 'Rumelhart, Hinton and Williams 1986',
  },
  tanh: {
    label: 'tanh',
    value: Math.tanh,
    derivative: (z) => 1 / Math.cosh(z) ** 2,
    saturation: TANH_SATURATION,
    keras: 'tanh',
    source: 'LeCun, Bottou, Orr and Müller 1998',
  },
  relu: {
    label: 'ReLU',
    value: (z) => Math.max(0, z),
    derivative: (z) => (z > 0 ? 1 : 0),
    saturation: null,
    keras: 'relu',
    source: 'Nair and Hinton 2010',
  },
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;

export const activationNames = Object.keys(activations) as ActivationName[];
