import { tf } from '../backend';
import { finite, integer, checkKeys, oneOf, type NameOf } from '../errors';
import { resolveInitializer, type InitializerSpec } from '../initializers';
import { sequential, dense, buildModel, applyLayer, type LayerFunction } from './blocks';
import { checkedCommon, COMMON_KEYS, type CommonSpec } from './common';

/** A recurrent network that reads a sequence and answers at its end, as plain data. */
export interface RecurrentSpec extends Omit<CommonSpec, 'normalization' | 'bias' | 'activation'> {
  /** How many numbers there are at each step. */
  readonly inputs: number;
  /** How many steps a sequence has; left out, any number of them. */
  readonly steps?: number;
  /** How many units each layer has. */
  readonly units: number;
  /** How many layers stand on one another. Default 1. */
  readonly layers?: number;
  /** 'simple' (Elman 1990), 'lstm' (Hochreiter and Schmidhuber 1997), 'gru' (Cho et al. 2014). Default 'simple'. */
  readonly cell?: NameOf<(typeof cells)[number]>;
  /** Of the simple cell's state. Default 'tanh'. */
  readonly activation?: NameOf<(typeof stateActivations)[number]>;
  /** How the recurrent matrix is drawn; each gate's is a matrix of its own. Default: as the others. */
  readonly recurrentInitializer?: InitializerSpec;
  /** What the biases of an LSTM's forget gate start from (Gers et al. 2000; Jozefowicz et al. 2015). Default 1. */
  readonly forgetBias?: number;
}

const cells = ['simple', 'lstm', 'gru'] as const;
const stateActivations = ['tanh', 'relu', 'sigmoid', 'linear'] as const;
const own = ['inputs', 'steps', 'units', 'layers', 'cell', 'recurrentInitializer', 'forgetBias'];
const KEYS = [...own, ...COMMON_KEYS.filter((key) => key !== 'normalization' && key !== 'bias')];

/**
 * A recurrent network as an ordinary tf.LayersModel: layers `simple_1`, `simple_2`, … (or `lstm_1`, `gru_1`), then `logits` on
 * the last state. `x` is [batch, steps, inputs].
 *
 * @param spec what to build; see {@link RecurrentSpec}
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example recurrent({ inputs: 2, units: 64, outputs: 1, cell: 'lstm', forgetBias: 1, recurrentInitializer: 'orthogonal' });
 */
export function recurrent(spec: RecurrentSpec): tf.LayersModel {
  const where = 'recurrent';
  checkKeys(where, 'spec', spec, KEYS);
  const inputs = integer(where, 'inputs', spec.inputs, 1);
  const units = integer(where, 'units', spec.units, 1);
  const layers = integer(where, 'layers', spec.layers ?? 1, 1);
  const steps = spec.steps === undefined ? null : integer(where, 'steps', spec.steps, 1);
  const cell = oneOf(where, 'cell', spec.cell ?? 'simple', cells);
  const activation = oneOf(where, 'activation', spec.activation ?? 'tanh', stateActivations);
  if (cell !== 'simple' && activation !== 'tanh') {
    throw new TypeError(`recurrent: activation is for the simple cell; a cell of kind '${cell}' has its own`);
  }
  const { forgetBias = 1 } = spec;
  finite(where, 'forgetBias', forgetBias);
  const { outputs, initializer, seed } = checkedCommon(where, { ...spec, activation });
  const recurrentInitializer = spec.recurrentInitializer ?? initializer;
  resolveInitializer(where, recurrentInitializer);

  const layer = (i: number): LayerFunction => {
    const args = { name: `${cell}_${i}`, units, returnSequences: i < layers, ...unset };
    if (cell === 'simple') return applyLayer(tf.layers.simpleRNN({ ...args, activation }));
    // tfjs's default for the gates is a hard sigmoid.
    const gated = { ...args, recurrentActivation: 'sigmoid' as const };
    return applyLayer(cell === 'lstm' ? tf.layers.lstm(gated) : tf.layers.gru(gated));
  };
  const numbered = Array.from({ length: layers }, (_, i) => layer(i + 1));
  const model = buildModel(
    [steps, inputs],
    sequential(...numbered, dense('logits', outputs, true)),
    initializer,
    {
      seed,
      recurrent: recurrentInitializer,
    },
  );
  if (cell === 'lstm')
    numbered.forEach((_, i) => {
      startForgetting(model.getLayer(`lstm_${i + 1}`), units, forgetBias);
    });
  return model;
}

// The weights are drawn by `initialize`; zeros keep tfjs from drawing its own.
const unset = {
  kernelInitializer: 'zeros',
  recurrentInitializer: 'zeros',
  biasInitializer: 'zeros',
} as const;

/** Fills the forget gate's part of an LSTM's biases: the second of four. */
function startForgetting(layer: tf.layers.Layer, units: number, value: number): void {
  tf.tidy(() => {
    const [kernel, recurrentKernel, bias] = layer.getWeights();
    const [input, , cell, output] = tf.split(bias, 4);
    layer.setWeights([kernel, recurrentKernel, tf.concat([input, tf.fill([units], value), cell, output])]);
  });
}
