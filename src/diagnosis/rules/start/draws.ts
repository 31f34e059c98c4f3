// Facts that hold over draws of the weights: a ratio with what chance allows, and whether a fault belongs to this start.
import { median } from '../../../math';
import type { Link } from '../../start/chain';
import type { Start, StartPass } from '../../start/start';
import type { Trend } from '../../start/trend';

/**
 * The standard deviation of the logarithm of a ratio over draws of a healthy network: half the square root of 5 Σ 1 / width, for ReLU
 * layers (Hanin 2018).
 */
const chanceOf = (links: readonly Link[]): number =>
  Math.sqrt(5 * links.reduce((sum, { units }) => sum + 1 / units, 0)) / 2;

/** A trend over the draws: the median of the ratio in the middle, what chance allows taken off, and the range. */
export interface DrawnTrend {
  readonly ratio: number;
  /** The ratio with two standard deviations of chance taken off towards 1. */
  readonly ratioBeyondChance: number;
  readonly least: number;
  readonly greatest: number;
  readonly factor: number;
  readonly standardError: number;
  readonly trend: Trend;
}

/** The trend of the signal or the gradient over the draws; null where it has none in most. */
export function overDraws(start: Start, which: (pass: StartPass) => Trend | null): DrawnTrend | null {
  const trends = start.passes.map(which).filter((one): one is Trend => one !== null);
  const [trend] = trends;
  if (trend === undefined || 2 * trends.length < start.passes.length) return null;
  const ratio = median(trends.map((one) => one.ratio));
  const log = Math.log(ratio);
  const chance = Math.min(Math.abs(log), 2 * chanceOf(start.links));
  return {
    ratio,
    ratioBeyondChance: Math.exp(log - Math.sign(log) * chance),
    least: Math.min(...trends.map((one) => one.ratio)),
    greatest: Math.max(...trends.map((one) => one.ratio)),
    factor: median(trends.map((one) => one.factor)),
    standardError: median(trends.map((one) => one.standardError)),
    trend,
  };
}

/** The first of what is found over the draws of the weights, null where there is nothing, and the share of the draws that have it. */
export function overStarts<Found>(
  { passes }: Start,
  find: (pass: StartPass) => Found | null,
): { first: Found | null; share: number; isInWeights: boolean } {
  const found = passes.map(find);
  const hits = found.filter((one) => one !== null);
  return { first: hits[0] ?? null, share: hits.length / found.length, isInWeights: found[0] !== null };
}

/** Whether a fault counts as one of this start: it is there with the weights as they are, or in half of the draws. */
export const isSeen = (asTheyAre: boolean, share: number): boolean => asTheyAre || share >= 0.5;
