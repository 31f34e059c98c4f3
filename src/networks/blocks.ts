// What the builders have in common: a value on its way through layers, each with its name.
import { activations, type ActivationName } from '../activations';
import { tf } from '../backend';
import { initialize, type InitializeOptions, type InitializerSpec } from '../initializers';
import { RmsNormalization, SeededDropout } from './layers';

export const NORMALIZATIONS = ['none', 'batch', 'layer', 'rms'] as const;
export type Normalization = (typeof NORMALIZATIONS)[number];

// PyTorch's defaults. (Its momentum of 0.1 is how much of the new goes in: 0.9 of the old stays.)
const EPSILON = 1e-5;
const MOMENTUM = 0.9;

/** From one symbolic value to the next. */
export type LayerFunction = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

export const applyLayer =
  (layer: tf.layers.Layer): LayerFunction =>
  (x) =>
    layer.apply(x) as tf.SymbolicTensor;

/** One step after another. */
export const sequential =
  (...steps: LayerFunction[]): LayerFunction =>
  (x) =>
    steps.reduce((value, step) => step(value), x);

export const identity: LayerFunction = (x) => x;

// The weights are drawn by `initialize` once the model is whole; zeros keep tfjs from drawing its own.
const unset = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;

export const dense = (name: string, units: number, useBias: boolean): LayerFunction =>
  applyLayer(tf.layers.dense({ name, units, useBias, ...unset }));

export const conv2d = (name: string, filters: number, kernelSize: number, useBias: boolean): LayerFunction =>
  applyLayer(tf.layers.conv2d({ name, filters, kernelSize, padding: 'same', useBias, ...unset }));

export const activate = (activation: ActivationName, name: string): LayerFunction =>
  applyLayer(activations[activation].layer(name));

export function normalize(kind: Normalization, name: string): LayerFunction {
  switch (kind) {
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

/** Layers that a skip connection spans together, or the ones that none spans. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly skip: boolean;
}

/**
 * Parts layers into groups of `every`, each with a skip around it; the first layer is left out where it changes the width.
 *
 * @param widths of the input, then of each layer's output
 * @param every 0 for no skips
 */
export function skipGroups(where: string, name: string, widths: readonly number[], every: number): Group[] {
  const count = widths.length - 1;
  if (every === 0) return [{ from: 0, to: count, skip: false }];
  const stem = widths[0] === widths[1] ? 0 : 1;
  const groups: Group[] = stem === 1 && count > 0 ? [{ from: 0, to: 1, skip: false }] : [];
  for (let from = stem; from < count; from += every) {
    const to = Math.min(from + every, count);
    if (widths[from] !== widths[to]) {
      throw new RangeError(
        `${where}: skip adds a layer's input to its output, which must be as wide; ${name} goes from ${widths[from]} to ${widths[to]}`,
      );
    }
    groups.push({ from, to, skip: true });
  }
  return groups;
}

/**
 * The model from an input of the given shape to where the steps lead, with its weights drawn. Nothing of it is left where the
 * initialiser can't serve its layers.
 */
export function buildModel(
  shape: (number | null)[],
  steps: LayerFunction,
  initializer: InitializerSpec,
  options: InitializeOptions,
): tf.LayersModel {
  const input = tf.input({ shape, name: 'input' });
  const model = tf.model({ inputs: input, outputs: steps(input) });
  try {
    initialize(model, initializer, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
