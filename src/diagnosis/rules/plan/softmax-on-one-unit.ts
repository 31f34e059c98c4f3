import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A softmax over one unit is 1 whatever its input is. */
export const softmaxOnOneUnit: Rule<Plan> = {
  name: 'softmax-on-one-unit',
  cause: 'softmax-on-one-unit',
  summary: 'the output is a softmax over a single unit',
  source: 'arithmetic: exp(z) / exp(z) = 1, with derivative 0',
  notebook: null,
  inspect: ({ outputs }) =>
    outputs
      .filter(({ activation, units }) => activation === 'softmax' && units === 1)
      .map(({ name }) => ({
        severity: 'error',
        confidence: 1,
        layer: name,
        evidence: {
          quantity: 'units under the softmax',
          value: 1,
          threshold: 2,
          basis: 'arithmetic: exp(z) / exp(z) = 1',
        },
        problem: `${name} is a softmax over one unit`,
        meaning:
          'The output is 1 for every example and every weight, and its derivative is 0: no gradient reaches any layer.',
        remedy: {
          text: "Use a sigmoid with 'binaryCrossentropy' for two classes, or no activation with 'meanSquaredError' for numbers.",
          code: "tf.layers.dense({ units: 1, activation: 'sigmoid' })",
        },
      })),
};
