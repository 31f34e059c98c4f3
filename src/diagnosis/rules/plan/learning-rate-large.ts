import { formatNumber } from '../../../format';
import { mixesInputs } from '../../../hooks';
import { kernelOf } from '../../plan/kernels';
import type { Plan } from '../../plan/plan';
import { reachOf } from '../../plan/reach';
import type { Rule } from '../../rule';

/** The multiple of the usual rate from which on the rule looks at the layers. */
const MULTIPLE = 30;
/** The change of a pre-activation in one step from which on trainings fail. */
const JUMP = 10;

/**
 * A step of Adam moves each of a unit's n weights by about the rate, and a pre-activation by n times that. Measured: 8 to 512 units,
 * one to three layers, digits, 450 steps: with rate × n of 13 and more, at 30 times the usual rate and more, 20 of 22 end at the
 * loss of a constant or above; with less than 5, 2 of 22.
 */
export const learningRateLarge: Rule<Plan> = {
  name: 'learning-rate-large',
  cause: 'learning-rate-too-high',
  summary: 'one step of the optimiser can change a pre-activation many times over',
  source: 'arithmetic: a step of Adam moves a weight by about its rate (Kingma and Ba 2015, section 2.1)',
  notebook: null,
  inspect: (plan) => {
    const { rate, usualRate, isBounded, family } = reachOf(plan);
    if (!isBounded || family === 'adagrad' || usualRate === null || rate < MULTIPLE * usualRate * 0.999)
      return [];
    const layers = plan.layers.filter((layer) => layer.trainable && mixesInputs(layer));
    const widest = layers
      .map((layer) => ({ layer, fanIn: kernelOf(layer)?.fanIn ?? 0 }))
      .sort((p, q) => q.fanIn - p.fanIn)[0];
    const jump = rate * (widest?.fanIn ?? 0);
    if (!widest || jump < JUMP) return [];
    return [
      {
        severity: 'warning',
        confidence: 0.8,
        layer: widest.layer.name,
        evidence: {
          quantity: 'change of a pre-activation in one step: rate × inputs of a unit',
          value: jump,
          threshold: JUMP,
          basis: 'measured: dense networks on digits end at the loss of a constant from 13 on',
        },
        problem:
          `the rate ${formatNumber(rate)} is ${formatNumber(rate / usualRate, 2)} times the usual one of ${plan.optimizer.name}: one step can ` +
          `change a pre-activation of ${widest.layer.name} (${widest.fanIn} inputs) by ${formatNumber(jump, 2)}`,
        meaning:
          'Pre-activations are about 1. Such steps throw units into saturation or beyond zero in the first few updates, and the loss ' +
          'jumps about a value far above what smaller steps reach.',
        remedy: {
          text: `Lower the rate to the usual ${formatNumber(usualRate)}.`,
          code: `optimizer: tf.train.${plan.optimizer.name.toLowerCase()}(${usualRate})`,
          fixes: ['smaller rate'],
        },
      },
    ];
  },
};
