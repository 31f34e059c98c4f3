import { activationNameOf } from '../../../activations';
import { fieldsOf } from '../../../backend';
import type { Symptom } from '../../finding';
import { headRemedy } from '../../plan/head';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A softmax over one unit is 1 whatever its input is. */
export const softmaxOnOneUnit: Rule<Plan> = {
  name: 'softmax-on-one-unit',
  cause: 'softmax-on-one-unit',
  summary: 'a softmax over a single unit',
  source: 'arithmetic: exp(z) / exp(z) = 1, with derivative 0',
  notebook: null,
  inspect(plan) {
    const atOutputs = plan.outputs.filter(({ activation, units }) => activation === 'softmax' && units === 1);
    if (atOutputs.length > 0)
      return atOutputs.map((output) => symptomOf(output.name, true, headRemedy(plan, output)));
    // Elsewhere it may be one branch of several, such as attention over one step.
    return plan.layers.filter(isSoftmaxOverOne(plan)).map(({ name }) =>
      symptomOf(name, false, {
        text: `Give ${name} more than one unit to choose from, or another activation.`,
        code: "tf.layers.activation({ activation: 'sigmoid' })",
      }),
    );
  },
};

/** Whether a layer is a softmax over one unit in any of its calls; of one within a wrapper, its own number of units tells. */
const isSoftmaxOverOne =
  ({ calls }: Plan) =>
  (layer: Plan['layers'][number]): boolean => {
    if (activationNameOf(layer) !== 'softmax') return false;
    const own = calls.all.filter((call) => call.layer === layer);
    return own.length === 0
      ? fieldsOf(layer).units === 1
      : own.some(({ outputShape }) => outputShape.at(-1) === 1);
  };

const symptomOf = (layer: string, isOutput: boolean, remedy: Symptom['remedy']): Symptom => ({
  severity: isOutput ? 'error' : 'warning',
  confidence: 1,
  layer,
  evidence: {
    quantity: 'units under the softmax',
    value: 1,
    threshold: 2,
    basis: 'arithmetic: exp(z) / exp(z) = 1',
  },
  problem: `${layer} is a softmax over one unit`,
  meaning: isOutput
    ? 'The output is 1 for every example and every weight, and its derivative is 0: no gradient reaches any layer.'
    : 'It gives 1 for every example and every weight, and no gradient passes back through it.',
  remedy,
});
