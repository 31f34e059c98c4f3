import { formatNumber } from '../../../format';
import { mean } from '../../../math';
import { compileAtRate } from '../../plan/optimizer-code';
import type { Rule } from '../../rule';
import {
  continued,
  HALFWAY,
  halves,
  halvesForOthers,
  isWhole,
  LEARNED,
  plannedEnd,
  scoreEvidence,
  scoreOf,
} from '../../runs/outcome';
import { rateFixes, rateThatLearns } from '../../runs/rates';
import { restOfWay } from '../../runs/baseline';
import type { Run, Runs } from '../../runs/runs';
import { lossOf } from '../../runs/evaluation';

/** The planned steps at the caller's rate are too few, and the same steps at a larger rate are not. */
export const learningRateTooLow: Rule<Runs> = {
  name: 'learning-rate-too-low',
  cause: 'learning-rate-too-low',
  summary:
    'the planned steps get nowhere, or less than half of the way, and as many at a larger rate get much further',
  source: 'n steps at f times the rate go as far as f n steps, while the gradient stays alike',
  notebook: null,
  inspect: (runs) => {
    const { baseline, plan, steps } = runs;
    const first = runs.runs[0];
    const faster = rateThatLearns(runs, 'faster');
    if (!first || !faster || rateThatLearns(runs, 'slower')) return [];
    // The rate a tenth of this one did not learn in as many steps: a tenth of the factor times the steps are too few at the caller's.
    const needed = (faster.factor / 10) * steps;
    const tooFew = plan.steps !== null && needed >= plan.steps;
    const end = plannedEnd(plan, first, steps);
    const fallsShort = end === null && plan.steps !== null && endsShort(faster, plan.steps, runs);
    const isNowhere = end !== null && scoreOf(end, baseline) < LEARNED;
    const gains =
      fallsShort ||
      isNowhere ||
      (end !== null &&
        scoreOf(end, baseline) < HALFWAY &&
        halves(faster.after, end, baseline) &&
        halvesForOthers(faster, runs));
    if (!tooFew && !gains && !(plan.steps === null && faster.factor >= 100)) return [];
    // A factor of 10 alone is as well a matter of too few steps.
    const later = continued(runs)?.later ?? null;
    const isLength =
      !gains && faster.factor <= 10 && (later === null || scoreOf(later.evaluation, baseline) >= LEARNED);
    if (isLength && (plan.steps ?? 0) <= ORDINARY_STEPS) return [];
    const rate = plan.optimizer.learningRate;
    const [given, other] = [formatNumber(rate), formatNumber(rate * faster.factor)];
    // Biases start near 0, where any way is many times their norm.
    const matrices = first.movements.filter(({ weight, norm }) => norm > 0 && !weight.includes('bias'));
    const largest = Math.max(...matrices.map(({ ratio }) => ratio));
    return [
      {
        severity: isWhole(runs) && faster.factor >= 100 ? 'error' : 'warning',
        confidence: faster.factor >= 100 ? 0.9 : 0.6,
        layer: null,
        evidence: scoreEvidence(scoreOf(first.after, baseline), gains ? HALFWAY : LEARNED),
        problem: `${steps} steps at the learning rate ${given} take the loss from ${formatNumber(lossOf(first.before))} to ${formatNumber(lossOf(first.after))} and move no weight by more than ${formatNumber(100 * largest)} % of its norm; at ${other} they take it to ${formatNumber(lossOf(faster.after))}`,
        meaning:
          plan.steps === null
            ? 'The loss falls along a straight line, so slowly that the training takes a hundred times as long as it needs to.'
            : `The loss falls so slowly that the ${plan.steps} planned steps end far from where they could.`,
        remedy: {
          fixes: rateFixes(faster.factor),
          text: `Raise the learning rate to about ${other}.`,
          code: compileAtRate(plan.optimizer, rate * faster.factor),
        },
      },
    ];
  },
};

/**
 * Whether all planned steps at the caller's rate, which go no further than a factor-th of them at a larger one, end less than half of the
 * way, where that one has got much further, or is still going.
 */
function endsShort({ factor, history, after }: Run, planned: number, { baseline, steps }: Runs): boolean {
  const same = planned / factor;
  if (baseline === null || same > steps) return false;
  if (scoreOf(after, baseline) < HALFWAY) return true;
  const near = history.slice(Math.floor(0.9 * same), Math.ceil(1.1 * same) + 1).map(({ loss }) => loss);
  const left = restOfWay(mean(near), baseline);
  return left > 1 - HALFWAY && 1 - scoreOf(after, baseline) < left / 2;
}

/** The number of steps below which a training is short: a few epochs of a small data set. */
const ORDINARY_STEPS = 1000;
