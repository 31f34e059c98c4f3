// The distributions that independent weights are drawn from.
import { erf } from '../math';
import type { RandomStream } from '../random';

/** The distribution of a weight: uniform around 0, or normal with mean 0. */
export type Distribution =
  | {
      /** The limit, at least 0, of a uniform on [-limit, limit]. */
      readonly uniform: number;
    }
  | {
      /** The standard deviation, at least 0. */
      readonly normal: number;
      /** Whether it is truncated at two standard deviations, with its variance kept. Default false. */
      readonly truncated?: boolean;
    };

/** The variance of a distribution: limit² / 3, or std². Truncation does not change it: see `draw`. */
export function variance(d: Distribution): number {
  return 'uniform' in d ? d.uniform ** 2 / 3 : d.normal ** 2;
}

/** The end of a truncated normal, in standard deviations. */
const TRUNCATION = 2;

/** The standard deviation of N(0, 1) truncated at two: 0.8796. */
const TRUNCATED_STD = Math.sqrt(
  1 -
    (2 * TRUNCATION * Math.exp((-TRUNCATION * TRUNCATION) / 2)) /
      Math.sqrt(2 * Math.PI) /
      erf(TRUNCATION / Math.SQRT2),
);

function truncatedNormal(random: RandomStream): number {
  for (;;) {
    const z = random.normal();
    if (Math.abs(z) < TRUNCATION) return z / TRUNCATED_STD;
  }
}

/** Draws `size` independent values. A truncated normal is widened so that its variance is that of the whole one. */
export function draw(d: Distribution, size: number, random: RandomStream): Float32Array {
  const values = new Float32Array(size);
  // Plain loops: a network spends most of the time of its construction here.
  if ('uniform' in d) for (let i = 0; i < size; i++) values[i] = d.uniform * (2 * random.uniform() - 1);
  else if (d.truncated) for (let i = 0; i < size; i++) values[i] = d.normal * truncatedNormal(random);
  else for (let i = 0; i < size; i++) values[i] = d.normal * random.normal();
  return values;
}
