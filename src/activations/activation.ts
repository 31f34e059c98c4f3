// The type of activation functions.
import type { tf } from '../backend';

/**
 * An elementwise activation function φ.
 *
 * @example
 * const sigmoid: Activation = activations.sigmoid;
 * [sigmoid.value(0), sigmoid.derivative(0)]; // [0.5, 0.25]
 */
export interface Activation {
  /** The name in charts. */
  readonly label: string;
  /** The function, φ(z). */
  readonly value: (z: number) => number;
  /** The derivative φ′(z); at a kink, TensorFlow's value. */
  readonly derivative: (z: number) => number;
  /** The points where the derivative, or a higher one, jumps. */
  readonly kinks: readonly number[];
  /** The infimum and the supremum of φ; infinite where it has no bound. */
  readonly range: readonly [number, number];
  /**
   * The |z| above which a unit counts as saturated: there φ′ is below 5.91 % of its maximum on both sides. Null for functions
   * without two flat tails.
   */
  readonly saturation: number | null;
  /** Makes a layer of a name that applies φ. */
  readonly layer: (name: string) => tf.layers.Layer;
  /** The paper that introduced it for neural networks. */
  readonly source: string;
}

/** A function as theory needs it, with its range. */
export type ActivationShape = Pick<Activation, 'value' | 'derivative' | 'kinks' | 'range'>;
