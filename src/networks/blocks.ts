// The parts that builders make networks of: functions from one symbolic value to the next, whose layers have names.
import { activations, type ActivationName } from '../activations';
import { tf } from '../backend';
import { initialize, type InitializeOptions, type InitializerSpec } from '../initializers';
import { RmsNormalization, SeededDropout } from './layers';

export const NORMALIZATIONS = ['none', 'batch', 'layer', 'rms'] as const;

/** A normalisation: 'batch' (Ioffe and Szegedy 2015), 'layer' (Ba, Kiros and Hinton 2016), 'rms' (Zhang and Sennrich 2019). */
export type Normalization = (typeof NORMALIZATIONS)[number];

// PyTorch's defaults. Its momentum of 0.1 is the share of the new value; tfjs's is that of the old one.
const EPSILON = 1e-5;
const MOMENTUM = 0.9;

/** A function from one symbolic value to the next, as a layer or several are. */
export type LayerFunction = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

export const applyLayer =
  (layer: tf.layers.Layer): LayerFunction =>
  (x) =>
    layer.apply(x) as tf.SymbolicTensor;

/** Functions one after another. */
export const sequential =
  (...functions: LayerFunction[]): LayerFunction =>
  (x) =>
    functions.reduce((value, apply) => apply(value), x);

export const identity: LayerFunction = (x) => x;

// `initialize` draws the weights once the model is whole; zeros keep tfjs from drawing its own.
const ZEROS = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;

export const dense = (name: string, units: number, useBias: boolean): LayerFunction =>
  applyLayer(tf.layers.dense({ name, units, useBias, ...ZEROS }));

export const conv2d = (name: string, filters: number, kernelSize: number, useBias: boolean): LayerFunction =>
  applyLayer(tf.layers.conv2d({ name, filters, kernelSize, padding: 'same', useBias, ...ZEROS }));

export const activate = (activation: ActivationName, name: string): LayerFunction =>
  applyLayer(activations[activation].layer(name));

export function normalize(normalization: Normalization, name: string): LayerFunction {
  switch (normalization) {
    case 'none':
      return identity;
    case 'batch':
      return applyLayer(tf.layers.batchNormalization({ name, epsilon: EPSILON, momentum: MOMENTUM }));
    case 'layer':
      return applyLayer(tf.layers.layerNormalization({ name, epsilon: EPSILON }));
    case 'rms':
      return applyLayer(new RmsNormalization({ name, epsilon: EPSILON }));
  }
}

export const dropout = (rate: number, seed: number, name: string): LayerFunction =>
  rate === 0 ? identity : applyLayer(new SeededDropout({ name, rate, seed }));

/** x + branch(x). */
export const addSkip =
  (name: string, branch: LayerFunction): LayerFunction =>
  (x) =>
    tf.layers.add({ name }).apply([x, branch(x)]) as tf.SymbolicTensor;

/**
 * Layers one after another, with a skip connection around every group of `every`. The first layer has none where it changes the
 * width.
 *
 * @param name the option that the widths come from, for errors
 * @param widths the width of the input, then of each layer's output
 * @param every the number of layers in a group; 0 for no skips
 * @param layer the layer of a depth, from 1
 * @throws {RangeError} when a group's output is not as wide as its input
 */
export function withSkips(
  where: string,
  name: string,
  widths: readonly number[],
  every: number,
  layer: (width: number, depth: number) => LayerFunction,
): LayerFunction {
  const layers = widths.slice(1).map((width, i) => layer(width, i + 1));
  if (every === 0) return sequential(...layers);
  const start = widths[0] === widths[1] ? 0 : 1;
  const groups = layers.slice(0, start);
  for (let from = start; from < layers.length; from += every) {
    const to = Math.min(from + every, layers.length);
    if (widths[from] !== widths[to]) {
      throw new RangeError(
        `${where}: skip adds a layer's input to its output, which must be as wide; ${name} goes from ${widths[from]} to ${widths[to]}`,
      );
    }
    groups.push(addSkip(`skip_${to}`, sequential(...layers.slice(from, to))));
  }
  return sequential(...groups);
}

/**
 * The model from an input of a shape to the output of a function, with its weights drawn. It is disposed of where the
 * initialiser can't serve its layers.
 */
export function buildModel(
  shape: (number | null)[],
  network: LayerFunction,
  initializer: InitializerSpec,
  options: InitializeOptions,
): tf.LayersModel {
  const input = tf.input({ shape, name: 'input' });
  const model = tf.model({ inputs: input, outputs: network(input) });
  try {
    initialize(model, initializer, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
