// Draws the weights of a whole model.
import { isLayersModel, tf } from '../backend';
import { integer, knownKeys, wrong } from '../errors';
import { stream } from '../random';
import {
  drawBias,
  drawKernel,
  resolveInitializer,
  type InitializerSpec,
  type ResolvedInitializer,
} from './resolve';

/** What a weight is for, by the name that tfjs gave it. */
const isKernel = (name: string): boolean => /kernel(_\d+)?$/.test(name);
const isBias = (name: string): boolean => /bias(_\d+)?$/.test(name);

/**
 * Draws every kernel and bias of a model anew: what `model.apply(init)` is in PyTorch. Other weights, such as batch norm's,
 * stay as they are.
 *
 * Each weight has a stream of its own, by its layer's name: a layer added to a model does not change the others.
 *
 * @param model any tf.LayersModel
 * @param initializer a name, or a name with options
 * @param options the seed; default 0
 * @throws {TypeError | RangeError} when the model is none, or the initialiser or seed is not right
 * @example initialize(model, { name: 'orthogonal', gain: 1 }, { seed: 1 });
 */
export function initialize(
  model: tf.LayersModel,
  initializer: InitializerSpec,
  options: { seed?: number } = {},
): void {
  if (!isLayersModel(model)) throw wrong('initialize', 'model', 'a tf.LayersModel', model);
  knownKeys('initialize', 'options', options, ['seed']);
  const seed = integer('initialize', 'seed', options.seed ?? 0, 0);
  const resolved = resolveInitializer('initialize', initializer);
  for (const layer of model.layers) initializeLayer(layer, resolved, seed);
}

function initializeLayer(layer: tf.layers.Layer, resolved: ResolvedInitializer, seed: number): void {
  const kernel = layer.weights.find((weight) => isKernel(weight.originalName));
  if (kernel === undefined) return;
  tf.tidy(() => {
    const current = layer.getWeights();
    const values = layer.weights.map(({ originalName, shape }, i) => {
      const [dims, random] = [shape as number[], stream(seed, layer.name, kind(originalName))];
      if (isKernel(originalName)) return tf.tensor(drawKernel(resolved, dims, random), dims);
      if (!isBias(originalName)) return current[i];
      return tf.tensor(drawBias(resolved, kernel.shape as number[], dims[0], random), dims);
    });
    layer.setWeights(values);
  });
}

/** 'dense_1/recurrent_kernel' → 'recurrent_kernel'. */
const kind = (originalName: string): string => originalName.slice(originalName.lastIndexOf('/') + 1);
