// What a normalisation makes of a signal, in a network as wide and a batch as large as you like.
import type { Normalization } from '../networks';
import { powerOf, slopeOf, varianceOf } from './expectation';
import type { Curve } from './field';

/** The size of a value: its mean square, and the part of that which differs between the examples of a batch. */
export interface Size {
  readonly power: number;
  readonly spread: number;
}

/** What a normalisation divides the mean square by. Batch norm takes away what all examples share; RMS norm takes nothing. */
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
