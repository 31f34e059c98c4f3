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
  /** The fraction with |v| beyond the saturation point; null where there is none. */
  readonly saturated: number | null;
}

/**
 * A tensor's values in a handful of numbers. NaN and infinities come through.
 *
 * @param values the tensor's data, in any shape
 * @param saturation |v| beyond which a value counts as saturated, or null
 */
export function summarize(values: ArrayLike<number>, saturation: number | null): Summary {
  const n = values.length;
  let [sum, squares, zeros, beyond] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const v = values[i];
    sum += v;
    squares += v * v;
    if (v === 0) zeros++;
    if (saturation !== null && Math.abs(v) > saturation) beyond++;
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
    saturated: saturation === null ? null : beyond / n,
  };
}
