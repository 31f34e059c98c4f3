// What is kept of a tensor: a handful of numbers, summed in float64.

export interface Summary {
  /** L2 norm: √(Σ v²). */
  readonly norm: number;
  /** Root mean square: √(Σ v² / n), the norm that does not grow with the layer's size. */
  readonly rms: number;
  readonly mean: number;
  /** Standard deviation of the population. */
  readonly std: number;
  /** The fraction that is exactly 0. */
  readonly zeros: number;
}

/**
 * A tensor's values in a handful of numbers. NaN and infinities come through.
 *
 * @param values the tensor's data, in any shape
 */
export function summarize(values: ArrayLike<number>): Summary {
  const n = values.length;
  let [sum, squares, zeros] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const v = values[i];
    sum += v;
    squares += v * v;
    if (v === 0) zeros++;
  }
  const mean = sum / n;
  let deviations = 0; // a second pass: squares - n·mean² would lose the digits that matter when the mean is large
  for (let i = 0; i < n; i++) deviations += (values[i] - mean) ** 2;
  return {
    norm: Math.sqrt(squares),
    rms: Math.sqrt(squares / n),
    mean,
    std: Math.sqrt(deviations / n),
    zeros: zeros / n,
  };
}

/** The fraction of values with |v| beyond a point. */
export function fractionBeyond(values: Iterable<number> & ArrayLike<number>, point: number): number {
  let beyond = 0;
  for (const v of values) if (Math.abs(v) > point) beyond++;
  return beyond / values.length;
}
