import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { LEARNED, scoreEvidence, scoreOf } from '../../runs/outcome';
import type { Runs } from '../../runs/runs';

/** The share of the first averages that may be left, so that their lag explains nothing. */
const LAG = 0.05;

/** Batch normalisation: the network learns in training mode, and not as it is used afterwards. */
export const batchNormModes: Rule<Runs> = {
  name: 'batch-norm-modes',
  cause: 'normalization-misuse',
  summary: 'the loss in inference is far above that in training, though the averages have had time',
  source: 'Ioffe 2017, "Batch renormalization", section 3: small batches have other statistics',
  notebook: '07-normalisation',
  inspect: ({ runs, plan, baseline, steps }) => {
    const norms = plan.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
    const momentum = Math.max(
      0,
      ...norms.map((layer) => (layer as unknown as { momentum: number }).momentum),
    );
    if (norms.length === 0 || momentum ** steps > LAG || !baseline) return [];
    const gaps = runs.map(({ after }) => ({
      training: scoreOf({ training: after.training, inference: after.training }, baseline),
      inference: scoreOf({ training: after.inference, inference: after.inference }, baseline),
    }));
    const bad = gaps.filter(({ training, inference }) => training >= LEARNED && inference < training / 2);
    if (bad.length < runs.length || runs.length === 0) return [];
    const { training, inference } = runs[0]!.after;
    return [
      {
        severity: bad.every((one) => one.inference <= 0) ? 'error' : 'warning',
        confidence: 0.7,
        layer: norms[0]!.name,
        evidence: scoreEvidence(bad[0]!.inference, bad[0]!.training / 2),
        problem: `After ${steps} steps the loss is ${formatNumber(training.loss)} in training mode and ${formatNumber(inference.loss)} in inference`,
        meaning: `In training each batch of ${plan.batchSize} is normalised by its own statistics, afterwards by moving averages. They differ so much that the network is another one.`,
        remedy: {
          text: 'Use larger batches, or layer normalisation, which has no averages.',
          code: 'tf.layers.layerNormalization()',
        },
      },
    ];
  },
};
