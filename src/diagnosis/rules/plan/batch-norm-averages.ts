import { formatNumber } from '../../../format';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** The share of the initial averages in those of the end from which on predictions are off; from a fifth of it on it is worth a note. */
const MUCH = 0.5;

/** The averages that a batch normalisation uses in predictions start at 0 and 1, and forget that as momentum^steps. */
export const batchNormAverages: Rule<Plan> = {
  name: 'batch-norm-averages',
  cause: 'normalization-misuse',
  summary: 'a batch normalisation has too few steps to learn the averages that predictions use',
  source: 'arithmetic: an exponential average keeps momentum^steps of what it began with',
  notebook: '07-normalisation',
  inspect: ({ layers, steps }) => {
    const slowest = layers
      .filter((layer) => layer.getClassName() === 'BatchNormalization' && layer.trainable)
      .map((layer) => ({ layer, momentum: (layer.getConfig().momentum as number | undefined) ?? 0.99 }))
      .sort((p, q) => q.momentum - p.momentum)[0];
    if (!slowest || steps === null) return [];
    const { layer, momentum } = slowest;
    const left = momentum ** steps;
    if (left < MUCH / 5) return [];
    return [
      {
        severity: left >= MUCH ? 'warning' : 'info',
        confidence: 0.7,
        layer: layer.name,
        evidence: {
          quantity: 'share of the initial averages after all steps',
          value: left,
          threshold: MUCH,
          basis: 'arithmetic: momentum^steps',
        },
        problem:
          `After ${formatNumber(steps)} steps the averages of ${layer.name} are still ${formatNumber(100 * left, 2)} % those that it ` +
          `began with, a mean of 0 and a variance of 1 (momentum ${formatNumber(momentum)})`,
        meaning:
          'Training uses the mean and variance of each batch, predictions use the averages: evaluation is far worse than the ' +
          'training loss says until the averages have caught up.',
        remedy: {
          text: 'Train for more steps, or lower the momentum of the averages.',
          code: 'tf.layers.batchNormalization({ momentum: 0.9 })',
        },
      },
    ];
  },
};
