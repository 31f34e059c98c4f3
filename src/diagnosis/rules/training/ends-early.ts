import { countOf, formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { continued, isWhole, LEARNED, MOST, scoreEvidence, scoreOf, scoresOf } from '../../runs/outcome';
import { holdsForOthers } from '../../runs/held-out';
import type { Runs } from '../../runs/runs';
import { lossOf } from '../../runs/evaluation';

/** A training that goes on is far better than the planned one. */
export const endsEarly: Rule<Runs> = {
  name: 'ends-early',
  cause: 'too-few-steps',
  summary: 'the loss still falls at the end of the planned steps, and more of them end far lower',
  source: 'the same training, continued',
  notebook: null,
  inspect: (runs) => {
    const { baseline, plan } = runs;
    const run = continued(runs);
    if (run === null || plan.steps === null || !improvesLater(runs)) return [];
    const { steps, evaluation } = run.later;
    const [end, more] = [scoreOf(run.after, baseline), scoreOf(evaluation, baseline)];
    const [loss, lossLater] = [lossOf(run.after), lossOf(evaluation)];
    const best = Math.max(...scoresOf(runs));
    return [
      {
        severity: 'warning',
        confidence: end < LEARNED ? 0.9 : 0.7,
        layer: null,
        evidence: scoreEvidence(best, Math.max(more / 2, 2 * more - 1)),
        problem: `The training of ${countOf(plan.steps, 'step')} ends at a loss of ${formatNumber(loss)}; ${steps} steps end at ${formatNumber(lossLater)}`,
        meaning: 'The loss is still falling when the training ends.',
        remedy: {
          text: `Train for more epochs, ${Math.ceil(steps / plan.steps)} times as many at least.`,
          code: `await model.fit(x, y, { batchSize: ${plan.batchSize}, epochs: ${Math.ceil((steps * plan.batchSize) / plan.rows)} });`,
        },
      },
    ];
  },
};

/** Whether a run covers the planned steps, and ends far lower when it goes on: not where it only learns rows by heart. */
export function improvesLater(runs: Runs): boolean {
  const { baseline } = runs;
  const run = continued(runs);
  if (run === null || !isWhole(runs) || !holdsForOthers(run.later.heldOut)) return false;
  const { evaluation } = run.later;
  // Chance decides how far a draw gets: the longer one has to be far better than all of them.
  const [best, more] = [Math.max(...scoresOf(runs)), scoreOf(evaluation, baseline)];
  const [loss, lossLater] = [lossOf(run.after), lossOf(evaluation)];
  const isLearning = more >= LEARNED && best < more / 2;
  // Steps to come bring rows that no step has seen.
  const isFirstEpoch = runs.plan.steps! * runs.plan.batchSize < runs.plan.rows;
  const seesMore = isFirstEpoch && best < MOST && 1 - more < (1 - best) / 2;
  // A run that is still worse than a constant has come half of the way to it.
  const isApproaching = best < 0 && lossLater < loss - (loss - baseline!.constant) / 2;
  return isLearning || seesMore || isApproaching;
}
