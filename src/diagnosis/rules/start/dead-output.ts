import { traitsOf } from '../../../activations';
import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { isSeen } from './draws';

/** Units of the output that are 0 for every example. */
export const deadOutput: Rule<Start> = {
  name: 'dead-output',
  cause: 'dead-output',
  summary: 'units of a ReLU output are 0 for every example',
  source: 'arithmetic: the derivative of a ReLU is 0 below 0',
  notebook: '05b-dead-units',
  inspect({ plan, passes }) {
    return plan.outputs.flatMap(({ name, activation, units }, output) => {
      if (!traitsOf(activation)?.isRectified) return [];
      const size = units ?? 1;
      const shares = passes.map(({ outputs }) => deadShare(outputs[output]!, size));
      const whole = shares.filter((one) => one === 1).length / shares.length;
      const some = shares.filter((one) => one > 0).length / shares.length;
      if (some === 0) return [];
      const isError = isSeen(shares[0] === 1, whole);
      const worst = Math.max(...shares);
      return [
        {
          severity: isError ? 'error' : 'warning',
          confidence: isError ? Math.max(whole, 0.5) : some,
          layer: name,
          evidence: {
            quantity: 'share of output units that are 0 for every example',
            value: worst,
            threshold: 0,
            basis: 'arithmetic: where a ReLU is 0 its derivative is 0',
          },
          problem:
            `${formatNumber(100 * worst, 3)} % of the units of the output ${name} are 0 for every example of the batch, in ` +
            `${shares.filter((one) => one > 0).length} of ${shares.length} draws of the weights.`,
          meaning:
            'An output of 0 with derivative 0 never changes: what that unit should say is never learnt.',
          remedy: {
            text: 'Use no activation for numbers, a softmax for classes that exclude one another, a sigmoid for yes or no.',
            code: `tf.layers.dense({ units: ${size}${size > 1 ? ", activation: 'softmax'" : ''} })`,
            fixes: ['output'],
          },
        },
      ];
    });
  },
};

function deadShare(values: Float32Array, units: number): number {
  const alive = new Set<number>();
  values.forEach((value, i) => {
    if (value !== 0) alive.add(i % units);
  });
  return 1 - alive.size / units;
}
