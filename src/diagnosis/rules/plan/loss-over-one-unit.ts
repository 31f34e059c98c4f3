import type { Symptom } from '../../finding';
import { headRemedy } from '../../plan/head';
import type { KnownLoss } from '../../plan/loss-kinds';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A loss over classes, of an output with one unit: it does not depend on the output, or not as it should. */
export const lossOverOneUnit: Rule<Plan> = {
  name: 'loss-over-one-unit',
  cause: 'wrong-loss-for-task',
  summary: 'a loss over several classes, of an output with one unit',
  source: 'the definitions of the losses, at one class',
  notebook: null,
  inspect: (plan) => plan.outputs.flatMap((output) => symptomOf(plan, output)),
};

/** The value of a loss at one unit. */
const AT_ONE: Partial<Record<KnownLoss, string>> = {
  categoricalCrossentropy: 'it divides the output by itself, so that the loss is 0 whatever the output is',
  sparseCategoricalCrossentropy:
    'it divides the output by itself, so that the loss is 0 whatever the output is',
  crossEntropy: 'the softmax of one logit is 1, so that the loss is 0 whatever the output is',
  kullbackLeiblerDivergence: 'a target of 0 costs nothing, so that every output goes to 1',
  cosineProximity: 'it divides the output by its own size, so that only its sign counts, and has gradient 0',
};

function symptomOf(plan: Plan, output: OutputPlan): Symptom[] {
  const { units, loss, lossName, name } = output;
  const why = loss === null ? undefined : AT_ONE[loss];
  // Cross-entropy is only assumed where no loss is given; another rule asks for one.
  if (units !== 1 || why === undefined || !plan.isLossGiven) return [];
  return [
    {
      severity: 'error',
      confidence: 1,
      layer: name,
      evidence: { quantity: 'units of the output', value: 1, threshold: 2, basis: `arithmetic: ${why}` },
      problem: `${name} has one unit, and ${lossName ?? String(loss)} is a loss over several`,
      meaning: `At one unit ${why}: nothing is learned.`,
      remedy: headRemedy(plan, output),
    },
  ];
}
