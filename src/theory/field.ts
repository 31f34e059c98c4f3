// What the theory knows of a layer: its activation, and how widely its weights and biases are drawn.
import { ACTIVATION_NAMES, activations, type Activation, type ActivationName } from '../activations';
import { checkKeys, nonNegative, oneOf, invalidArgument, type NameOf } from '../errors';

/** An activation by name, or a function of your own with its derivative and the places where that jumps. */
export type ActivationLike = NameOf<ActivationName> | Pick<Activation, 'value' | 'derivative' | 'kinks'>;

/**
 * A layer as wide as you like, in the terms of Poole et al. 2016 and Schoenholz et al. 2017: weights from N(0, σ_w² / fan_in),
 * biases from N(0, σ_b²).
 */
export interface MeanField {
  readonly activation: ActivationLike;
  /** σ_w² = fan_in · Var(w): 1 for LeCun's initialisation, 2 for He's, 1/3 for PyTorch's default. */
  readonly weightVariance: number;
  /** σ_b² = Var(b). Default 0. */
  readonly biasVariance?: number;
}

export type ActivationFunction = Pick<Activation, 'value' | 'derivative' | 'kinks'>;

export interface CheckedField {
  readonly phi: ActivationFunction;
  readonly weightVariance: number;
  readonly biasVariance: number;
}

export function resolveActivation(where: string, activation: unknown): ActivationFunction {
  if (typeof activation !== 'object' || activation === null) {
    return activations[oneOf(where, 'activation', activation, ACTIVATION_NAMES)];
  }
  const { value, derivative, kinks } = activation as Partial<ActivationFunction>;
  if (typeof value === 'function' && typeof derivative === 'function' && Array.isArray(kinks)) {
    return { value, derivative, kinks };
  }
  throw invalidArgument(
    where,
    'activation',
    'a name, or an object with value, derivative and kinks',
    activation,
  );
}

export function checkedField(where: string, field: MeanField): CheckedField {
  checkKeys(where, 'field', field, ['activation', 'weightVariance', 'biasVariance']);
  return {
    phi: resolveActivation(where, field.activation),
    weightVariance: nonNegative(where, 'weightVariance', field.weightVariance),
    biasVariance: nonNegative(where, 'biasVariance', field.biasVariance ?? 0),
  };
}
