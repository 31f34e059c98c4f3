// Random signals for the exercises on normalisation, and their statistics.
import { itemAt } from '../../../arrays';
import { between, draws, map, mean, normals, transpose, variance, type Matrix } from '../../oracle';
import type { RandomStream } from '../../../random';

export type Statistic = (values: readonly number[]) => number;

/** The unbiased variance, over n − 1. */
export const unbiased: Statistic = (values) => (variance(values) * values.length) / (values.length - 1);
export const meanSquare: Statistic = (values) => mean(values.map((v) => v * v));
export const root =
  (epsilon: number, spread = variance): Statistic =>
  (values) =>
    Math.sqrt(spread(values) + epsilon);

/** Examples down, units across, and each unit with a mean and a spread of its own. */
export function signal(examples: number, units: number, random: RandomStream): Matrix {
  const centers = draws(units, () => between(random, 0.5, 2));
  const spreads = draws(units, () => between(random, 0.5, 2));
  return map(normals(examples, units, random), (v, _, j) => itemAt(centers, j) + itemAt(spreads, j) * v);
}
/** Large enough to show where it is added. */
export const drawnEpsilon = (random: RandomStream): number => between(random, 0.05, 0.3);

export const byColumn = (a: Matrix, change: (column: number[]) => number[]): Matrix =>
  transpose(transpose(a).map(change));
export const standardize =
  (divisor: Statistic, center = mean) =>
  (values: readonly number[]): number[] => {
    const [c, d] = [center(values), divisor(values)];
    return values.map((v) => (v - c) / d);
  };
