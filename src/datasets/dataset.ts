// What a data set is, and how it is parted.
import { isTensor, tf } from '../backend';
import { checkKeys, integer, invalidArgument } from '../errors';
import { randomStream } from '../random';

/** Inputs and targets, an example a row. Both tensors are the caller's: `tf.dispose(dataset)` frees them. */
// An interface would have no index signature, and tf.dispose would not take it.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Dataset<X extends tf.Tensor = tf.Tensor, Y extends tf.Tensor = tf.Tensor> = {
  readonly x: X;
  readonly y: Y;
};

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Split<D extends Dataset = Dataset> = {
  readonly train: D;
  readonly test: D;
};

export interface SplitOptions {
  /** The fraction of examples that is held back for testing. Default 0.2. */
  readonly testFraction?: number;
  /** The same seed gives the same split. Default 0. */
  readonly seed?: number;
}

/** 0, …, n - 1 in an order that belongs to the seed (Fisher and Yates, as Durstenfeld has it). */
export function permutation(n: number, seed: number, ...path: (string | number)[]): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const random = randomStream(seed, 'shuffle', ...path);
  for (let i = n - 1; i > 0; i--) {
    const j = random.uniformInteger(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Checks the options of a split, and fills in the defaults. */
export function splitOptions(
  where: string,
  { testFraction = 0.2, seed = 0 }: SplitOptions,
): Required<SplitOptions> {
  if (typeof testFraction !== 'number')
    throw invalidArgument(where, 'testFraction', 'a number between 0 and 1', testFraction);
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new RangeError(`${where}: testFraction must be between 0 and 1; got ${testFraction}`);
  }
  return { testFraction, seed: integer(where, 'seed', seed, 0) };
}

/** The rows of a split: those to train on, and those to test on. */
export function splitRows(
  n: number,
  { testFraction, seed }: Required<SplitOptions>,
): { train: Int32Array; test: Int32Array } {
  const order = permutation(n, seed, 'split');
  const held = Math.min(n - 1, Math.max(1, Math.round(n * testFraction)));
  return { train: order.subarray(held), test: order.subarray(0, held) };
}

/**
 * Parts a data set into examples to train on and examples to test on, shuffled by the seed.
 *
 * @param dataset `x` and `y` with as many rows; it stays the caller's
 * @throws {TypeError | RangeError} when the two do not fit, or the fraction leaves one side empty
 * @example
 * const { train, test } = datasets.split(datasets.spirals({ size: 500 }), { testFraction: 0.2, seed: 1 });
 */
export function split(dataset: Dataset, options: SplitOptions = {}): Split {
  checkKeys('split', 'options', options, ['testFraction', 'seed']);
  const { x, y } = dataset ?? {};
  if (!isTensor(x) || !isTensor(y) || x.rank < 1 || x.shape[0] !== y.shape[0]) {
    throw invalidArgument('split', 'dataset', '{ x, y }, two tensors with as many rows', dataset);
  }
  if (x.shape[0] < 2) throw new RangeError(`split: dataset must have at least 2 examples; got ${x.shape[0]}`);
  const rows = splitRows(x.shape[0], splitOptions('split', options));
  const part = (which: Int32Array): Dataset =>
    tf.tidy(() => {
      const index = tf.tensor1d(which, 'int32');
      return { x: tf.gather(x, index), y: tf.gather(y, index) };
    });
  return { train: part(rows.train), test: part(rows.test) };
}
