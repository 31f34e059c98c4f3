// Batches of noise with random labels.
import { tf } from '../backend';
import { checkOptions, option, type Schema } from '../option-schema';
import { randomStream } from '../random';
import type { Dataset, SeededOptions } from './dataset';

/** The options of {@link randomBatch}. */
export interface RandomBatchOptions extends SeededOptions {
  /** The number of examples, at least 1. */
  readonly size: number;
  /** The number of inputs of an example, at least 1. */
  readonly inputs: number;
  /** The number of classes that the labels are drawn from, at least 1. */
  readonly classes: number;
}

const SCHEMA = {
  size: option.count(),
  inputs: option.count(),
  classes: option.count(),
  seed: option.seed(),
} satisfies Schema<RandomBatchOptions>;

/**
 * Draws a batch of standard-normal inputs with uniform labels. There is nothing to learn in it: it serves to observe networks at
 * initialisation.
 *
 * @param options the numbers of examples, inputs and classes, and the seed
 * @returns `x` [size, inputs], and `y` [size], class indices; the tensors are the caller's to dispose of
 * @throws {TypeError} when a count is missing, or an option is unknown or not a number
 * @throws {RangeError} when a count is not a whole number of at least 1, or `seed` of at least 0
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 100, classes: 10, seed: 1 });
 * [x.shape, y.shape]; // [[32, 100], [32]]
 */
export function randomBatch(options: RandomBatchOptions): Dataset<tf.Tensor2D, tf.Tensor1D> {
  const { size, inputs, classes, seed } = checkOptions('randomBatch', 'options', options, SCHEMA);
  const [inputStream, labelStream] = [randomStream(seed, 'inputs'), randomStream(seed, 'labels')];
  const x = Float32Array.from({ length: size * inputs }, () => inputStream.normal());
  const y = Int32Array.from({ length: size }, () => labelStream.uniformInteger(classes));
  return { x: tf.tensor2d(x, [size, inputs]), y: tf.tensor1d(y, 'int32') };
}
