// Mean fields: a wide layer by its activation and the variances of its weights and biases.
import { ACTIVATION_NAMES, activations, type Activation, type ActivationName } from '../activations';
import { oneOf, invalidArgument, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';

/** An activation by name, or a function of your own with its derivative and the points where the derivative jumps. */
export type ActivationLike = NameOf<ActivationName> | Pick<Activation, 'value' | 'derivative' | 'kinks'>;

/**
 * A layer in the limit of infinite width, in the terms of Poole et al. 2016 and Schoenholz et al. 2017: weights from
 * N(0, σ_w² / fan_in), biases from N(0, σ_b²).
 */
export interface MeanField {
  /** The activation φ. */
  readonly activation: ActivationLike;
  /** The weight variance σ_w² = fan_in · Var(w), at least 0: 1 for LeCun's initialisation, 2 for He's, 1/3 for PyTorch's default. */
  readonly weightVariance: number;
  /** The bias variance σ_b² = Var(b), at least 0. Default 0. */
  readonly biasVariance?: number;
}

/** φ with its derivative, and the points where the derivative jumps. */
export type ActivationFunction = Pick<Activation, 'value' | 'derivative' | 'kinks'>;

/** A mean field after its check. */
export interface CheckedField {
  readonly phi: ActivationFunction;
  readonly weightVariance: number;
  readonly biasVariance: number;
}

/** @throws {TypeError} when the activation is not known, or is no object of its functions */
export function resolveActivation(where: string, name: string, activation: unknown): ActivationFunction {
  if (typeof activation !== 'object' || activation === null) {
    return activations[oneOf(where, name, activation, ACTIVATION_NAMES)];
  }
  const { value, derivative, kinks } = activation as Partial<ActivationFunction>;
  if (typeof value === 'function' && typeof derivative === 'function' && Array.isArray(kinks)) {
    return { value, derivative, kinks };
  }
  throw invalidArgument(where, name, 'a name, or an object with value, derivative and kinks', activation);
}

const SCHEMA = {
  activation: option.custom(resolveActivation, { required: true }),
  weightVariance: option.nonNegative({ required: true }),
  biasVariance: option.nonNegative({ default: 0 }),
} satisfies Schema<Omit<MeanField, 'activation'> & { activation: ActivationFunction }>;

/** @throws {TypeError | RangeError} that names the part that is not right */
export function checkedField(where: string, field: MeanField): CheckedField {
  const { activation: phi, ...variances } = checkOptions(where, 'field', field, SCHEMA);
  return { phi, ...variances };
}
