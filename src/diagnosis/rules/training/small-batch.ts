import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { lossOf } from '../../runs/evaluation';
import { getsFurther, halves, scoreEvidence } from '../../runs/outcome';
import type { Runs } from '../../runs/runs';

/** The part of the way from a constant's loss to a perfect one that larger batches have to bring. */
const GAIN = 0.1;

/** Batches of a single row, whose gradients are noise, where as many steps in larger ones get much further at the same rate. */
export const smallBatch: Rule<Runs> = {
  name: 'small-batch',
  cause: 'batch-size',
  summary: 'as many steps in batches of 32 leave less than half of what batches of a single row leave',
  source:
    'McCandlish et al. 2018, "An empirical model of large-batch training", section 2.2: below the noise scale the noise of a batch decides on the step',
  notebook: null,
  inspect: (runs) => {
    const { baseline, plan, steps, largerBatch } = runs;
    // A training that goes on for longer than could be seen may get there as well.
    const further = largerBatch && getsFurther(runs, largerBatch.run);
    if (!further) return [];
    const { batchSize, run } = largerBatch;
    const { first, end, own, other, severity } = further;
    if (other - own < GAIN || !halves(run.after, end, baseline)) return [];
    const size = formatNumber(plan.batchSize);
    return [
      {
        severity,
        confidence: 0.8,
        layer: null,
        evidence: scoreEvidence(own, Math.min(2 * other - 1, other - GAIN)),
        problem: `${plan.steps ?? steps} steps in batches of ${size} take the loss from ${formatNumber(lossOf(first.before))} to ${formatNumber(lossOf(end))}; ${run.history.length} in batches of ${batchSize} take it to ${formatNumber(lossOf(run.after))}`,
        meaning:
          'The gradient of a single row is mostly noise: at this rate the weights follow the last rows instead of all of them.',
        remedy: {
          text: `Use batches of ${batchSize}; or keep these, lower the learning rate, and train for more epochs.`,
          code: `await model.fit(x, y, { batchSize: ${batchSize}, epochs: ${Math.ceil((batchSize * (plan.steps ?? steps)) / plan.rows)} });`,
        },
      },
    ];
  },
};
