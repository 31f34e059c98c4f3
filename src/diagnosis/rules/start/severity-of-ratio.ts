// The severity of a ratio over depth: how far a signal or a gradient may shrink or grow before training fails.
import type { Severity } from '../../finding';
import { DEFAULT_STEPS } from '../../plan/plan';
import type { Start } from '../../start/start';

/**
 * The limits of the ratio of a signal or gradient at one end of a network to that at the other, without unit. Measured on the 8 × 8
 * digits with ReLU, tanh and sigmoid networks of 2 to 30 layers of 32 units, PyTorch's, Xavier's and He's initialisations and three scaled
 * ones, 400 steps each: with SGD at rate 0.1 every network with a ratio below 1 / 400 stayed at ln 10 and every one above 0.03 left it;
 * with Adam at 0.002 those below 1e-6 stayed, with few exceptions, and those above 0.01 reached half of ln 10. Of growing gradients
 * (tanh with thrice its critical weights, batch norm without skips) those above 300 stayed, those below 20 did not.
 */
const SHRINKS = { warning: 0.03, adaptiveWarning: 0.01, skipWarning: 1e-3, adaptiveError: 1e-6 };
const GROWS = { warning: 50, error: 500 };

const [FEWEST_STEPS, MOST_STEPS] = [300, 10_000];

/** Whether an optimiser divides each gradient by its own size, so that small gradients move weights as far as large ones. */
const isAdaptive = ({ plan }: Start): boolean => /^(ada|nadam|rms)/i.test(plan.optimizer.name);

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
