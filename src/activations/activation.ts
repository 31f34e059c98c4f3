// The type of activation functions.
import type { tf } from '../backend';

/** An elementwise activation function. */
export interface Activation {
  /** As it is written in a chart. */
  readonly label: string;
  /** phi(z). */
  readonly value: (z: number) => number;
  /** phi'(z); at a kink, the value that TensorFlow uses. */
  readonly derivative: (z: number) => number;
  /** Where the derivative jumps. */
  readonly kinks: readonly number[];
  /**
   * |z| beyond which a unit counts as saturated: both tails are flat there, with less than 5.91 % of the greatest slope
   * left. Null where the function has no two flat tails.
   */
  readonly saturation: number | null;
  /** A layer that applies it. */
  readonly layer: (name: string) => tf.layers.Layer;
  /** Where it was introduced for neural networks. */
  readonly source: string;
}
