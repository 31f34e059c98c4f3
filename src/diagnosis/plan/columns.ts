// Statistics of data by column: what the plan look knows of x and y without a pass.
import type { tf } from '../../backend';

/** The statistics of one column of a tensor: of all values with the same index in their rows. NaN and infinities are left out. */
export interface Column {
  /** The index in a row, from 0. */
  readonly index: number;
  readonly mean: number;
  /** The standard deviation, with n in the denominator. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** The statistics of a tensor of examples, [rows, …]. */
export interface DataSummary {
  readonly rows: number;
  /** The shape of a row. */
  readonly rowShape: readonly number[];
  readonly dtype: string;
  /** One per column; of a tensor with more than `MAX_COLUMNS` values in a row, of its last axis. */
  readonly columns: readonly Column[];
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** The rows with a value that is NaN or infinite, at most ten, and how many there are in all. */
  readonly nonFinite: {
    readonly rows: readonly number[];
    readonly columns: readonly number[];
    readonly count: number;
  };
  /** Whether every value is a whole number. */
  readonly isWhole: boolean;
  /** The number of distinct values; Infinity above `MAX_DISTINCT`. */
  readonly distinct: number;
  /** The values, row by row. */
  readonly values: ArrayLike<number>;
}

const MAX_COLUMNS = 20_000;
const MAX_DISTINCT = 1_000;
const MAX_PLACES = 10;

/**
 * Summarises a tensor of numbers; of one without an axis of rows, as one row.
 *
 * @param missing the value that stands for a missing one, which the statistics leave out
 */
export function summarizeData(tensor: tf.Tensor, missing: number | null = null): DataSummary {
  const values = tensor.dataSync<'float32'>();
  const rows = tensor.shape[0] ?? 1;
  const rowShape = tensor.shape.slice(1);
  const rowSize = rows === 0 ? 0 : values.length / rows;
  const width = rowSize > MAX_COLUMNS ? (rowShape.at(-1) ?? 1) : rowSize;
  const sums = Array.from({ length: width }, () => ({ n: 0, mean: 0, m2: 0, min: Infinity, max: -Infinity }));
  const badRows = new Set<number>();
  const badColumns = new Set<number>();
  const distinct = new Set<number>();
  let [count, isWhole] = [0, true];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      count++;
      if (badRows.size < MAX_PLACES) badRows.add(Math.floor(i / rowSize));
      if (badColumns.size < MAX_PLACES) badColumns.add(i % width);
      continue;
    }
    if (value === missing) continue;
    if (isWhole && !Number.isInteger(value)) isWhole = false;
    if (distinct.size <= MAX_DISTINCT) distinct.add(value);
    const sum = sums[i % width]!;
    // Welford's update: a sum of squares would lose the digits of columns with a large mean.
    sum.n++;
    const delta = value - sum.mean;
    sum.mean += delta / sum.n;
    sum.m2 += delta * (value - sum.mean);
    if (value < sum.min) sum.min = value;
    if (value > sum.max) sum.max = value;
  }
  const columns = sums.map(({ n, mean, m2, min, max }, index) => ({
    index,
    mean: n === 0 ? NaN : mean,
    std: Math.sqrt(m2 / n),
    min,
    max,
  }));
  const n = sums.reduce((sum, one) => sum + one.n, 0);
  const mean = sums.reduce((sum, one) => sum + (one.n * one.mean) / n, 0);
  const m2 = sums.reduce((sum, one) => sum + one.m2 + one.n * (one.mean - mean) ** 2, 0);
  return {
    rows,
    rowShape,
    dtype: tensor.dtype,
    columns,
    mean,
    std: Math.sqrt(m2 / n),
    min: sums.reduce((least, one) => Math.min(least, one.min), Infinity),
    max: sums.reduce((greatest, one) => Math.max(greatest, one.max), -Infinity),
    nonFinite: { rows: [...badRows], columns: [...badColumns], count },
    isWhole,
    distinct: distinct.size > MAX_DISTINCT ? Infinity : distinct.size,
    values,
  };
}

/** Whether every row holds the same values. */
export const isConstant = ({ columns, rows, rowShape, values }: DataSummary): boolean =>
  rows > 0 &&
  (columns.length < values.length / rows
    ? everyRowIsFirst(
        values,
        rowShape.reduce((product, size) => product * size, 1),
      )
    : columns.every(({ min, max }) => min === max));

function everyRowIsFirst(values: ArrayLike<number>, rowSize: number): boolean {
  for (let i = rowSize; i < values.length; i++) if (values[i] !== values[i % rowSize]) return false;
  return true;
}

/** The statistics by feature: by column of rows without further axes, by channel (the last axis) of pictures and sequences. */
export function featuresOf({ columns, rowShape }: DataSummary): readonly Column[] {
  const channels = rowShape.at(-1) ?? 1;
  if (rowShape.length < 2 || columns.length === channels) return columns;
  return Array.from({ length: channels }, (_, index) => {
    const members = columns.filter(
      (column) => column.index % channels === index && !Number.isNaN(column.mean),
    );
    const mean = members.reduce((sum, one) => sum + one.mean, 0) / members.length;
    const variance =
      members.reduce((sum, one) => sum + one.std ** 2 + (one.mean - mean) ** 2, 0) / members.length;
    return {
      index,
      mean,
      std: Math.sqrt(variance),
      min: members.reduce((least, one) => Math.min(least, one.min), Infinity),
      max: members.reduce((greatest, one) => Math.max(greatest, one.max), -Infinity),
    };
  });
}
