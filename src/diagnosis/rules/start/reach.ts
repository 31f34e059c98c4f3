// The judgement of a ratio over depth: how far a signal or a gradient may shrink or grow before training fails.
import { median } from '../../../math';
import type { Severity } from '../../finding';
import type { Link } from '../../start/chain';
import type { Start, StartPass } from '../../start/start';
import type { Trend } from '../../start/trend';

/**
 * The limits of the ratio of a signal or gradient at one end of a network to that at the other, without unit. Measured on the 8 × 8
 * digits with ReLU, tanh and sigmoid networks of 2 to 30 layers of 32 units, PyTorch's, Xavier's and He's initialisations and three scaled
 * ones, 400 steps each: with SGD at rate 0.1 every network with a ratio below 1 / 400 stayed at ln 10 and every one above 0.03 left it;
 * with Adam at 0.002 those below 1e-6 stayed, with few exceptions, and those above 0.01 reached half of ln 10. Of growing gradients
 * (tanh with thrice its critical weights, batch norm without skips) those above 300 stayed, those below 20 did not.
 */
const SHRINKS = { warning: 0.03, adaptiveWarning: 0.01, skipWarning: 1e-3, adaptiveError: 1e-6 };
const GROWS = { warning: 50, error: 500 };

/** The number of steps that is assumed when it is not known. */
const DEFAULT_STEPS = 1000;
const [FEWEST_STEPS, MOST_STEPS] = [300, 10_000];

/** Whether an optimiser divides each gradient by its own size, so that small gradients move weights as far as large ones. */
export const isAdaptive = ({ plan }: Start): boolean => /^(ada|nadam|rms)/i.test(plan.optimizer.name);

/** The ratio below which the ends of a network that far apart do not train, and where that comes from. */
function shrinkLimit(start: Start): { readonly threshold: number; readonly basis: string } {
  if (isAdaptive(start)) {
    return {
      threshold: SHRINKS.adaptiveError,
      basis: 'measured: adaptive optimisers lose the direction at the resolution of float32, below 1e-6',
    };
  }
  const steps = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, start.plan.steps ?? DEFAULT_STEPS));
  return {
    threshold: 1 / steps,
    basis: `arithmetic: below 1 / ${steps} the far end moves less in ${steps} steps than the near end in one`,
  };
}

/** The ratio below which training is slower than it needs to be. Paths around layers carry what the layers themselves lose. */
const slowLimit = (start: Start): number =>
  !start.isChain ? SHRINKS.skipWarning : isAdaptive(start) ? SHRINKS.adaptiveWarning : SHRINKS.warning;

/** The severity of a ratio below 1; null where it is healthy. */
export function severityOfShrinking(start: Start, ratio: number): Severity | null {
  if (ratio < shrinkLimit(start).threshold) return 'error';
  return ratio < slowLimit(start) ? 'warning' : null;
}

/** The limit that a ratio of some severity has crossed, and where it comes from. */
export function crossedLimit(
  start: Start,
  severity: Severity,
): { readonly threshold: number; readonly basis: string } {
  if (severity === 'error') return shrinkLimit(start);
  return {
    threshold: slowLimit(start),
    basis:
      'measured: of networks of 2 to 30 layers on ten classes, those above it came below the loss of a guess within 400 steps',
  };
}

/** The severity of a ratio above 1; null where it is healthy. */
export const severityOfGrowing = (ratio: number): Severity | null =>
  ratio > GROWS.error ? 'error' : ratio > GROWS.warning ? 'warning' : null;

/** The limit that a ratio above 1 of some severity has crossed, and where it comes from. */
export const grownLimit = (severity: Severity): { readonly threshold: number; readonly basis: string } =>
  severity === 'error'
    ? {
        threshold: GROWS.error,
        basis:
          'measured: networks whose gradients grow more than 300 times stayed at the loss of a guess, with SGD and Adam',
      }
    : {
        threshold: GROWS.warning,
        basis: 'measured: networks whose gradients grow less than 20 times came below the loss of a guess',
      };

/**
 * The standard deviation of the logarithm of a ratio over draws of a healthy network: half the square root of 5 Σ 1 / width, for ReLU
 * layers (Hanin 2018).
 */
export const chanceOf = (links: readonly Link[]): number =>
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
