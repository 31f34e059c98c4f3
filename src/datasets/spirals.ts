// The two-spirals problem.
import { tf } from '../backend';
import { checkOptions, option, type Schema } from '../option-schema';
import { randomStream } from '../random';
import type { Dataset, SeededOptions } from './dataset';

/** The options of {@link spirals}. */
export interface SpiralsOptions extends SeededOptions {
  /** The number of points, over both arms; at least 2. */
  readonly size: number;
  /** The number of turns of an arm around the middle, at least 0. Default 1.5. */
  readonly turns?: number;
  /** The standard deviation of a point's distance from its arm, at least 0; the outermost point is at radius 1. Default 0.02. */
  readonly noise?: number;
}

const SCHEMA = {
  size: option.integer({ min: 2, required: true }),
  turns: option.nonNegative({ default: 1.5 }),
  noise: option.nonNegative({ default: 0.02 }),
  seed: option.seed(),
} satisfies Schema<SpiralsOptions>;

/**
 * Draws points on two spirals that wind around each other, one a class (Lang and Witbrock 1988). No shallow network finds them
 * easy.
 *
 * @param options the number of points, the turns and the noise of the arms, and the seed
 * @returns `x` [size, 2], and `y` [size], the arm of each point (0, 1, 0, 1, …); the tensors are the caller's to dispose of
 * @throws {TypeError} when `size` is missing, or an option is unknown or not a number
 * @throws {RangeError} when `size` is not a whole number of at least 2, `turns` or `noise` is below 0 or not finite, or `seed` is
 * not a whole number from 0
 * @example
 * const { x, y } = datasets.spirals({ size: 400, noise: 0.03, seed: 1 });
 * [x.shape, y.shape]; // [[400, 2], [400]]
 */
export function spirals(options: SpiralsOptions): Dataset<tf.Tensor2D, tf.Tensor1D> {
  const { size, turns, noise, seed } = checkOptions('spirals', 'options', options, SCHEMA);
  const random = randomStream(seed, 'spirals');
  const arms = Int32Array.from({ length: size }, (_, i) => i % 2);
  const points = new Float32Array(2 * size);
  arms.forEach((arm, i) => {
    const radius = Math.sqrt(random.uniform()); // even along the arm, whose length grows with the square of the radius
    const angle = 2 * Math.PI * turns * radius + Math.PI * arm;
    points[2 * i] = radius * Math.cos(angle) + noise * random.normal();
    points[2 * i + 1] = radius * Math.sin(angle) + noise * random.normal();
  });
  return { x: tf.tensor2d(points, [size, 2]), y: tf.tensor1d(arms, 'int32') };
}
