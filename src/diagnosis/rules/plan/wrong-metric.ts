import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';

/** The names of accuracy in tfjs. */
const ACCURACY = ['accuracy', 'acc', 'binaryAccuracy', 'categoricalAccuracy', 'sparseCategoricalAccuracy'];

/** A metric that does not measure the task misleads, though it changes nothing in training. */
export const wrongMetric: Rule<Plan> = {
  name: 'wrong-metric',
  cause: 'wrong-metric-only',
  summary: 'accuracy of a regression, or an accuracy that counts each entry of one-hot labels',
  source: 'TensorFlow.js: the accuracy is chosen by the loss and the shape of the output',
  notebook: null,
  inspect: ({ metrics, outputs }) =>
    metrics.some((name) => ACCURACY.includes(name)) ? outputs.flatMap(symptomOf) : [],
};

function symptomOf({ name, encoding, lossName, units }: OutputPlan): Symptom[] {
  if (encoding === 'numbers')
    return [
      {
        ...note(name, 0, 'numbers have no classes'),
        problem: `Accuracy is measured, but y of ${name} is numbers, not classes`,
        meaning:
          'It counts outputs that equal y after rounding or by their largest entry, which says nothing about the error.',
        remedy: {
          text: 'Measure the mean absolute error.',
          code: "model.compile({ optimizer, loss, metrics: ['meanAbsoluteError'] })",
        },
      },
    ];
  if (encoding === 'oneHot' && lossName === 'binaryCrossentropy' && (units ?? 1) > 2)
    return [
      {
        ...note(name, 1 - 1 / units!, 'arithmetic: 1 - 1 / K'),
        problem: `With binaryCrossentropy, accuracy counts each of the ${units} entries of a label: all zeros have ${((100 * (units! - 1)) / units!).toFixed(0)} %`,
        meaning: 'A network that knows nothing looks good.',
        remedy: {
          text: 'Measure the categorical accuracy.',
          code: "model.compile({ optimizer, loss, metrics: ['categoricalAccuracy'] })",
        },
      },
    ];
  return [];
}

const note = (
  layer: string,
  value: number,
  basis: string,
): Pick<Symptom, 'severity' | 'confidence' | 'layer' | 'evidence'> => ({
  severity: 'info',
  confidence: 0.9,
  layer,
  evidence: { quantity: 'accuracy of a constant', value, threshold: null, basis },
});
