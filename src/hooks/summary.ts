// Statistics of the values of a tensor, summed in float64.
// Types, not interfaces: a row that has them fits Record<string, …>.
/* eslint-disable @typescript-eslint/consistent-type-definitions */

/** The statistics of the values of a tensor, each in the quantity's unit. */
export type Summary = {
  /** The L2 norm, √(Σ v²); at least 0. */
  readonly norm: number;
  /** The root mean square, √(Σ v² / n), the norm that does not grow with the layer's size; at least 0. */
  readonly rms: number;
  /** The mean; any sign. */
  readonly mean: number;
  /** The standard deviation of the population; at least 0. */
  readonly std: number;
  /** The fraction of values that are exactly 0, from 0 to 1. */
  readonly zeros: number;
};

/** A bin of a histogram. */
export type Bin = {
  /** The bin's lower edge, in the quantity's unit. */
  readonly from: number;
  /** The bin's upper edge, in the quantity's unit. */
  readonly to: number;
  /** The number of values in the bin; a whole number from 0. */
  readonly count: number;
};

/** The statistics of values. NaN and infinities go into them. */
export function summarize(values: ArrayLike<number>): Summary {
  const n = values.length;
  let [sum, squares, zeros] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const v = values[i]!;
    sum += v;
    squares += v * v;
    if (v === 0) zeros++;
  }
  const mean = sum / n;
  let deviations = 0; // a second loop: squares - n·mean² would lose the digits that matter when the mean is large
  for (let i = 0; i < n; i++) deviations += (values[i]! - mean) ** 2;
  return {
    norm: Math.sqrt(squares),
    rms: Math.sqrt(squares / n),
    mean,
    std: Math.sqrt(deviations / n),
    zeros: zeros / n,
  };
}

/** The fraction of values with |v| above a threshold. */
export function fractionAbove(values: Iterable<number> & ArrayLike<number>, threshold: number): number {
  let above = 0;
  for (const v of values) if (Math.abs(v) > threshold) above++;
  return above / values.length;
}

/** The fraction of rows of probabilities with one above a threshold. */
export function fractionConfident(values: ArrayLike<number>, classes: number, threshold: number): number {
  let confident = 0;
  for (let row = 0; row < values.length; row += classes) {
    for (let i = row; i < row + classes; i++) {
      if (!(values[i]! > threshold)) continue;
      confident++;
      break;
    }
  }
  return confident / (values.length / classes);
}

/**
 * The fraction of units that are exactly 0 for every example.
 *
 * @param values the values of a tensor with an axis of units
 * @param units the size of that axis
 * @param stride the distance between neighbouring units in `values`: the size of the axes behind theirs
 */
export function fractionDead(values: ArrayLike<number>, units: number, stride = 1): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) alive[Math.floor(i / stride) % units] = 1;
  return 1 - alive.reduce((a, b) => a + b, 0) / units;
}

/** The counts of values in bins of equal width from the least to the greatest. NaN and infinities have no bin. */
export function histogram(values: Iterable<number>, bins: number): Bin[] {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return [];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  if (low === high) return [{ from: low, to: high, count: finite.length }];
  const counts = Array<number>(bins).fill(0);
  for (const v of finite) counts[Math.min(bins - 1, Math.floor((bins * (v - low)) / (high - low)))]!++;
  const edge = (i: number): number => low + ((high - low) * i) / bins;
  return counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
}
