import { tf } from '../backend';
import { integer, checkKeys, nonNegative } from '../errors';
import { randomStream } from '../random';
import type { Dataset } from './dataset';

export interface SpiralsOptions {
  /** How many points, over both arms. */
  readonly size: number;
  /** How often an arm winds around the middle. Default 1.5. */
  readonly turns?: number;
  /** The standard deviation of a point's distance from its arm; the outermost point is at radius 1. Default 0.02. */
  readonly noise?: number;
  /** The same seed gives the same points. Default 0. */
  readonly seed?: number;
}

/**
 * Two spirals that wind around each other, one a class: the problem of Lang and Witbrock 1988, which no shallow network finds
 * easy. `x` is [size, 2], `y` is [size], the arm (0 or 1); the arms take turns.
 *
 * @throws {TypeError | RangeError} when an option is not right
 * @example const { x, y } = spirals({ size: 400, noise: 0.03, seed: 1 });
 */
export function spirals(options: SpiralsOptions): Dataset<tf.Tensor2D, tf.Tensor1D> {
  const where = 'spirals';
  checkKeys(where, 'options', options, ['size', 'turns', 'noise', 'seed']);
  const size = integer(where, 'size', options.size, 2);
  const turns = nonNegative(where, 'turns', options.turns ?? 1.5);
  const noise = nonNegative(where, 'noise', options.noise ?? 0.02);
  const random = randomStream(integer(where, 'seed', options.seed ?? 0, 0), 'spirals');
  const arms = Int32Array.from({ length: size }, (_, i) => i % 2);
  const points = new Float32Array(2 * size);
  arms.forEach((arm, i) => {
    const along = Math.sqrt(random.uniform()); // even along the arm, whose length grows with the square
    const angle = 2 * Math.PI * turns * along + Math.PI * arm;
    points[2 * i] = along * Math.cos(angle) + noise * random.normal();
    points[2 * i + 1] = along * Math.sin(angle) + noise * random.normal();
  });
  return { x: tf.tensor2d(points, [size, 2]), y: tf.tensor1d(arms, 'int32') };
}
