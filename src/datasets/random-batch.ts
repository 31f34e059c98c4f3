import { tf } from '../backend';
import { integer, checkKeys } from '../errors';
import { randomStream } from '../random';
import type { Dataset } from './dataset';

export interface RandomBatchOptions {
  /** How many examples. */
  readonly size: number;
  /** How many inputs each has. */
  readonly inputs: number;
  /** How many classes the labels are drawn from. */
  readonly classes: number;
  /** The same seed gives the same batch. Default 0. */
  readonly seed?: number;
}

/**
 * A batch of standard-normal inputs with labels drawn uniformly: nothing to learn in it, which is what is wanted where
 * the network at initialisation is looked at. `x` is [size, inputs], `y` is [size], class indices; the tensors are the caller's to
 * dispose of.
 *
 * @throws {TypeError | RangeError} when a count is not a whole number of at least 1
 * @example const { x, y } = randomBatch({ size: 32, inputs: 100, classes: 10, seed: 1 });
 */
export function randomBatch(options: RandomBatchOptions): Dataset<tf.Tensor2D, tf.Tensor1D> {
  const where = 'randomBatch';
  checkKeys(where, 'options', options, ['size', 'inputs', 'classes', 'seed']);
  const size = integer(where, 'size', options.size, 1);
  const inputs = integer(where, 'inputs', options.inputs, 1);
  const classes = integer(where, 'classes', options.classes, 1);
  const seed = integer(where, 'seed', options.seed ?? 0, 0);
  const [forInputs, forLabels] = [randomStream(seed, 'inputs'), randomStream(seed, 'labels')];
  const [x, y] = [new Float32Array(size * inputs), new Int32Array(size)];
  for (let i = 0; i < x.length; i++) x[i] = forInputs.normal();
  for (let i = 0; i < y.length; i++) y[i] = forLabels.uniformInteger(classes);
  return { x: tf.tensor2d(x, [size, inputs]), y: tf.tensor1d(y, 'int32') };
}
