import { keepsValues, nearestBefore } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** Losses that take the output as probabilities. */
const ON_PROBABILITIES = [
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'kullbackLeiblerDivergence',
];

/** A normalisation after the last layer takes the output's mean and scale away. */
export const normalizationOfOutput: Rule<Plan> = {
  name: 'normalization-of-output',
  cause: 'normalization-misuse',
  summary: 'the output of the model is that of a normalisation',
  source: 'arithmetic: a normalised output has mean 0 and variance 1 over each batch, whatever y is',
  notebook: '07-normalisation',
  inspect: ({ calls, outputs }) =>
    outputs.flatMap(({ name, lossName }, i) => {
      const call = calls.outputs[i]!;
      const source = keepsValues(call.layer)
        ? nearestBefore(call, ({ layer }) => keepsValues(layer))[0]
        : call;
      if (!source || !/^(Batch|Layer)Normalization$/.test(source.layer.getClassName())) return [];
      const needsProbabilities = ON_PROBABILITIES.includes(lossName ?? '');
      return [
        {
          severity: 'warning',
          confidence: needsProbabilities ? 0.9 : 0.6,
          layer: name,
          evidence: countEvidence(
            'layers with weights after the normalisation',
            0,
            'arithmetic: a normalised output has mean 0 and variance 1 over each batch',
          ),
          problem:
            `${source.layer.name} normalises the output itself` +
            (needsProbabilities ? `, and ${lossName} takes probabilities` : ''),
          meaning: needsProbabilities
            ? 'Half of the normalised values are below 0: as probabilities they are clipped, and get no gradient.'
            : 'An output depends on the other rows of its batch, and its mean and scale come from two numbers only.',
          remedy: { text: 'Put the normalisation before the last layer with weights.', code: null },
        },
      ];
    }),
};
