// What layers make of a signal, in a network as wide and a batch as large as you like.
import type { Normalization } from '../networks';
import type { Draw } from './draws';
import { powerOf, slopeOf, varianceOf } from './expectation';
import type { Curve } from './field';

/**
 * The size of a value: its mean square, and the part of that which differs between the examples of a batch. Only batch norm asks
 * for the part: it makes examples unlike each other, and that is what is assumed of them.
 */
export interface Size {
  readonly power: number;
  readonly spread: number;
}

/** What a dense layer makes of its input. All examples share its biases. */
export const through = ({ weightVariance, biasVariance }: Draw, { power, spread }: Size): Size => ({
  power: weightVariance * power + biasVariance,
  spread: weightVariance * spread,
});

/**
 * What a normalisation divides the mean square of pre-activations by. Batch norm takes away what all examples share. The mean
 * that layer norm takes away is close to zero here.
 */
export const divisorOf = (kind: Normalization, { power, spread }: Size): number =>
  ({ none: 1, batch: spread, layer: power, rms: power })[kind];

/** What is left of a pre-activation of the given size: batch norm's examples are unlike each other. */
export const normalized = (kind: Normalization, size: Size): number => (kind === 'none' ? size.power : 1);

/** The activation of a pre-activation with mean square q. */
export interface Activated extends Size {
  /** E[φ'²]: what is left of the mean square of the gradient. */
  readonly slope: number;
}

export const activated = (curve: Curve, q: number): Activated => ({
  power: powerOf(curve, q),
  spread: varianceOf(curve, q),
  slope: slopeOf(curve, q),
});
