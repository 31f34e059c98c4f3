// Recurrent networks.
import { tf } from '../backend';
import { checkKeys, finite, integer, type NameOf } from '../errors';
import type { InitializerSpec } from '../initializers';
import { checkOptions, option, type Schema } from '../option-schema';
import { applyLayer, buildModel, dense, sequential, type LayerFunction } from './blocks';
import { randomStream } from '../random';
import { checkInitializer, COMMON_SCHEMA, type CommonSpec } from './common';

const CELLS = ['simple', 'lstm', 'gru'] as const;
const STATE_ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'linear'] as const;

/**
 * A recurrent network that reads a sequence and answers at its end, as plain data.
 *
 * @example
 * const spec: RecurrentSpec = { inputs: 2, units: 32, layers: 2, outputs: 1, cell: 'gru' };
 * recurrent(spec).outputs[0].shape; // [null, 1]
 */
export interface RecurrentSpec extends Omit<CommonSpec, 'activation'> {
  /** The number of inputs at each time step, at least 1. */
  readonly inputs: number;
  /** The number of time steps of a sequence, at least 1. Default: any number. */
  readonly steps?: number;
  /** The number of units of each layer, at least 1. */
  readonly units: number;
  /** The number of layers, at least 1. Default 1. */
  readonly layers?: number;
  /** The cell: 'simple' (Elman 1990), 'lstm' (Hochreiter and Schmidhuber 1997), 'gru' (Cho et al. 2014). Default 'simple'. */
  readonly cell?: NameOf<(typeof CELLS)[number]>;
  /** The activation of the simple cell's state. Default 'tanh'. */
  readonly activation?: NameOf<(typeof STATE_ACTIVATIONS)[number]>;
  /** The initialiser of the recurrent matrices, one for each gate. Default: `initializer`. */
  readonly recurrentInitializer?: InitializerSpec;
  /**
   * The initial biases of an LSTM's forget gate: any finite number (Gers et al. 2000; Jozefowicz et al. 2015), or
   * `{ chrono: T }` for memories of up to T time steps (Tallec and Ollivier 2018). Default 1.
   */
  readonly forgetBias?: number | ChronoBias;
}

/**
 * The chrono initialisation of an LSTM's gates (Tallec and Ollivier 2018, section 2): biases of the forget gate are ln(u), with u
 * uniform between 1 and T - 1 and drawn for each unit, and those of the input gate are their negatives. Each unit forgets within
 * a time of its own, up to T.
 */
export interface ChronoBias {
  /** The longest time T to remember, in time steps, at least 2. */
  readonly chrono: number;
}

const SCHEMA = {
  inputs: option.count(),
  steps: option.integer({ min: 1 }),
  units: option.count(),
  layers: option.integer({ min: 1, default: 1 }),
  cell: option.oneOf(CELLS, { default: 'simple' }),
  recurrentInitializer: option.custom(checkInitializer),
  forgetBias: option.custom<number | ChronoBias, { default: number }>(checkForgetBias, { default: 1 }),
  ...COMMON_SCHEMA,
  activation: option.oneOf(STATE_ACTIVATIONS, { default: 'tanh' }),
} satisfies Schema<RecurrentSpec>;

function checkForgetBias(where: string, name: string, value: unknown): number | ChronoBias {
  if (typeof value !== 'object' || value === null) return finite(where, name, value);
  checkKeys(where, name, value, ['chrono']);
  return { chrono: integer(where, `${name}.chrono`, (value as Partial<ChronoBias>).chrono, 2) };
}

/**
 * Builds a recurrent network as an ordinary tf.LayersModel, from [batch, steps, inputs] to logits [batch, outputs]: layers
 * `simple_1`, `simple_2`, … (or `lstm_1`, `gru_1`), then `logits` on the last state.
 *
 * @param spec the network; see {@link RecurrentSpec}
 * @returns the model, not compiled, with its weights drawn; the caller disposes of it
 * @throws {TypeError} when an option is missing, unknown or of a wrong type, or a name is not one of its list, and when a cell with
 * gates is given an `activation` other than 'tanh'
 * @throws {RangeError} when a number is out of its range
 * @example
 * const model = recurrent({ inputs: 2, units: 64, outputs: 1, cell: 'lstm', recurrentInitializer: 'orthogonal' });
 * const { x } = datasets.addingProblem({ size: 8, steps: 50 });
 * (model.predict(x) as tf.Tensor).shape; // [8, 1]
 */
export function recurrent(spec: RecurrentSpec): tf.LayersModel {
  const checked = checkOptions('recurrent', 'spec', spec, SCHEMA);
  const { inputs, steps = null, units, layers, cell, activation, forgetBias } = checked;
  const { outputs, initializer, recurrentInitializer = initializer, seed } = checked;
  if (cell !== 'simple' && activation !== 'tanh') {
    throw new TypeError(`recurrent: activation is for the simple cell; a cell of kind '${cell}' has its own`);
  }
  const layer = (i: number): LayerFunction => {
    const args = { name: `${cell}_${i}`, units, returnSequences: i < layers, ...ZEROS };
    if (cell === 'simple') return applyLayer(tf.layers.simpleRNN({ ...args, activation }));
    // tfjs's default for the gates is a hard sigmoid.
    const gated = { ...args, recurrentActivation: 'sigmoid' as const };
    return applyLayer(cell === 'lstm' ? tf.layers.lstm(gated) : tf.layers.gru(gated));
  };
  const numbers = Array.from({ length: layers }, (_, i) => i + 1);
  const network = sequential(...numbers.map(layer), dense('logits', outputs, true));
  const model = buildModel([steps, inputs], network, initializer, { seed, recurrent: recurrentInitializer });
  if (cell === 'lstm')
    for (const i of numbers)
      setGateBiases(model.getLayer(`lstm_${i}`), units, forgetBias, { seed, layer: i });
  return model;
}

// `initialize` draws the weights; zeros keep tfjs from drawing its own.
const ZEROS = {
  kernelInitializer: 'zeros',
  recurrentInitializer: 'zeros',
  biasInitializer: 'zeros',
} as const;

/** Sets the biases of an LSTM's forget gate, the second of four, and with chrono also those of its input gate, the first. */
function setGateBiases(
  layer: tf.layers.Layer,
  units: number,
  bias: number | ChronoBias,
  { seed, layer: number }: { seed: number; layer: number },
): void {
  const random = randomStream(seed, 'chrono', number);
  const forget = Array.from({ length: units }, () =>
    typeof bias === 'number' ? bias : Math.log(1 + random.uniform() * (bias.chrono - 2)),
  );
  tf.tidy(() => {
    const [kernel, recurrentKernel, biases] = layer.getWeights();
    const [drawn, , cell, output] = tf.split(biases!, 4);
    const open = tf.tensor1d(forget);
    const input = typeof bias === 'number' ? drawn! : open.neg();
    layer.setWeights([kernel!, recurrentKernel!, tf.concat([input, open, cell!, output!])]);
  });
}
