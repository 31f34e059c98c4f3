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

/** A tensor's values in a handful of numbers. NaN and infinities come through. */
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

/** The fraction of rows with a probability above a mark. */
export function fractionConfident(values: ArrayLike<number>, classes: number, mark: number): number {
  let sure = 0;
  for (let row = 0; row < values.length; row += classes) {
    for (let i = row; i < row + classes; i++) {
      if (!(values[i] > mark)) continue;
      sure++;
      break;
    }
  }
  return sure / (values.length / classes);
}

/**
 * The fraction of units that are exactly 0 for every example.
 *
 * @param values of a tensor with an axis of units
 * @param units how many there are
 * @param after how many values a unit has in a row, from the axes after its own
 */
export function fractionDead(values: ArrayLike<number>, units: number, after = 1): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) alive[Math.floor(i / after) % units] = 1;
  return 1 - alive.reduce((a, b) => a + b, 0) / units;
}

/** A bin of a histogram. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts of values in bins of equal width from the least to the greatest. NaN and infinities have no bin. */
export function histogram(values: Iterable<number>, bins: number): Bin[] {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return [];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  if (low === high) return [{ from: low, to: high, count: finite.length }];
  const counts = Array<number>(bins).fill(0);
  for (const v of finite) counts[Math.min(bins - 1, Math.floor((bins * (v - low)) / (high - low)))]++;
  const edge = (i: number): number => low + ((high - low) * i) / bins;
  return counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
}
