// The fraction of saturated units at initialisation.
import { ACTIVATION_NAMES, activations, type Activation, type ActivationName } from '../activations';
import { nonNegative, oneOf, type NameOf } from '../errors';
import { erf } from '../math';

/**
 * Computes the fraction of saturated units for normal pre-activations with mean 0: P(|z| > s), with s the activation's saturation
 * point, as `observe` counts it (measured by layer in Glorot and Bengio 2010, section 3). For tanh s is where |φ(z)| = 0.97.
 *
 * @param activation one that saturates on both sides: sigmoid, tanh, hardTanh, hardSigmoid
 * @param std the standard deviation of the pre-activations, at least 0
 * @returns the fraction, from 0 to 1
 * @throws {TypeError} when the activation is not known, or `std` is not a number
 * @throws {RangeError} when `std` is below 0 or not finite, or the activation has no saturation point
 * @example theory.saturatedFraction('tanh', 1) // 0.0364
 */
export function saturatedFraction(activation: NameOf<ActivationName>, std: number): number {
  const where = 'theory.saturatedFraction';
  const name = oneOf(where, 'activation', activation, ACTIVATION_NAMES);
  const deviation = nonNegative(where, 'std', std);
  const { saturation }: Activation = activations[name];
  if (saturation === null) throw new RangeError(`${where}: activation '${name}' has no saturation point`);
  return 1 - erf(saturation / deviation / Math.SQRT2);
}
