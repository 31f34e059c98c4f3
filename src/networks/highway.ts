import { tf } from '../backend';
import { finite, integer, checkKeys } from '../errors';
import { activate, sequential, dense, buildModel, type LayerFunction } from './blocks';
import { checkedCommon, COMMON_KEYS, type CommonSpec } from './common';
import { Carry } from './layers';

/** A highway network, as plain data. */
export interface HighwaySpec extends Omit<CommonSpec, 'normalization' | 'bias'> {
  readonly inputs: number;
  /** Of every layer but the last. */
  readonly width: number;
  /** How many highway layers there are between the first dense layer and the logits. */
  readonly layers: number;
  /** What the biases of the gates start from: the lower, the more is carried past. Default -2. */
  readonly gateBias?: number;
}

const KEYS = [
  'inputs',
  'width',
  'layers',
  'gateBias',
  ...COMMON_KEYS.filter((k) => k !== 'normalization' && k !== 'bias'),
];

/**
 * A highway network as an ordinary tf.LayersModel: y = t · h + (1 - t) · x in each layer, where h is what a plain layer makes
 * of x, and the gate t = sigmoid(W x + b) says how much of it is taken (Srivastava, Greff and Schmidhuber 2015, eq. 3). Layers
 * are named `dense_2`, `tanh_2`, `gate_2`, `sigmoid_2`, `carry_2`; `dense_1` brings the input to the width.
 *
 * @param spec what to build; see {@link HighwaySpec}
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example highway({ inputs: 64, width: 50, layers: 20, outputs: 10, activation: 'tanh', gateBias: -2 });
 */
export function highway(spec: HighwaySpec): tf.LayersModel {
  const where = 'highway';
  checkKeys(where, 'spec', spec, KEYS);
  const inputs = integer(where, 'inputs', spec.inputs, 1);
  const width = integer(where, 'width', spec.width, 1);
  const layers = integer(where, 'layers', spec.layers, 1);
  const { gateBias = -2 } = spec;
  finite(where, 'gateBias', gateBias);
  const { outputs, activation, initializer, seed } = checkedCommon(where, spec);

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
  const numbered = Array.from({ length: layers }, (_, i) => gated(i + 2));
  const model = buildModel(
    [inputs],
    sequential(plain(1), ...numbered, dense('logits', outputs, true)),
    initializer,
    {
      seed,
    },
  );
  tf.tidy(() => {
    for (let depth = 2; depth <= layers + 1; depth++) {
      const gate = model.getLayer(`gate_${depth}`);
      gate.setWeights([gate.getWeights()[0], tf.fill([width], gateBias)]);
    }
  });
  return model;
}
