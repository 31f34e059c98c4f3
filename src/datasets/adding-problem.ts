// The adding problem, a task with a long time lag.
import { tf } from '../backend';
import { checkOptions, option, type Schema } from '../option-schema';
import { randomStream } from '../random';
import type { Dataset, SeededOptions } from './dataset';

/** The options of {@link addingProblem}. */
export interface AddingProblemOptions extends SeededOptions {
  /** The number of sequences, at least 1. */
  readonly size: number;
  /** The number of time steps of a sequence, at least 2. */
  readonly steps: number;
}

const SCHEMA = {
  size: option.count(),
  steps: option.integer({ min: 2, required: true }),
  seed: option.seed(),
} satisfies Schema<AddingProblemOptions>;

/**
 * Draws sequences of the adding problem (Hochreiter and Schmidhuber 1997, section 5.4; in this form Le, Jaitly and Hinton 2015,
 * section 4.1): numbers from U(0, 1), two of which are marked, one in each half; the target is their sum. A network has to carry
 * the first of them over many time steps. The constant 1 has a mean squared error of 1/6.
 *
 * @param options the number of sequences, their length in steps, and the seed
 * @returns `x` [size, steps, 2] (number, mark), and `y` [size, 1]; the tensors are the caller's to dispose of
 * @throws {TypeError} when `size` or `steps` is missing, or an option is unknown or not a number
 * @throws {RangeError} when `size` is not a whole number of at least 1, `steps` of at least 2, or `seed` of at least 0
 * @example
 * const { x, y } = datasets.addingProblem({ size: 64, steps: 50, seed: 1 });
 * [x.shape, y.shape]; // [[64, 50, 2], [64, 1]]
 */
export function addingProblem(options: AddingProblemOptions): Dataset<tf.Tensor3D, tf.Tensor2D> {
  const { size, steps, seed } = checkOptions('addingProblem', 'options', options, SCHEMA);
  const random = randomStream(seed, 'adding problem');
  const half = Math.floor(steps / 2);
  const x = new Float32Array(size * steps * 2);
  const y = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    for (let t = 0; t < steps; t++) x[2 * (i * steps + t)] = random.uniform();
    for (const t of [random.uniformInteger(half), half + random.uniformInteger(steps - half)]) {
      x[2 * (i * steps + t) + 1] = 1;
      y[i]! += x[2 * (i * steps + t)]!;
    }
  }
  return { x: tf.tensor3d(x, [size, steps, 2]), y: tf.tensor2d(y, [size, 1]) };
}
