// Handwritten digits, 1,797 images of 8 × 8 pixels; data/README.md has their source.
import { fromCSV, type ColumnTable } from '../arquero';
import { tf } from '../backend';
import { checkOptions, option, type Schema } from '../option-schema';
import { loadData, readData } from '../platform';
import { splitRows, SPLIT_SCHEMA, type Dataset, type Split, type SplitOptions } from './dataset';

const SIDE = 8;
const PIXELS = SIDE * SIDE;

let loaded: ColumnTable | undefined;

/**
 * Fetches the digits, which a browser needs before `digits` and `digitsTable`. In Node they are files of the package, and this
 * does nothing.
 *
 * @param url the address of the package's data/digits.csv; default: beside the package's own files
 * @returns a promise that is resolved once they are there
 * @throws {Error} when the file can't be fetched
 * @example await datasets.loadDigits('/assets/digits.csv');
 */
export async function loadDigits(url?: string | URL): Promise<void> {
  await loadData('digits.csv', 'datasets.loadDigits', url);
}

/**
 * Returns the digits as a table (Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits).
 *
 * @returns 1,797 rows: `label`, 0 to 9, and a column a pixel, `p00` to `p77`, from 0 (paper) to 16 (ink)
 * @throws {Error} when the page of a browser has not called `loadDigits` first
 * @example
 * const table = datasets.digitsTable();
 * [table.numRows(), table.numCols()]; // [1797, 65]
 */
export function digitsTable(): ColumnTable {
  loaded ??= fromCSV(readData('digits.csv')!);
  return loaded;
}

/** The options of {@link digits}. */
export interface DigitsOptions extends SplitOptions {
  /** Whether inputs are images [n, 8, 8, 1] for convolutions, instead of rows [n, 64]. Default false. */
  readonly images?: boolean;
}

const SCHEMA = {
  ...SPLIT_SCHEMA,
  images: option.boolean({ default: false }),
} satisfies Schema<DigitsOptions>;

/**
 * Returns handwritten digits to train and to test on, standardised: the training pixels together have mean 0 and variance 1.
 *
 * @param options the fraction of examples to test on, the seed of the split, and whether inputs are images
 * @returns `x` [n, 64], or [n, 8, 8, 1] with `images`, and `y` [n], class indices; the tensors are the caller's to dispose of
 * @throws {TypeError} when an option is unknown or of a wrong type
 * @throws {RangeError} when `testFraction` is not between 0 and 1, or `seed` not a whole number from 0
 * @throws {Error} when the page of a browser has not called `loadDigits` first
 * @example
 * const { train, test } = datasets.digits({ testFraction: 0.2, seed: 1 });
 * [train.x.shape, test.y.shape]; // [[1438, 64], [359]]
 */
export function digits(options: DigitsOptions = {}): Split<Dataset<tf.Tensor, tf.Tensor1D>> {
  const { images, ...split } = checkOptions('digits', 'options', options, SCHEMA);
  const table = digitsTable();
  const rows = splitRows(table.numRows(), split);
  const labels = table.array('label') as number[];
  const columns = table
    .columnNames()
    .slice(1)
    .map((name) => table.array(name) as number[]);

  const pixels = (indices: Int32Array): Float32Array =>
    Float32Array.from(
      { length: indices.length * PIXELS },
      (_, i) => columns[i % PIXELS]![indices[Math.floor(i / PIXELS)]!]!,
    );
  const train = pixels(rows.train);
  const mean = train.reduce((a, b) => a + b, 0) / train.length;
  const std = Math.sqrt(train.reduce((sum, v) => sum + (v - mean) ** 2, 0) / train.length);

  const standardized = (values: Float32Array, indices: Int32Array): Dataset<tf.Tensor, tf.Tensor1D> => ({
    x: tf.tensor(
      values.map((v) => (v - mean) / std),
      images ? [indices.length, SIDE, SIDE, 1] : [indices.length, PIXELS],
    ),
    y: tf.tensor1d(
      indices.map((row) => labels[row]!),
      'int32',
    ),
  });
  return { train: standardized(train, rows.train), test: standardized(pixels(rows.test), rows.test) };
}
