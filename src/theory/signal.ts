// Signal propagation through single layers, in the limit of wide layers and large batches.
import type { Normalization } from '../networks';
import type { LayerVariances } from './initial-variances';
import { meanSquareOf, meanSquareSlopeOf, varianceOf } from './expectation';
import type { ActivationFunction } from './field';

/**
 * The second moments of a value: its mean square, and its variance over the examples of a batch. Only batch norm depends on the
 * variance; its outputs for different examples are taken to be uncorrelated.
 */
export interface Moments {
  readonly meanSquare: number;
  readonly variance: number;
}

/** The pre-activation of a dense layer, from its input. All examples share the biases, so the variance has no part of them. */
export const denseForward = (
  { weightVariance, biasVariance }: LayerVariances,
  { meanSquare, variance }: Moments,
): Moments => ({
  meanSquare: weightVariance * meanSquare + biasVariance,
  variance: weightVariance * variance,
});

/**
 * The divisor of a normalisation on the mean square of pre-activations. Batch norm subtracts the part that all examples share; the
 * mean that layer norm subtracts is close to zero for pre-activations.
 */
export const divisorOf = (kind: Normalization, { meanSquare, variance }: Moments): number =>
  ({ none: 1, batch: variance, layer: meanSquare, rms: meanSquare })[kind];

/** The mean square of a pre-activation after its normalisation. */
export const normalized = (kind: Normalization, moments: Moments): number =>
  kind === 'none' ? moments.meanSquare : 1;

/** The moments of an activation. */
export interface ActivationMoments extends Moments {
  /** E[φ'²]: the factor on the mean square of the gradient. */
  readonly slope: number;
}

/** The moments of the activation of a pre-activation with mean square q. */
export const activationMoments = (phi: ActivationFunction, q: number): ActivationMoments => ({
  meanSquare: meanSquareOf(phi, q),
  variance: varianceOf(phi, q),
  slope: meanSquareSlopeOf(phi, q),
});
