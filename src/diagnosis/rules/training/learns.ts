import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { LEARNED, scoreEvidence, scoresOf } from '../../runs/outcome';
import { isByHeart } from '../../runs/held-out';
import type { Runs } from '../../runs/runs';

/** The network learns: what the plan only suspects is no reason that it fails. */
export const learns: Rule<Runs> = {
  name: 'learns',
  cause: 'not-a-training-fault',
  summary: 'a short training is better than any constant output, from every draw of the weights',
  source: 'the best constant output, whose loss follows from y alone',
  notebook: null,
  inspect: (runs) => {
    const scores = scoresOf(runs);
    const least = Math.min(...scores);
    if (scores.length === 0 || !(least >= LEARNED)) return [];
    if (runs.runs.some(({ heldOut }) => heldOut !== null && isByHeart(heldOut))) return [];
    const { baseline, steps } = runs;
    const { before, after } = runs.runs[0]!;
    return [
      {
        severity: 'info',
        // One of several outputs may learn, and another not.
        confidence: runs.plan.outputs.length === 1 ? 1 : 0.5,
        layer: null,
        evidence: scoreEvidence(least, LEARNED),
        problem: `The network learns: in ${steps} steps the loss goes from ${formatNumber(before.inference.loss)} to ${formatNumber(after.inference.loss)}, where the best constant has ${formatNumber(baseline!.constant)}`,
        meaning:
          'Gradients reach the weights and the rate suits them. Where the results disappoint, look at the data, at the length of the training, and at what the loss asks for.',
        remedy: { text: 'Nothing: train on.', code: null },
      },
    ];
  },
};
