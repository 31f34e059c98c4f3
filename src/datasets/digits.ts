// Handwritten digits: see data/README.md.
import { fromCSV, type ColumnTable } from '../arquero';
import { tf } from '../backend';
import { flag, checkKeys } from '../errors';
import { loadData, readData } from '../platform';
import { splitOptions, splitRows, type Dataset, type Split, type SplitOptions } from './dataset';

const SIDE = 8;
const PIXELS = SIDE * SIDE;

let loaded: ColumnTable | undefined;

/**
 * Fetches the digits, which a browser needs before `digits` and `digitsTable`. In Node they lie in the package, and this does
 * nothing.
 *
 * @param url where the page has the package's data/digits.csv; by default beside the package's own files
 * @throws {Error} when it can't be fetched
 * @example await loadDigits('/assets/digits.csv');
 */
export async function loadDigits(url?: string | URL): Promise<void> {
  await loadData('digits.csv', 'datasets.loadDigits', url);
}

/**
 * The digits as a table: `label`, and a column a pixel, `p00` to `p77`, from 0 (paper) to 16 (ink). 1,797 rows.
 *
 * @example show(digitsTable().groupby('label').count());
 */
export function digitsTable(): ColumnTable {
  loaded ??= fromCSV(readData('digits.csv')!);
  return loaded;
}

export interface DigitsOptions extends SplitOptions {
  /** Images [n, 8, 8, 1] for convolutions, instead of rows [n, 64]. Default false. */
  readonly images?: boolean;
}

/**
 * Handwritten digits to train and to test on, standardised: the training pixels have mean 0 and variance 1 together.
 *
 * `x` is [n, 64], or [n, 8, 8, 1] with `images`; `y` is [n], class indices. The tensors are the caller's to dispose of.
 *
 * @throws {TypeError | RangeError} when an option is not right
 * @example const { train, test } = digits({ testFraction: 0.2, seed: 1 });
 */
export function digits(options: DigitsOptions = {}): Split<Dataset<tf.Tensor, tf.Tensor1D>> {
  checkKeys('digits', 'options', options, ['testFraction', 'seed', 'images']);
  const images = flag('digits', 'images', options.images ?? false);
  const rows = splitRows(digitsTable().numRows(), splitOptions('digits', options));
  const labels = digitsTable().array('label') as number[];
  const columns = digitsTable()
    .columnNames()
    .slice(1)
    .map((name) => digitsTable().array(name) as number[]);

  const pixels = (which: Int32Array): Float32Array =>
    Float32Array.from(
      { length: which.length * PIXELS },
      (_, i) => columns[i % PIXELS][which[Math.floor(i / PIXELS)]],
    );
  const train = pixels(rows.train);
  const mean = train.reduce((a, b) => a + b, 0) / train.length;
  const std = Math.sqrt(train.reduce((sum, v) => sum + (v - mean) ** 2, 0) / train.length);

  const part = (values: Float32Array, which: Int32Array): Dataset<tf.Tensor, tf.Tensor1D> => ({
    x: tf.tensor(
      values.map((v) => (v - mean) / std),
      images ? [which.length, SIDE, SIDE, 1] : [which.length, PIXELS],
    ),
    y: tf.tensor1d(
      which.map((row) => labels[row]),
      'int32',
    ),
  });
  return { train: part(train, rows.train), test: part(pixels(rows.test), rows.test) };
}
