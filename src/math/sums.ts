// Sums, means and products of lists of numbers.

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The mean; NaN of no values. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The dot product; NaN where the second list is shorter. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, v, i) => total + v * (b[i] ?? NaN), 0);
