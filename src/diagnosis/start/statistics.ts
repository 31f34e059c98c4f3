// Statistics of a batch of values that tell rows apart.

const MAX_ROWS = 64;

/** The mean cosine of two different rows; that of n unit vectors is (|Σ u|² - n) / (n (n - 1)). NaN for fewer than two rows that are not 0. */
export function meanCosine(values: Float32Array, rows: number): number {
  const size = values.length / rows;
  const used = Math.min(rows, MAX_ROWS);
  const sum = new Float64Array(size);
  let n = 0;
  for (let row = 0; row < used; row++) {
    const one = values.subarray(row * size, (row + 1) * size);
    let square = 0;
    for (const v of one) square += v * v;
    if (!(square > 0)) continue;
    n++;
    const norm = Math.sqrt(square);
    for (let i = 0; i < size; i++) sum[i]! += one[i]! / norm;
  }
  let square = 0;
  for (const v of sum) square += v * v;
  return n < 2 ? NaN : (square - n) / (n * (n - 1));
}

/** The root mean square over the values of a row of their standard deviation over rows; NaN for one row. */
export function deviationOverRows(values: Float32Array, rows: number): number {
  const size = values.length / rows;
  const used = Math.min(rows, MAX_ROWS);
  if (used < 2) return NaN;
  let total = 0;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let row = 0; row < used; row++) sum += values[row * size + i]!;
    const mean = sum / used;
    for (let row = 0; row < used; row++) total += (values[row * size + i]! - mean) ** 2;
  }
  return Math.sqrt(total / (size * (used - 1)));
}
