// A second opinion: averages over a million draws.
import { randomStream } from '../../src/random';

const DRAWS = 1_000_000;

/** The mean of f over pairs of independent standard normals, and its standard error. */
export function monteCarlo(f: (z1: number, z2: number) => number): { mean: number; error: number } {
  const random = randomStream(1, 'monte carlo');
  let [sum, squares] = [0, 0];
  for (let i = 0; i < DRAWS; i++) {
    const value = f(random.normal(), random.normal());
    sum += value;
    squares += value * value;
  }
  const mean = sum / DRAWS;
  return { mean, error: Math.sqrt((squares / DRAWS - mean * mean) / DRAWS) };
}
