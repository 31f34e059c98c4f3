import { variableOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { DEFAULT_STEPS, type Plan } from '../../plan/plan';
import { reachOf } from '../../plan/reach';
import type { Rule } from '../../rule';

/** The distance of all weights over their norm below which they stay what they were drawn as. */
const STILL = 0.01;

/** Gradients that are clipped so small that gradient descent can't move the weights. */
export const clippingFreezes: Rule<Plan> = {
  name: 'clipping-freezes',
  cause: 'learning-rate-too-low',
  summary:
    'with the gradient clipped so small, all steps of gradient descent together move the weights by less than 1 %',
  source:
    'arithmetic: a step of gradient descent is at most the rate times the clipped norm (Pascanu et al. 2013, algorithm 1)',
  notebook: null,
  inspect: (plan) => {
    const { norm, value } = plan.clip;
    const { family, perStep } = reachOf(plan);
    const steps = plan.steps ?? DEFAULT_STEPS;
    const weights = plan.layers
      .flatMap((layer) => (layer.trainable ? layer.trainableWeights : []))
      .map((weight) => variableOf(weight));
    const count = weights.reduce((sum, { size }) => sum + size, 0);
    const bound = Math.min(norm ?? Infinity, (value ?? Infinity) * Math.sqrt(count));
    // Optimisers that divide by the size of the gradient undo the clipping.
    if (family !== 'gradient' || !Number.isFinite(bound) || count === 0) return [];
    const size = Math.sqrt(
      weights.reduce((sum, one) => sum + one.dataSync<'float32'>().reduce((part, v) => part + v * v, 0), 0),
    );
    const share = (steps * perStep * bound) / size;
    if (!(share < STILL)) return [];
    const given = norm === undefined ? `the value ${formatNumber(value!)}` : `the norm ${formatNumber(norm)}`;
    return [
      {
        severity: plan.steps === null ? 'warning' : 'error',
        confidence: 0.9,
        layer: null,
        evidence: {
          quantity: 'largest distance of the weights over their norm: steps × rate × clipped norm / |W|',
          value: share,
          threshold: STILL,
          basis:
            'arithmetic: a step is at most the rate times the clipped norm; weights that turn by 1 % give the same features',
        },
        problem: `Clipping to ${given} lets ${formatNumber(steps)} steps at the rate ${formatNumber(plan.optimizer.learningRate)} move the weights by at most ${formatNumber(100 * share, 2)} % of their norm`,
        meaning: 'However steep the loss is, the weights stay what they were drawn as.',
        remedy: {
          text: 'Clip at about the norm that gradients have in a healthy step, such as 1, or raise the rate.',
          code: 'await train(model, { x, y }, { epochs: 10, clip: { norm: 1 } });',
          fixes: ['clipping'],
        },
      },
    ];
  },
};
