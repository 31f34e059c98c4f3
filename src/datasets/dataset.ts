// The form of a data set, and its split into training and test examples.
import { isTensor, tf } from '../backend';
import { integer, invalidArgument } from '../errors';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import { randomStream } from '../random';

/** Inputs `x` and targets `y`, an example a row. Both tensors are the caller's: `tf.dispose(dataset)` frees them. */
// An interface would have no index signature, and tf.dispose would not take it.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Dataset<X extends tf.Tensor = tf.Tensor, Y extends tf.Tensor = tf.Tensor> = {
  /** The inputs, [examples, …]. */
  readonly x: X;
  /** The targets, [examples] or [examples, …]. */
  readonly y: Y;
};

/** Examples to train on, and examples to test on. `tf.dispose(split)` frees all tensors. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Split<D extends Dataset = Dataset> = {
  /** The examples to train on. */
  readonly train: D;
  /** The examples to test on. */
  readonly test: D;
};

/** An option of all that is drawn at random. */
export interface SeededOptions {
  /** The seed of the random numbers, a whole number from 0. Default 0. */
  readonly seed?: number;
}

/** The options of {@link split}. */
export interface SplitOptions extends SeededOptions {
  /** The fraction of examples that is held back for testing, above 0 and below 1. Default 0.2. */
  readonly testFraction?: number;
}

function checkTestFraction(where: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw invalidArgument(where, name, 'a number between 0 and 1', value);
  if (value > 0 && value < 1) return value;
  throw new RangeError(`${where}: ${name} must be between 0 and 1; got ${value}`);
}

export const SPLIT_SCHEMA = {
  testFraction: option.custom(checkTestFraction, { default: 0.2 }),
  seed: option.seed(),
} satisfies Schema<SplitOptions>;

/**
 * Returns a random permutation of 0, …, n - 1, which follows from the seed, by Fisher and Yates's method (Durstenfeld 1964).
 *
 * @param n the number of elements, a whole number from 0
 * @param seed a whole number of at least 0
 * @param path the purpose of the permutation: other paths have independent ones
 * @returns the permutation, an array of n numbers
 * @throws {TypeError} when n or the seed is not a number
 * @throws {RangeError} when one is not a whole number of at least 0
 * @example
 * const order = datasets.permutation(10, 1);
 * [...order].sort((a, b) => a - b); // [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
 */
export function permutation(n: number, seed: number, ...path: (string | number)[]): Int32Array {
  integer('permutation', 'n', n, 0);
  return randomStream(seed, 'shuffle', ...path).permutation(n);
}

/** The rows of a split: those to train on, and those to test on. */
export function splitRows(
  n: number,
  { testFraction, seed }: Checked<typeof SPLIT_SCHEMA>,
): { train: Int32Array; test: Int32Array } {
  const order = permutation(n, seed, 'split');
  const testSize = Math.min(n - 1, Math.max(1, Math.round(n * testFraction)));
  return { train: order.subarray(testSize), test: order.subarray(0, testSize) };
}

/**
 * Splits a data set at random into examples to train on and examples to test on.
 *
 * @param dataset `x` and `y` with as many rows, at least 2; it stays the caller's
 * @param options the fraction of examples to test on, and the seed
 * @returns the examples to train on and those to test on, in new tensors, which are the caller's to dispose of
 * @throws {TypeError} when `dataset` is not two tensors with as many rows, or an option is unknown or of a wrong type
 * @throws {RangeError} when there are fewer than 2 rows, `testFraction` is not between 0 and 1, or `seed` not a whole number from 0
 * @example
 * const { train, test } = datasets.split(datasets.spirals({ size: 500 }), { testFraction: 0.2, seed: 1 });
 * [train.x.shape, test.x.shape]; // [[400, 2], [100, 2]]
 */
export function split(dataset: Dataset, options: SplitOptions = {}): Split {
  const { x, y } = dataset ?? {};
  const count = isTensor(x) && x.rank > 0 ? x.shape[0] : null;
  if (count === null || !isTensor(y) || y.shape[0] !== count)
    throw invalidArgument('split', 'dataset', '{ x, y }, two tensors with as many rows', dataset);
  if (count < 2) throw new RangeError(`split: dataset must have at least 2 examples; got ${count}`);
  const rows = splitRows(count, checkOptions('split', 'options', options, SPLIT_SCHEMA));
  const take = (indices: Int32Array): Dataset =>
    tf.tidy(() => {
      const index = tf.tensor1d(indices, 'int32');
      return { x: tf.gather(x, index), y: tf.gather(y, index) };
    });
  return { train: take(rows.train), test: take(rows.test) };
}
