// The parts of a spec that every builder has, and their checks.
import { ACTIVATION_NAMES, type ActivationName } from '../activations';
import { flag, integer, oneOf, type NameOf } from '../errors';
import { resolveInitializer, type InitializerSpec } from '../initializers';
import { NORMALIZATIONS, type Normalization } from './blocks';

export interface CommonSpec {
  /** How many outputs: the last layer gives logits, without an activation. */
  readonly outputs: number;
  /** Default 'relu'. */
  readonly activation?: NameOf<ActivationName>;
  /** How weights and biases are drawn. Default 'pytorch'. */
  readonly initializer?: InitializerSpec;
  /** Default 'none'. */
  readonly normalization?: NameOf<Normalization>;
  /** Whether the layers have biases. Default true. */
  readonly bias?: boolean;
  /** The same spec with the same seed gives the same weights. Default 0. */
  readonly seed?: number;
}

export interface CheckedCommon extends Required<CommonSpec> {
  readonly activation: ActivationName;
  readonly normalization: Normalization;
}

export const COMMON_KEYS = ['outputs', 'activation', 'initializer', 'normalization', 'bias', 'seed'];

/** The common parts with every default filled in. */
export function checkedCommon(where: string, spec: CommonSpec): CheckedCommon {
  const initializer = spec.initializer ?? 'pytorch';
  resolveInitializer(where, initializer);
  return {
    outputs: integer(where, 'outputs', spec.outputs, 1),
    activation: oneOf(where, 'activation', spec.activation ?? 'relu', ACTIVATION_NAMES),
    initializer,
    normalization: oneOf(where, 'normalization', spec.normalization ?? 'none', NORMALIZATIONS),
    bias: flag(where, 'bias', spec.bias ?? true),
    seed: integer(where, 'seed', spec.seed ?? 0, 0),
  };
}

/** A skip as the number of layers that it spans: 0 for none. */
export const checkedSkip = (where: string, skip: unknown): number =>
  typeof skip === 'boolean' || skip === undefined ? Number(skip ?? false) : integer(where, 'skip', skip, 1);
