import type { tf } from '../backend';
import { fraction, integer, integers, checkKeys, oneOf, type NameOf } from '../errors';
import {
  activate,
  addSkip,
  sequential,
  dense,
  dropout,
  buildModel,
  normalize,
  skipGroups,
  type LayerFunction,
} from './blocks';
import { checkedCommon, checkedSkip, COMMON_KEYS, type CheckedCommon, type CommonSpec } from './common';

/** A multilayer perceptron, as plain data. */
export interface MlpSpec extends CommonSpec {
  /** How many inputs an example has. */
  readonly inputs: number;
  /** The width of each hidden layer, from the input on; empty for a linear model. */
  readonly hidden: readonly number[];
  /** Whether the normalisation comes before the activation or after it. Default 'before'. */
  readonly normalizationPosition?: NameOf<(typeof positions)[number]>;
  /**
   * Adds its input to every hidden layer's output (true), or to every k-th's (k). The first hidden layer is left out where it
   * is not as wide as the input. Default false.
   */
  readonly skip?: boolean | number;
  /** The fraction of units that each hidden layer drops in training. Default 0. */
  readonly dropout?: number;
}

const positions = ['before', 'after'] as const;
const KEYS = ['inputs', 'hidden', 'normalizationPosition', 'skip', 'dropout', ...COMMON_KEYS];

export interface CheckedMlp extends CheckedCommon {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly normalizationPosition: (typeof positions)[number];
  /** The number of layers that each skip spans: 0 for none. */
  readonly skip: number;
  readonly dropout: number;
}

/** The spec with every default filled in, or an error that names the part that is not right. */
export function checkedMlp(where: string, spec: MlpSpec): CheckedMlp {
  checkKeys(where, 'spec', spec, KEYS);
  return {
    inputs: integer(where, 'inputs', spec.inputs, 1),
    hidden: integers(where, 'hidden', spec.hidden, 1),
    ...checkedCommon(where, spec),
    normalizationPosition: oneOf(
      where,
      'normalizationPosition',
      spec.normalizationPosition ?? 'before',
      positions,
    ),
    dropout: fraction(where, 'dropout', spec.dropout ?? 0),
    skip: checkedSkip(where, spec.skip),
  };
}

/**
 * A multilayer perceptron as an ordinary tf.LayersModel, with its weights drawn.
 *
 * Each hidden layer is a dense layer and an activation layer of its own, so that the pre-activation z can be seen. Layers
 * are named `dense_1`, `sigmoid_1`, …, `logits`, with `norm_1`, `dropout_1` and `skip_1` where there are such.
 *
 * @param spec what to build; see {@link MlpSpec}
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example const model = mlp({ inputs: 100, hidden: [128, 128, 128], outputs: 10, activation: 'sigmoid', seed: 1 });
 */
export function mlp(spec: MlpSpec): tf.LayersModel {
  const where = 'mlp';
  const full = checkedMlp(where, spec);
  const { inputs, hidden } = full;

  const groups = skipGroups(where, 'hidden', [inputs, ...hidden], full.skip).map((group) => {
    const layers = hidden
      .slice(group.from, group.to)
      .map((units, i) => hiddenLayer(full, group.from + i + 1, units));
    return group.skip ? addSkip(`skip_${group.to}`, sequential(...layers)) : sequential(...layers);
  });
  return buildModel(
    [inputs],
    sequential(...groups, dense('logits', full.outputs, full.bias)),
    full.initializer,
    {
      seed: full.seed,
    },
  );
}

function hiddenLayer(spec: CheckedMlp, depth: number, units: number): LayerFunction {
  const norm = normalize(spec.normalization, `norm_${depth}`);
  const phi = activate(spec.activation, `${spec.activation}_${depth}`);
  return sequential(
    dense(`dense_${depth}`, units, spec.bias),
    ...(spec.normalizationPosition === 'before' ? [norm, phi] : [phi, norm]),
    dropout(spec.dropout, spec.seed, `dropout_${depth}`),
  );
}
