import { tf } from '../backend';
import { integer, knownKeys } from '../errors';
import { stream } from '../random';

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

/** Inputs and class labels. Both tensors are the caller's: `tf.dispose(batch)` frees them. */
// An interface would have no index signature, and tf.dispose would not take it.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Batch = {
  /** [size, inputs], float32. */
  readonly x: tf.Tensor2D;
  /** [size], int32 class indices. */
  readonly y: tf.Tensor1D;
};

/**
 * A batch of standard-normal inputs with labels drawn uniformly: nothing to learn in it, which is what is wanted where
 * the network at initialisation is looked at.
 *
 * @throws {TypeError | RangeError} when a count is not a whole number of at least 1
 * @example const { x, y } = randomBatch({ size: 32, inputs: 100, classes: 10, seed: 1 });
 */
export function randomBatch(options: RandomBatchOptions): Batch {
  const where = 'randomBatch';
  knownKeys(where, 'options', options, ['size', 'inputs', 'classes', 'seed']);
  const size = integer(where, 'size', options.size, 1);
  const inputs = integer(where, 'inputs', options.inputs, 1);
  const classes = integer(where, 'classes', options.classes, 1);
  const seed = integer(where, 'seed', options.seed ?? 0, 0);
  const [forInputs, forLabels] = [stream(seed, 'inputs'), stream(seed, 'labels')];
  const x = Float32Array.from({ length: size * inputs }, () => forInputs.normal());
  const y = Int32Array.from({ length: size }, () => forLabels.below(classes));
  return { x: tf.tensor2d(x, [size, inputs]), y: tf.tensor1d(y, 'int32') };
}
