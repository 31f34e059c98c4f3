// drawWeights: weights of a shape, without a model around them.
import { tf } from '../backend';
import { integers, invalidArgument } from '../errors';
import { checkOptions, option } from '../option-schema';
import { randomStream } from '../random';
import { drawKernel, resolveInitializer, type InitializerSpec } from './resolve';

const SCHEMA = { seed: option.seed() };

/**
 * Draws the weights of one layer, as the functions of torch.nn.init do.
 *
 * @param initializer the initialiser, as a name, or a name with options
 * @param shape the shape of the weights: [inputs, outputs] of a dense layer; each number is at least 1
 * @param options the seed, a whole number from 0; default 0
 * @returns the weights, which are the caller's to dispose of
 * @throws {TypeError} when the initialiser is not known, `shape` is no array of numbers, or an option is unknown
 * @throws {RangeError} when a number is out of its range
 * @example
 * const W = drawWeights('orthogonal', [8, 8], { seed: 1 });
 * W.norm().dataSync()[0]; // 2.83, the root of 8
 */
export function drawWeights(
  initializer: InitializerSpec,
  shape: readonly number[],
  options: { readonly seed?: number } = {},
): tf.Tensor {
  const where = 'drawWeights';
  const resolved = resolveInitializer(where, initializer);
  const sizes = integers(where, 'shape', shape, 1);
  if (sizes.length < 2) throw invalidArgument(where, 'shape', 'at least two sizes, such as [8, 8]', shape);
  const { seed } = checkOptions(where, 'options', options, SCHEMA);
  return tf.tensor(drawKernel(resolved, sizes, randomStream(seed, 'weights', ...sizes)), sizes);
}
