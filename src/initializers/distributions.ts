// The distributions that independent weights are drawn from.
import type { Stream } from '../random';

/** Uniform on [-limit, limit], or normal with mean 0 and standard deviation std, not truncated. */
export type Distribution = { readonly uniform: number } | { readonly normal: number };

/** The variance of a distribution: limit² / 3, or std². */
export function variance(d: Distribution): number {
  return 'uniform' in d ? d.uniform ** 2 / 3 : d.normal ** 2;
}

/** `size` independent draws. */
export function draw(d: Distribution, size: number, random: Stream): Float32Array {
  const one =
    'uniform' in d ? () => d.uniform * (2 * random.uniform() - 1) : () => d.normal * random.normal();
  return Float32Array.from({ length: size }, one);
}

/** The uniform distribution of a given variance. */
export const uniformOf = (v: number): Distribution => ({ uniform: Math.sqrt(3 * v) });

/** The normal distribution of a given variance. */
export const normalOf = (v: number): Distribution => ({ normal: Math.sqrt(v) });
