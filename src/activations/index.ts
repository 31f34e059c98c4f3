// Activation functions by name.
import { gaussianExpectation } from '../math';
import type { Activation } from './activation';
import { TABLE } from './table';

/** The name of an activation function. */
export type ActivationName = keyof typeof TABLE;

/**
 * The activation functions by name, each with its value, derivative, kinks, saturation and source.
 *
 * @example activations.tanh.derivative(0) // 1
 */
export const activations: Readonly<Record<ActivationName, Activation>> = TABLE;

export const ACTIVATION_NAMES = Object.keys(activations) as ActivationName[];

/**
 * Computes the gain of an activation function, 1 / √E[φ(z)²] for z ~ N(0, 1) (for the ReLU: He et al. 2015, eq. 8). Weights of
 * variance gain² / fan_in keep the mean square of the pre-activations at 1.
 *
 * @param activation the function; its `value` and `kinks` are used
 * @returns the gain, a number above 0 without unit; Infinity where φ is 0 everywhere
 * @example
 * gaussianGain(activations.relu); // √2
 */
export function gaussianGain({ value, kinks }: Pick<Activation, 'value' | 'kinks'>): number {
  return 1 / Math.sqrt(gaussianExpectation((z) => value(z) ** 2, kinks));
}

export {
  activationNameOf,
  fromKerasName,
  isActivationLayer,
  shapeOf,
  toKerasName,
  type LayerActivation,
  type WithActivation,
} from './recognize';
export { isProbability, saturationOf, traitsOf, type ActivationTraits } from './traits';
export type { Activation, ActivationShape } from './activation';
