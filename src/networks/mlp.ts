import { activationNames, type ActivationName } from '../activations';
import type { tf } from '../backend';
import { flag, fraction, integer, knownKeys, oneOf, wrong, type NameOf } from '../errors';
import { initialize, resolveInitializer, type InitializerSpec } from '../initializers';
import {
  activate,
  addTo,
  chain,
  dense,
  drop,
  modelOf,
  normalizations,
  normalize,
  same,
  type Normalization,
  type Step,
} from './blocks';

/** A multilayer perceptron, as plain data. */
export interface MlpSpec {
  /** How many inputs an example has. */
  readonly inputs: number;
  /** The width of each hidden layer, from the input on; empty for a linear model. */
  readonly hidden: readonly number[];
  /** How many outputs: the last layer gives logits, without an activation. */
  readonly outputs: number;
  /** After each hidden layer. Default 'relu'. */
  readonly activation?: NameOf<ActivationName>;
  /** How weights and biases are drawn. Default 'pytorch'. */
  readonly initializer?: InitializerSpec;
  /** In each hidden layer. Default 'none'. */
  readonly normalization?: NameOf<Normalization>;
  /** Whether the normalisation comes before the activation or after it. Default 'before'. */
  readonly normalizationPosition?: NameOf<(typeof positions)[number]>;
  /**
   * Adds its input to every hidden layer's output (true), or to every k-th's (k). The first hidden layer is left out where it
   * is not as wide as the input. Default false.
   */
  readonly skip?: boolean | number;
  /** The fraction of units that each hidden layer drops in training. Default 0. */
  readonly dropout?: number;
  /** Whether the layers have biases. Default true. */
  readonly bias?: boolean;
  /** The same spec with the same seed gives the same weights. Default 0. */
  readonly seed?: number;
}

const positions = ['before', 'after'] as const;

type CheckedSpec = Required<MlpSpec> & {
  activation: ActivationName;
  normalization: Normalization;
  normalizationPosition: (typeof positions)[number];
  /** 0 for no skips. */
  skip: number;
};

const KEYS = [
  'inputs',
  'hidden',
  'outputs',
  'activation',
  'initializer',
  'normalization',
  'normalizationPosition',
  'skip',
  'dropout',
  'bias',
  'seed',
];

/** The spec with every default filled in. */
function checked(spec: MlpSpec): CheckedSpec {
  const where = 'mlp';
  knownKeys(where, 'spec', spec, KEYS);
  const initializer = spec.initializer ?? 'pytorch';
  resolveInitializer(where, initializer);
  if (!Array.isArray(spec.hidden)) throw wrong(where, 'hidden', 'an array of layer widths', spec.hidden);
  const { skip = false } = spec;
  return {
    inputs: integer(where, 'inputs', spec.inputs, 1),
    hidden: spec.hidden.map((width, i) => integer(where, `hidden[${i}]`, width, 1)),
    outputs: integer(where, 'outputs', spec.outputs, 1),
    activation: oneOf(where, 'activation', spec.activation ?? 'relu', activationNames),
    initializer,
    normalization: oneOf(where, 'normalization', spec.normalization ?? 'none', normalizations),
    normalizationPosition: oneOf(
      where,
      'normalizationPosition',
      spec.normalizationPosition ?? 'before',
      positions,
    ),
    skip: typeof skip === 'boolean' ? Number(skip) : integer(where, 'skip', skip, 1),
    dropout: fraction(where, 'dropout', spec.dropout ?? 0),
    bias: flag(where, 'bias', spec.bias ?? true),
    seed: integer(where, 'seed', spec.seed ?? 0, 0),
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
  const full = checked(spec);
  const { inputs, hidden, outputs, initializer, bias, seed } = full;
  const groups = groupsOf(full).map(({ from, to, skip }) => {
    const layers = hidden.slice(from, to).map((units, i) => hiddenLayer(full, from + i + 1, units));
    return skip ? addTo(`skip_${to}`, chain(...layers)) : chain(...layers);
  });
  const model = modelOf([inputs], chain(...groups, dense('logits', outputs, bias)));
  initialize(model, initializer, { seed });
  return model;
}

function hiddenLayer(spec: CheckedSpec, depth: number, units: number): Step {
  const { activation, normalization, normalizationPosition, dropout, bias, seed } = spec;
  const norm = normalize(normalization, `norm_${depth}`);
  const phi = activate(activation, `${activation}_${depth}`);
  return chain(
    dense(`dense_${depth}`, units, bias),
    ...(normalizationPosition === 'before' ? [norm, phi] : [phi, norm]),
    dropout === 0 ? same : drop(dropout, seed, `dropout_${depth}`),
  );
}

interface Group {
  readonly from: number;
  readonly to: number;
  readonly skip: boolean;
}

/** The hidden layers that a skip connection spans together. */
function groupsOf({ inputs, hidden, skip }: CheckedSpec): Group[] {
  if (skip === 0) return [{ from: 0, to: hidden.length, skip: false }];
  const stem = hidden[0] === inputs ? 0 : 1;
  const groups: Group[] = stem === 1 ? [{ from: 0, to: 1, skip: false }] : [];
  for (let from = stem; from < hidden.length; from += skip) {
    const to = Math.min(from + skip, hidden.length);
    const [before, after] = [from === 0 ? inputs : hidden[from - 1], hidden[to - 1]];
    if (before !== after) {
      throw new RangeError(
        `mlp: skip adds a layer's input to its output, which must be as wide; hidden goes from ${before} to ${after}`,
      );
    }
    groups.push({ from, to, skip: true });
  }
  return groups;
}
