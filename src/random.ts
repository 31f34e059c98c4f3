// Seeded streams of random numbers, the only source of randomness in the library.
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { integer } from './errors';
import { environmentVariable } from './platform';

/** A stream of independent random numbers, the same for the same seed and path; `JointInitializer` draws from one. */
export class RandomStream {
  // A class, not closures: a large network takes millions of numbers.
  readonly #bits: RandomGenerator;
  #spare = NaN;

  constructor(bits: RandomGenerator) {
    this.#bits = bits;
  }

  /** Draws a number that is uniform on [0, 1), of 53 bits. */
  uniform(): number {
    // The high bits of the generator have the best quality.
    return ((this.#bits.next() >>> 5) * 2 ** 26 + (this.#bits.next() >>> 6)) * 2 ** -53;
  }

  /** Draws a whole number that is uniform on {0, …, n - 1}, for a whole n of at least 1. */
  uniformInteger(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Draws a permutation of 0, …, n - 1, for a whole n from 0, by Fisher and Yates's method (Durstenfeld 1964). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.uniformInteger(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  /** Draws a number that is standard normal: mean 0, variance 1, not truncated. */
  normal(): number {
    // Box and Muller 1958: two normals from two uniforms; 1 - u keeps the logarithm finite.
    const spare = this.#spare;
    if (!Number.isNaN(spare)) {
      this.#spare = NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

/** Finaliser of MurmurHash3 (Appleby, public domain): every input bit moves every output bit. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

type Bits128 = [number, number, number, number];

/** 128 bits that depend on every character of `text`. */
function hash128(text: string): Bits128 {
  let lanes: Bits128 = [0x243f6a88, 0x85a308d3 | 0, 0x13198a2e, 0x03707344];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    lanes = lanes.map((hash, lane) => mix(Math.imul(hash, 0x9e3779b1) + code + lane) | 0) as Bits128;
  }
  return lanes;
}

// `npm run notebooks -- --seeds 2` runs the course on seeds that nobody has seen while writing it.
const SEED_SET = environmentVariable('VANISHING_GRADIENTS_SEEDS') ?? '';
const SEED_PATH = SEED_SET === '' ? [] : [`set ${SEED_SET}`];

/**
 * The stream of random numbers of a seed and a path.
 *
 * Streams of different paths are independent, so that a layer added to a network does not change
 * the weights of the others.
 *
 * @param seed a whole number of at least 0; 0 is a seed like any other
 * @param path the purpose of the numbers, such as `('weights', 3)`
 * @throws {TypeError | RangeError} when the seed is not a whole number of at least 0
 * @example randomStream(1, 'inputs').normal()
 */
export function randomStream(seed: number, ...path: (string | number)[]): RandomStream {
  integer('randomStream', 'seed', seed, 0);
  return new RandomStream(xoroshiro128plusFromState(hash128([...SEED_PATH, seed, ...path].join('/'))));
}
