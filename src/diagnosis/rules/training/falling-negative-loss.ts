import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { share } from '../../runs/outcome';
import type { Run, Runs } from '../../runs/runs';

/** Losses that are at least 0 for targets in their range. */
const AT_LEAST_ZERO = ['binaryCrossentropy', 'categoricalCrossentropy', 'kullbackLeiblerDivergence'];

/** A loss of a distribution that falls below 0: the targets are out of its range. */
export const fallingNegativeLoss: Rule<Runs> = {
  name: 'falling-negative-loss',
  cause: 'labels-do-not-fit-output',
  summary: 'the loss falls below 0, where targets in its range keep it above',
  source: 'arithmetic: -y ln p - (1 - y) ln (1 - p) is at least 0 for y from 0 to 1',
  notebook: null,
  inspect: ({ runs, plan }) => {
    const [output] = plan.outputs;
    if (plan.outputs.length !== 1 || !AT_LEAST_ZERO.includes(output?.lossName ?? '')) return [];
    const negative = share(runs, isNegative);
    if (negative === 0) return [];
    const { before, after } = runs.find(isNegative)!;
    const { min, max } = output!.target;
    return [
      {
        severity: 'error',
        confidence: negative,
        layer: output!.name,
        evidence: {
          quantity: 'loss after the run',
          value: after.inference.loss,
          threshold: 0,
          basis: 'arithmetic: a cross-entropy of probabilities is at least 0',
        },
        problem: `The loss falls from ${formatNumber(before.inference.loss)} to ${formatNumber(after.inference.loss)}, below 0: y goes from ${formatNumber(min)} to ${formatNumber(max)}`,
        meaning:
          'The loss takes y as probabilities. Beyond 1 it has no least value: the output runs to its bound, and nothing is learned.',
        remedy: {
          text: "Use labels from 0 to 1; for several classes one-hot labels with a softmax, for numbers 'meanSquaredError' without an activation.",
          code: 'const labels = tf.oneHot(y.toInt(), classes);',
        },
      },
    ];
  },
};

const isNegative = ({ after }: Run): boolean => after.inference.loss < -1e-3;
