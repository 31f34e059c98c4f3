import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/**
 * Training refuses model, loss or data, and no other rule says why.
 *
 * @param others the rules that say why
 */
export const trainingRefuses = (others: readonly Rule<Plan>[]): Rule<Plan> => ({
  name: 'training-refuses',
  cause: 'data-mistake',
  summary: 'training refuses the model, the loss or the data',
  source: 'the checks of train, which are those of fit and those against silent broadcasting',
  notebook: null,
  inspect(plan) {
    const { refusal } = plan;
    if (refusal === null) return [];
    if (others.some(({ inspect }) => inspect(plan).some(({ severity }) => severity === 'error'))) return [];
    const reason = refusal.replace(/^\w+: /, '');
    return [
      {
        severity: 'error',
        confidence: 1,
        layer: null,
        evidence: { quantity: 'checks that fail', value: 1, threshold: 1, basis: 'the checks of train' },
        problem: `Training refuses this: ${reason}`,
        meaning: 'No step can be taken before it is changed.',
        remedy: { text: 'Write what the message asks for.', code: null },
      },
    ];
  },
});
