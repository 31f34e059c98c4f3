// The part of a spec that the builders share, with its schema.
import { ACTIVATION_NAMES, type ActivationName } from '../activations';
import { integer, type NameOf } from '../errors';
import { resolveInitializer, type InitializerSpec } from '../initializers';
import { option, type Schema } from '../option-schema';
import { NORMALIZATIONS, type Normalization } from './blocks';

/** The part of a spec that the builders take. */
export interface CommonSpec {
  /** The number of outputs, at least 1. The last layer gives logits, without an activation. */
  readonly outputs: number;
  /** The activation of the hidden layers. Default 'relu'. */
  readonly activation?: NameOf<ActivationName>;
  /** The initialiser of weights and biases. Default 'pytorch'. */
  readonly initializer?: InitializerSpec;
  /** The seed of the weights, a whole number from 0: the same spec with the same seed gives the same weights. Default 0. */
  readonly seed?: number;
}

/** The same of networks whose hidden layers may have a normalisation, or no biases. */
export interface NormalizedSpec extends CommonSpec {
  /** The normalisation in every hidden layer. Default 'none'. */
  readonly normalization?: NameOf<Normalization>;
  /** Whether the layers have biases. Default true. */
  readonly bias?: boolean;
}

/** An initialiser's spec as it was given, once it is known to be right. */
export function checkInitializer(where: string, _name: string, spec: unknown): InitializerSpec {
  resolveInitializer(where, spec as InitializerSpec);
  return spec as InitializerSpec;
}

/** A skip as the number of layers that it spans; 0 for none. */
export const checkSkip = (where: string, name: string, skip: unknown): number =>
  typeof skip === 'boolean' ? Number(skip) : integer(where, name, skip, 1);

export const COMMON_SCHEMA = {
  outputs: option.count(),
  activation: option.oneOf(ACTIVATION_NAMES, { default: 'relu' }),
  initializer: option.custom<InitializerSpec, { default: InitializerSpec }>(checkInitializer, {
    default: 'pytorch',
  }),
  seed: option.seed(),
} satisfies Schema<CommonSpec>;

export const NORMALIZED_SCHEMA = {
  ...COMMON_SCHEMA,
  normalization: option.oneOf(NORMALIZATIONS, { default: 'none' }),
  bias: option.boolean({ default: true }),
} satisfies Schema<NormalizedSpec>;
