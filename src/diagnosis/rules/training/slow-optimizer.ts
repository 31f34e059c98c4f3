import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { lossOf } from '../../runs/evaluation';
import { getsFurther, HALFWAY, scoreEvidence } from '../../runs/outcome';
import type { Runs } from '../../runs/runs';

/** With a large epsilon, Adam is one of the slow ones. */
const isAdam = (name: string): boolean => /^adam/i.test(name);

/** Another optimiser than Adam ends less than half of the way at any rate, and as many steps of Adam get much further. */
export const slowOptimizer: Rule<Runs> = {
  name: 'slow-optimizer',
  cause: 'wrong-optimizer',
  summary:
    'the planned steps get less than half of the way, at other rates as well, and as many of Adam leave less than half of that',
  source:
    'Kingma and Ba 2015: steps that do not depend on the scale of each gradient; Zhang et al. 2020, "Why are adaptive methods good for attention models?"',
  notebook: '09-all-fixes-one-chart',
  inspect: (runs) => {
    const { adam, plan, steps } = runs;
    const further = adam && getsFurther(runs, adam.run);
    if (!further) return [];
    const { first, end, own, severity } = further;
    const rate = formatNumber(adam.learningRate);
    const { name, epsilon } = plan.optimizer;
    const optimizer = isAdam(name) ? `${name} with an epsilon of ${formatNumber(epsilon ?? 0)}` : name;
    return [
      {
        severity,
        confidence: 0.7,
        layer: null,
        evidence: scoreEvidence(own, HALFWAY),
        problem: `${plan.steps ?? steps} steps of ${optimizer} at the learning rate ${formatNumber(plan.optimizer.learningRate)} take the loss from ${formatNumber(lossOf(first.before))} to ${formatNumber(lossOf(end))}; ${steps} of Adam at ${rate} take it to ${formatNumber(lossOf(adam.run.after))}`,
        meaning: isAdam(name)
          ? 'An epsilon that is larger than the gradients takes their place in what Adam divides by: the steps are as small as the gradients.'
          : 'One rate for all weights is too small for those with small gradients where it is as large as the others stand: Adam scales each by its own.',
        remedy: {
          fixes: adam.learningRate > 1e-3 ? ['adam', 'larger rate'] : ['adam'],
          text: `Use Adam${isAdam(name) ? ' with its usual epsilon' : ''}, at a learning rate of ${rate}.`,
          code: `model.compile({ optimizer: tf.train.adam(${adam.learningRate}), loss: model.loss });`,
        },
      },
    ];
  },
};
