import { formatNumber } from '../../../format';
import { compileAtRate } from '../../plan/optimizer-code';
import type { Rule } from '../../rule';
import {
  diverges,
  endsLower,
  HALFWAY,
  isHalfway,
  LEARNED,
  plannedEnd,
  scoreEvidence,
  scoreOf,
} from '../../runs/outcome';
import { rateFixes, rateThatLearns } from '../../runs/rates';
import type { Runs } from '../../runs/runs';
import { lossOf } from '../../runs/evaluation';

/** The steps below which a rise says nothing of the rate: the first steps of an optimiser are none of its usual size. */
const FEWEST_STEPS = 10;

/** The loss rises or gets nowhere at the caller's rate, and falls at a smaller one. */
export const learningRateTooHigh: Rule<Runs> = {
  name: 'learning-rate-too-high',
  cause: 'learning-rate-too-high',
  summary:
    'the loss rises above its start at this learning rate, or gets less than half of the way, and falls much further at a smaller one',
  source:
    'gradient descent is stable below 2 / λ, λ the largest eigenvalue of the Hessian (LeCun et al. 1998, section 4)',
  notebook: null,
  inspect: (runs) => {
    const { baseline, plan, trials, steps } = runs;
    const first = runs.runs[0];
    if (!first || (first.stopped === null && steps < FEWEST_STEPS)) return [];
    const slower = trials.filter(({ factor }) => factor < 1);
    // The same steps at a smaller rate end lower than both the start and the run at the caller's rate.
    const falls = slower.find((run) => endsLower(run, first) && lossOf(run.after) < lossOf(run.before));
    const learned = rateThatLearns(runs, 'slower');
    const isDivergent = runs.runs.every((run) => diverges(run, baseline));
    const cure = learned ?? (isDivergent ? falls : undefined);
    if (!cure) return [];
    const end = plannedEnd(plan, first, steps);
    const learns = end !== null && isHalfway(end, baseline);
    const rate = plan.optimizer.learningRate;
    const [given, other] = [formatNumber(rate), formatNumber(rate * cure.factor)];
    const last =
      first.stopped === null ? `${formatNumber(lossOf(first.after))} after ${steps} steps` : 'not finite';
    return [
      {
        severity: learns ? 'warning' : 'error',
        confidence: learns ? 0.7 : learned && isDivergent ? 0.95 : 0.85,
        layer: null,
        evidence: scoreEvidence(scoreOf(first.after, baseline), learns ? HALFWAY : LEARNED),
        problem: `At the learning rate ${given} the loss of the first run goes from ${formatNumber(lossOf(first.before))} to ${last}; at ${other} it goes to ${formatNumber(lossOf(cure.after))}`,
        meaning: learns
          ? 'Each update overshoots along the steepest directions, or takes the noise of a single batch into the weights: the loss jumps about where smaller steps let it fall.'
          : 'Each update overshoots the minimum along the steepest direction, so that the loss grows or jumps about instead of falling.',
        remedy: {
          fixes: rateFixes(cure.factor),
          text: `Lower the learning rate to ${other} or less, or warm it up.`,
          code: compileAtRate(plan.optimizer, rate * cure.factor),
        },
      },
    ];
  },
};
