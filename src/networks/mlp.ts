// Multilayer perceptrons.
import type { tf } from '../backend';
import type { NameOf } from '../errors';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import { activate, buildModel, dense, dropout, normalize, sequential, withSkips } from './blocks';
import type { LayerFunction } from './blocks';
import { checkSkip, NORMALIZED_SCHEMA, type NormalizedSpec } from './common';

const POSITIONS = ['before', 'after'] as const;

/**
 * A multilayer perceptron, as plain data.
 *
 * @example
 * const spec: MlpSpec = { inputs: 4, hidden: [16, 16], outputs: 3, activation: 'tanh', skip: true };
 * mlp(spec).outputs[0].shape; // [null, 3]
 */
export interface MlpSpec extends NormalizedSpec {
  /** The number of inputs of an example, at least 1. */
  readonly inputs: number;
  /** The width of each hidden layer, at least 1, from the input on; empty for a linear model. */
  readonly hidden: readonly number[];
  /** Whether the normalisation comes before the activation or after it. Default 'before'. */
  readonly normalizationPosition?: NameOf<(typeof POSITIONS)[number]>;
  /**
   * A skip connection around every hidden layer (true), or around every k of them (k, at least 1). The first hidden layer has
   * none where it is not as wide as the input. Default false.
   */
  readonly skip?: boolean | number;
  /** The fraction of units that each hidden layer drops in training, at least 0 and below 1. Default 0. */
  readonly dropout?: number;
}

const SCHEMA = {
  inputs: option.count(),
  hidden: option.integers({ min: 1, required: true }),
  normalizationPosition: option.oneOf(POSITIONS, { default: 'before' }),
  skip: option.custom(checkSkip, { default: 0 }),
  dropout: option.fraction({ default: 0 }),
  ...NORMALIZED_SCHEMA,
} satisfies Schema<MlpSpec>;

/** A checked spec with its defaults; `skip` is the number of layers that a skip spans, 0 for none. */
export type CheckedMlp = Checked<typeof SCHEMA>;

/** @throws {TypeError | RangeError} that names the option that is not right */
export const checkedMlp = (where: string, spec: MlpSpec): CheckedMlp =>
  checkOptions(where, 'spec', spec, SCHEMA);

/**
 * Builds a multilayer perceptron as an ordinary tf.LayersModel, from [batch, inputs] to logits [batch, outputs], with its weights
 * drawn.
 *
 * Each hidden layer is a dense layer and an activation layer of its own, so that the pre-activation z can be observed. Layers
 * are named `dense_1`, `sigmoid_1`, …, `logits`, with `norm_1`, `dropout_1` and `skip_1` where there are such.
 *
 * @param spec the network; see {@link MlpSpec}
 * @returns the model, not compiled, with its weights drawn; the caller disposes of it
 * @throws {TypeError} when an option is missing, unknown or of a wrong type, or a name is not one of its list
 * @throws {RangeError} when a number is out of its range, or a skip would add layers of different widths
 * @example
 * const model = mlp({ inputs: 100, hidden: [128, 128, 128], outputs: 10, activation: 'sigmoid', seed: 1 });
 * model.countParams(); // 47242
 */
export function mlp(spec: MlpSpec): tf.LayersModel {
  const checked = checkedMlp('mlp', spec);
  const { inputs, hidden, outputs, bias, initializer, seed, skip } = checked;
  const layers = withSkips('mlp', 'hidden', [inputs, ...hidden], skip, (width, depth) =>
    hiddenLayer(checked, width, depth),
  );
  return buildModel([inputs], sequential(layers, dense('logits', outputs, bias)), initializer, { seed });
}

function hiddenLayer(spec: CheckedMlp, width: number, depth: number): LayerFunction {
  const norm = normalize(spec.normalization, `norm_${depth}`);
  const phi = activate(spec.activation, `${spec.activation}_${depth}`);
  return sequential(
    dense(`dense_${depth}`, width, spec.bias),
    ...(spec.normalizationPosition === 'before' ? [norm, phi] : [phi, norm]),
    dropout(spec.dropout, spec.seed, `dropout_${depth}`),
  );
}
