// What an initialiser is: how a layer's first weights and biases are drawn.
import type { Distribution } from './distributions';

/** How many units feed one unit, and how many it feeds. */
export interface Fan {
  readonly in: number;
  readonly out: number;
}

/** An initialiser with independent weights. */
export interface Initializer {
  /** As it is written in a chart. */
  readonly label: string;
  /** The distribution of a weight. */
  readonly weight: (fan: Fan) => Distribution;
  /** The distribution of a bias; null for zeros. */
  readonly bias: ((fan: Fan) => Distribution) | null;
  /** Paper and equation, or the library that it is the default of. */
  readonly source: string;
}

/**
 * The fans of a weight matrix or a convolution's kernel.
 *
 * @param shape [in, out] for dense layers, [...window, in, out] for convolutions
 * @example fansOf([100, 128]) // { in: 100, out: 128 }
 */
export function fansOf(shape: readonly number[]): Fan {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { in: window * shape.at(-2)!, out: window * shape.at(-1)! };
}
