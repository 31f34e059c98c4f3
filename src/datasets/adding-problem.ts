import { tf } from '../backend';
import { integer, checkKeys } from '../errors';
import { randomStream } from '../random';
import type { Dataset } from './dataset';

export interface AddingProblemOptions {
  /** How many sequences. */
  readonly size: number;
  /** How long each is. */
  readonly steps: number;
  /** The same seed gives the same sequences. Default 0. */
  readonly seed?: number;
}

/**
 * The adding problem: a sequence of numbers from U(0, 1), two of which are marked, one in each half; the target is their sum.
 * To solve it, a network has to carry the first of them over many steps. Whoever always says 1 has a mean squared error of
 * 1/6.
 *
 * `x` is [size, steps, 2] (number, mark), `y` is [size, 1].
 *
 * @throws {TypeError | RangeError} when an option is not right
 * @see Hochreiter and Schmidhuber 1997, section 5.4; in this form, Le, Jaitly and Hinton 2015, section 4.1
 * @example const { x, y } = addingProblem({ size: 64, steps: 50, seed: 1 });
 */
export function addingProblem(options: AddingProblemOptions): Dataset<tf.Tensor3D, tf.Tensor2D> {
  const where = 'addingProblem';
  checkKeys(where, 'options', options, ['size', 'steps', 'seed']);
  const size = integer(where, 'size', options.size, 1);
  const steps = integer(where, 'steps', options.steps, 2);
  const random = randomStream(integer(where, 'seed', options.seed ?? 0, 0), 'adding problem');
  const half = Math.floor(steps / 2);
  const x = new Float32Array(size * steps * 2);
  const y = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    for (let t = 0; t < steps; t++) x[2 * (i * steps + t)] = random.uniform();
    for (const t of [random.uniformInteger(half), half + random.uniformInteger(steps - half)]) {
      x[2 * (i * steps + t) + 1] = 1;
      y[i] += x[2 * (i * steps + t)];
    }
  }
  return { x: tf.tensor3d(x, [size, steps, 2]), y: tf.tensor2d(y, [size, 1]) };
}
