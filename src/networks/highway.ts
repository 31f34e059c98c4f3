// Highway networks.
import { tf } from '../backend';
import { first } from '../arrays';
import { checkOptions, option, type Schema } from '../option-schema';
import { activate, buildModel, dense, sequential, type LayerFunction } from './blocks';
import { COMMON_SCHEMA, type CommonSpec } from './common';
import { Carry } from './layers';

/**
 * A highway network, as plain data.
 *
 * @example
 * const spec: HighwaySpec = { inputs: 64, width: 50, layers: 20, outputs: 10, gateBias: -3 };
 * highway(spec).outputs[0].shape; // [null, 10]
 */
export interface HighwaySpec extends CommonSpec {
  /** The number of inputs of an example, at least 1. */
  readonly inputs: number;
  /** The width of every layer but the last, at least 1. */
  readonly width: number;
  /** The number of highway layers between the first dense layer and the logits, at least 1. */
  readonly layers: number;
  /** The initial biases of the gates: the lower, the more of its input a layer carries; any finite number. Default -2. */
  readonly gateBias?: number;
}

const SCHEMA = {
  inputs: option.count(),
  width: option.count(),
  layers: option.count(),
  gateBias: option.finite({ default: -2 }),
  ...COMMON_SCHEMA,
} satisfies Schema<HighwaySpec>;

/**
 * Builds a highway network as an ordinary tf.LayersModel, from [batch, inputs] to logits [batch, outputs]. Each highway layer gives
 * y = t · h + (1 - t) · x (Srivastava, Greff and Schmidhuber 2015, eq. 3), where h is the output of a plain layer, and t =
 * sigmoid(W x + b) the transform gate. Layers are named `dense_2`, `tanh_2`, `gate_2`, `sigmoid_2_gate`, `carry_2`; `dense_1`
 * brings the input to the width.
 *
 * @param spec the network; see {@link HighwaySpec}
 * @returns the model, not compiled, with its weights drawn; the caller disposes of it
 * @throws {TypeError} when an option is missing, unknown or of a wrong type, or a name is not one of its list
 * @throws {RangeError} when a number is out of its range
 * @example
 * const model = highway({ inputs: 64, width: 50, layers: 20, outputs: 10, activation: 'tanh', gateBias: -2 });
 * model.outputs[0].shape; // [null, 10]
 */
export function highway(spec: HighwaySpec): tf.LayersModel {
  const checked = checkOptions('highway', 'spec', spec, SCHEMA);
  const { inputs, width, layers, gateBias, outputs, activation, initializer, seed } = checked;
  const plain = (depth: number): LayerFunction =>
    sequential(dense(`dense_${depth}`, width, true), activate(activation, `${activation}_${depth}`));
  const gated = (depth: number): LayerFunction => {
    const gate = sequential(
      dense(`gate_${depth}`, width, true),
      activate('sigmoid', `sigmoid_${depth}_gate`),
    );
    const carry = new Carry({ name: `carry_${depth}` });
    return (x) => carry.apply([x, plain(depth)(x), gate(x)]) as tf.SymbolicTensor;
  };
  const depths = Array.from({ length: layers }, (_, i) => i + 2);
  const network = sequential(plain(1), ...depths.map(gated), dense('logits', outputs, true));
  const model = buildModel([inputs], network, initializer, { seed });
  tf.tidy(() => {
    for (const depth of depths) {
      const gate = model.getLayer(`gate_${depth}`);
      gate.setWeights([first(gate.getWeights()), tf.fill([width], gateBias)]);
    }
  });
  return model;
}
