import type { Symptom } from '../../finding';
import { headFor, headRemedy } from '../../plan/head';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A loss on probabilities, of an output without an activation. */
export const logitsIntoProbabilityLoss: Rule<Plan> = {
  name: 'logits-into-probability-loss',
  cause: 'logits-into-probability-loss',
  summary: 'the output has no activation, and the loss takes probabilities',
  source: 'tfjs clips the outputs to [1e-7, 1 - 1e-7] before the logarithm, with gradient 0 beyond',
  notebook: null,
  inspect: (plan) => plan.outputs.filter(isLogits).map((output) => symptomOf(plan, output)),
};

const isLogits = ({ loss, range, activation }: OutputPlan): boolean =>
  loss !== null &&
  ['probabilities', 'distribution'].includes(LOSS_KINDS[loss].output) &&
  activation === null &&
  range?.min === -Infinity &&
  range.max === Infinity;

function symptomOf(plan: Plan, output: OutputPlan): Symptom {
  const { name, loss, lossName, units } = output;
  const { isRegression } = LOSS_KINDS[headFor(output).loss];
  const activation = loss === 'binaryCrossentropy' || units === 1 ? 'sigmoid' : 'softmax';
  return {
    severity: 'error',
    confidence: 1,
    layer: name,
    evidence: {
      quantity: 'expected share of outputs below 0 at the start',
      value: 0.5,
      threshold: 0,
      basis: 'at usual weights an output without activation is as often below 0 as above it',
    },
    problem: `${name} has no activation, and ${lossName ?? String(loss)} takes probabilities`,
    meaning:
      'An output below 0 or above 1 is clipped: its gradient is 0, and the examples that are most wrong teach nothing.',
    remedy: isRegression
      ? headRemedy(plan, output)
      : {
          text: `Give the output a ${activation}.`,
          code: `tf.layers.dense({ units: ${units ?? 1}, activation: '${activation}' }) // in the place of ${output.replaced}`,
          fixes: ['output'],
        },
  };
}
