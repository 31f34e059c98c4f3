// The distributions that independent weights are drawn from.
import { erf } from '../math';
import type { RandomStream } from '../random';

/** The distribution of a weight: uniform around 0, or normal with mean 0. */
export type Distribution =
  | {
      /** The limit: uniform on [-limit, limit]. */
      readonly uniform: number;
    }
  | {
      /** The standard deviation. */
      readonly normal: number;
      /** Whether it is cut off at two sigma, with its variance kept. Default false. */
      readonly truncated?: boolean;
    };

/** The variance of a distribution: limit² / 3, or std². Cutting off the tails does not change it: see `draw`. */
export function variance(d: Distribution): number {
  return 'uniform' in d ? d.uniform ** 2 / 3 : d.normal ** 2;
}

const CUT = 2;
/** The standard deviation that is left of N(0, 1) after cutting it off at two sigma: 0.8796. */
const LEFT = Math.sqrt(
  1 - (2 * CUT * Math.exp((-CUT * CUT) / 2)) / Math.sqrt(2 * Math.PI) / erf(CUT / Math.SQRT2),
);

function truncatedNormal(random: RandomStream): number {
  for (;;) {
    const z = random.normal();
    if (Math.abs(z) < CUT) return z / LEFT;
  }
}

/** `size` independent draws. Where the tails are cut off, the rest is widened so that the variance is what it says. */
export function draw(d: Distribution, size: number, random: RandomStream): Float32Array {
  const values = new Float32Array(size);
  // Plain loops: most of the time that a network takes to build goes by here.
  if ('uniform' in d) for (let i = 0; i < size; i++) values[i] = d.uniform * (2 * random.uniform() - 1);
  else if (d.truncated) for (let i = 0; i < size; i++) values[i] = d.normal * truncatedNormal(random);
  else for (let i = 0; i < size; i++) values[i] = d.normal * random.normal();
  return values;
}
