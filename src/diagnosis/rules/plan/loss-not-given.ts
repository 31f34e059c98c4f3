import { headFor, headRemedy } from '../../plan/head';
import { optimizerCode } from '../../plan/optimizer-code';
import type { Remedy } from '../../finding';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** The model is not compiled, no loss is given, and the one that is assumed does not fit. */
export const lossNotGiven: Rule<Plan> = {
  name: 'loss-not-given',
  cause: 'wrong-loss-for-task',
  summary: 'no loss is given, and cross-entropy on logits, which is assumed, does not fit',
  source: 'the default of observe and train',
  notebook: null,
  inspect: (plan) =>
    plan.isLossGiven || plan.outputs.every(({ loss }) => loss !== null)
      ? []
      : [
          {
            severity: 'error',
            confidence: 1,
            layer: null,
            evidence: countEvidence('losses given', 0, 'a model that is not compiled has no loss of its own'),
            problem:
              'The model is not compiled, no loss is given, and cross-entropy on logits does not fit it',
            meaning: plan.refusal ?? '',
            remedy: remedyOf(plan),
          },
        ],
};

function remedyOf(plan: Plan): Remedy {
  const [only, ...others] = plan.outputs;
  if (only !== undefined && others.length === 0) return headRemedy(plan, only);
  const losses = plan.outputs.map((output) => `'${headFor(output).loss}'`).join(', ');
  return {
    text: 'Compile the model with a loss for each output.',
    code: `model.compile({ optimizer: ${optimizerCode(plan.optimizer)}, loss: [${losses}] });`,
  };
}
