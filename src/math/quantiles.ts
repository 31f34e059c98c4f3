// Quantiles of a sample.
import { itemAt } from '../arrays';

/** The q-quantile of values, by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(values: readonly number[], q: number): number {
  if (values.some(Number.isNaN)) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [itemAt(sorted, Math.floor(at)), itemAt(sorted, Math.ceil(at))];
  return low === high ? low : low + (high - low) * (at - Math.floor(at)); // equal infinities have no difference
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
