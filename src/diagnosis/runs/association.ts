// The association of outputs and targets: whether the outputs of rows go with the targets of the same rows.

/** The association of outputs with targets, row by row. */
export interface Association {
  /** The correlation of outputs and targets, both centred over the rows, from -1 to 1. */
  readonly correlation: number;
  /** The same in standard deviations of what it is when the rows of y are shuffled. */
  readonly deviations: number;
}

/** Rows of more values than this count with the first of them. */
const MOST_COLUMNS = 64;

/**
 * The association of outputs with targets, both as values row by row. Of all orders of the rows of y, the sum of products S = Σ a · b of
 * centred rows has the mean 0 and the variance Σₖₗ (AᵀA)ₖₗ (BᵀB)ₖₗ / (n - 1) (Hoeffding 1951, theorem 2). NaN where one of them is the
 * same in every row.
 *
 * @param outputs the outputs, `rows` × columns
 * @param targets the targets: `rows` × columns, or a class index for each row
 */
export function associationOf(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  rows: number,
): Association {
  const width = outputs.length / rows;
  const columns = Math.min(MOST_COLUMNS, width);
  const areIndices = targets.length === rows && width > 1;
  const targetAt = (row: number, column: number): number =>
    areIndices ? Number(targets[row] === column) : targets[row * width + column]!;
  const a = centered(rows, columns, (row, column) => outputs[row * width + column]!);
  const b = centered(rows, columns, targetAt);
  const [squaresA, squaresB] = [products(a, a), products(b, b)];
  const sum = products(a, b).reduce((total, line, k) => total + line[k]!, 0);
  const variance =
    squaresA.reduce(
      (total, line, k) => total + line.reduce((part, v, l) => part + v * squaresB[k]![l]!, 0),
      0,
    ) /
    (rows - 1);
  const trace = (matrix: readonly (readonly number[])[]): number =>
    matrix.reduce((total, line, k) => total + line[k]!, 0);
  return {
    correlation: sum / Math.sqrt(trace(squaresA) * trace(squaresB)),
    deviations: sum / Math.sqrt(variance),
  };
}

/** Columns of values, each with a mean of 0. */
function centered(
  rows: number,
  columns: number,
  at: (row: number, column: number) => number,
): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => {
    const values = Float64Array.from({ length: rows }, (__, row) => at(row, column));
    const mean = values.reduce((sum, v) => sum + v, 0) / rows;
    return values.map((v) => v - mean);
  });
}

/** The sums of the products of columns over the rows. */
const products = (a: readonly Float64Array[], b: readonly Float64Array[]): number[][] =>
  a.map((p) => b.map((q) => p.reduce((sum, v, row) => sum + v * q[row]!, 0)));
