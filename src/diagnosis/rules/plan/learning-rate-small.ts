import { formatNumber } from '../../../format';
import { optimizerCode } from '../../plan/optimizer-code';
import type { Symptom } from '../../finding';
import type { Plan } from '../../plan/plan';
import { reachOf } from '../../plan/reach';
import type { Rule } from '../../rule';
import { rateFixes } from '../../runs/rates';

/** The share of the usual rate below which a training takes as many times longer, unless it goes on from trained weights. */
const SHARE = 1e-3;
/** Adadelta's own: Zeiler 2012 has no rate at all, which is a rate of 1. */
const ADADELTA_SHARE = 1e-2;
/**
 * TensorFlow.js divides by the mean square of the gradients before the step, where Zeiler's algorithm 1 counts the step's own: the first
 * step is as large as the gradient, and many networks do not survive a rate of 1.
 */
const ADADELTA_START = 0.1;

/** A rate of zero, one that is none, or one so small that no number of steps anyone waits for is enough. */
export const learningRateSmall: Rule<Plan> = {
  name: 'learning-rate-small',
  cause: 'learning-rate-too-low',
  summary: 'the rate is zero, below zero, no number, or a thousandth of the usual one',
  source:
    'arithmetic: updates are proportional to the rate; the usual rates are those of the optimisers’ papers and Keras',
  notebook: null,
  inspect: (plan) => {
    const { rate, usualRate, family } = reachOf(plan);
    const share = family === 'adadelta' ? ADADELTA_SHARE : SHARE;
    // Weights of the classes are as good as a rate where a step grows with the gradient.
    const weight = family === 'gradient' ? Math.max(...plan.outputs.map(({ lossWeight }) => lossWeight)) : 1;
    if (!(rate >= 0 && rate < Infinity)) return [noRate(plan, usualRate)];
    if (rate !== 0 && (usualRate === null || rate * weight > share * usualRate * 1.0001)) return [];
    const { name } = plan.optimizer;
    const start = family === 'adadelta' ? ADADELTA_START : usualRate;
    return [
      {
        severity: rate === 0 ? 'error' : 'warning',
        confidence: rate === 0 ? 1 : 0.8,
        layer: null,
        evidence: {
          quantity: 'learning rate',
          value: rate,
          threshold: rate === 0 ? 0 : share * (usualRate ?? 0),
          basis: 'arithmetic: updates are proportional to the rate',
        },
        problem:
          rate === 0
            ? 'The learning rate is 0'
            : `The rate ${formatNumber(rate)} is ${formatNumber((usualRate ?? 0) / rate, 2)} times smaller than the usual one of ${name}`,
        meaning:
          rate === 0
            ? 'No step changes any weight.'
            : 'A training takes as many times longer as the rate is smaller. Such rates suit weights that were trained before.',
        remedy: {
          text:
            family === 'adadelta'
              ? `Start from a rate of ${formatNumber(ADADELTA_START)}: the usual 1 is too large for the first steps of TensorFlow.js’s Adadelta.`
              : `Start from the usual rate, ${formatNumber(start ?? 0.01)}.`,
          code: start === null ? null : `optimizer: ${optimizerCode(plan.optimizer, start)}`,
          fixes: rate === 0 || start === null ? [] : rateFixes(start / rate),
        },
      },
    ];
  },
};

/** A rate below zero, or none that is a number. */
function noRate({ optimizer }: Plan, usualRate: number | null): Symptom {
  const { name, learningRate: rate } = optimizer;
  const start = usualRate ?? 0.01;
  return {
    severity: 'error',
    confidence: 1,
    layer: null,
    evidence: {
      quantity: 'learning rate',
      value: rate,
      threshold: 0,
      basis: 'arithmetic: a step is minus the rate times a direction that goes uphill',
    },
    problem: `The learning rate of ${name} is ${rate}`,
    meaning:
      rate < 0
        ? 'Each step goes uphill: the loss rises.'
        : 'The first step leaves no weight that is a number.',
    remedy: {
      text: `Start from ${rate < 0 && rate > -1 ? `${-rate}, or ` : ''}${formatNumber(start)}.`,
      code: `optimizer: ${optimizerCode(optimizer, start)}`,
      fixes: [],
    },
  };
}
