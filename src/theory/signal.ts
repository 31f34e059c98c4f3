// What layers make of a signal, in a network as wide and a batch as large as you like.
import type { Normalization } from '../networks';
import type { LayerVariances } from './initial-variances';
import { meanSquareOf, meanSquareSlopeOf, varianceOf } from './expectation';
import type { ActivationFunction } from './field';

/**
 * The size of a value: its mean square, and the part of that which differs between the examples of a batch. Only batch norm asks
 * for the part: it makes examples unlike each other, and that is what is assumed of them.
 */
export interface Moments {
  readonly meanSquare: number;
  readonly variance: number;
}

/** What a dense layer makes of its input. All examples share its biases. */
export const denseForward = (
  { weightVariance, biasVariance }: LayerVariances,
  { meanSquare: power, variance: spread }: Moments,
): Moments => ({
  meanSquare: weightVariance * power + biasVariance,
  variance: weightVariance * spread,
});

/**
 * What a normalisation divides the mean square of pre-activations by. Batch norm takes away what all examples share. The mean
 * that layer norm takes away is close to zero here.
 */
export const divisorOf = (kind: Normalization, { meanSquare: power, variance: spread }: Moments): number =>
  ({ none: 1, batch: spread, layer: power, rms: power })[kind];

/** What is left of a pre-activation of the given size: batch norm's examples are unlike each other. */
export const normalized = (kind: Normalization, size: Moments): number =>
  kind === 'none' ? size.meanSquare : 1;

/** The activation of a pre-activation with mean square q. */
export interface ActivationMoments extends Moments {
  /** E[φ'²]: what is left of the mean square of the gradient. */
  readonly slope: number;
}

export const activationMoments = (curve: ActivationFunction, q: number): ActivationMoments => ({
  meanSquare: meanSquareOf(curve, q),
  variance: varianceOf(curve, q),
  slope: meanSquareSlopeOf(curve, q),
});
