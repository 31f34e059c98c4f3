import { formatNumber } from '../../../format';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/**
 * The usual batch of small data; the gain in steps from which on smaller batches are worth it; the number of steps above which a full
 * batch is a choice.
 */
const [USUAL, GAIN, STEPS] = [32, 3, 100];

/** One batch of all rows makes one step an epoch. */
export const fullBatch: Rule<Plan> = {
  name: 'full-batch',
  cause: 'batch-size',
  summary: 'the batch has all rows, and there are few epochs',
  source:
    'arithmetic: an epoch has rows / batch size steps (Masters and Luschi 2018 for batches of 32 and below)',
  notebook: null,
  inspect: ({ rows, batchSize, steps }) => {
    const gain = Math.ceil(rows / USUAL) / Math.ceil(rows / batchSize);
    if (steps === null || batchSize < rows || gain < GAIN || steps >= STEPS) return [];
    return [
      {
        severity: 'warning',
        confidence: 0.6,
        layer: null,
        evidence: {
          quantity: 'steps of an epoch',
          value: 1,
          threshold: GAIN,
          basis: `arithmetic: batches of ${USUAL} make ${formatNumber(gain)} times as many`,
        },
        problem: `One batch has all ${formatNumber(rows)} rows: ${formatNumber(steps)} epochs are ${formatNumber(steps)} steps in all`,
        meaning:
          'The gradient of 32 rows points nearly where that of all rows does, at a fraction of the cost.',
        remedy: {
          text: 'Use batches of 32.',
          code: `await model.fit(x, y, { batchSize: ${USUAL}, epochs: ${formatNumber(steps)} });`,
        },
      },
    ];
  },
};
