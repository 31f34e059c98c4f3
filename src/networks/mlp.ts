import { activationNames, activations, type ActivationName } from '../activations';
import { tf } from '../backend';
import { flag, integer, knownKeys, oneOf, wrong, type NameOf } from '../errors';
import { initialize, resolveInitializer, type InitializerSpec } from '../initializers';

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
  /** Whether the layers have biases. Default true. */
  readonly bias?: boolean;
  /** The same spec with the same seed gives the same weights. Default 0. */
  readonly seed?: number;
}

const KEYS = ['inputs', 'hidden', 'outputs', 'activation', 'initializer', 'bias', 'seed'];

type CheckedSpec = Required<Omit<MlpSpec, 'activation'>> & { activation: ActivationName };

/** The spec with every default filled in. */
function checked(spec: MlpSpec): CheckedSpec {
  const where = 'mlp';
  knownKeys(where, 'spec', spec, KEYS);
  const initializer = spec.initializer ?? 'pytorch';
  resolveInitializer(where, initializer);
  if (!Array.isArray(spec.hidden)) throw wrong(where, 'hidden', 'an array of layer widths', spec.hidden);
  return {
    inputs: integer(where, 'inputs', spec.inputs, 1),
    hidden: spec.hidden.map((width, i) => integer(where, `hidden[${i}]`, width, 1)),
    outputs: integer(where, 'outputs', spec.outputs, 1),
    activation: oneOf(where, 'activation', spec.activation ?? 'relu', activationNames),
    initializer,
    bias: flag(where, 'bias', spec.bias ?? true),
    seed: integer(where, 'seed', spec.seed ?? 0, 0),
  };
}

/**
 * A multilayer perceptron as an ordinary tf.LayersModel, with its weights drawn.
 *
 * Each hidden layer is a dense layer and an activation layer of its own, so that the pre-activation z can be seen. Layers
 * are named `dense_1`, `sigmoid_1`, …, `logits`.
 *
 * @param spec what to build; see {@link MlpSpec}
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example const model = mlp({ inputs: 100, hidden: [128, 128, 128], outputs: 10, activation: 'sigmoid', seed: 1 });
 */
export function mlp(spec: MlpSpec): tf.LayersModel {
  const { inputs, hidden, outputs, activation, initializer, bias, seed } = checked(spec);
  // The weights are set below; zeros keep tfjs from drawing its own.
  const dense = (name: string, units: number, fanIn: number): tf.layers.Layer =>
    tf.layers.dense({
      name,
      units,
      inputShape: [fanIn],
      useBias: bias,
      kernelInitializer: 'zeros',
      biasInitializer: 'zeros',
    });
  const widths = [inputs, ...hidden];
  const layers = hidden.flatMap((units, i) => [
    dense(`dense_${i + 1}`, units, widths[i]),
    activations[activation].layer(`${activation}_${i + 1}`),
  ]);
  const model = tf.sequential({ layers: [...layers, dense('logits', outputs, widths.at(-1)!)] });
  initialize(model, initializer, { seed });
  return model;
}
