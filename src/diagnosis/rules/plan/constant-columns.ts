import { featuresOf } from '../../plan/columns';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A column with one value says nothing. */
export const constantColumns: Rule<Plan> = {
  name: 'constant-columns',
  cause: 'data-mistake',
  summary: 'columns of x have the same value in every row',
  source: 'arithmetic: a constant input is a bias',
  notebook: null,
  inspect: ({ inputs, rows }) =>
    inputs.flatMap(({ name, data }) => {
      const features = data.rowShape.length === 1 ? featuresOf(data) : [];
      const constant = features.filter(({ min, max }) => min === max);
      if (rows < 2 || constant.length === 0 || constant.length === features.length) return [];
      return [
        {
          severity: 'info' as const,
          confidence: 1,
          layer: name,
          columns: constant.slice(0, 10).map(({ index }) => index),
          evidence: {
            quantity: 'columns with one value',
            value: constant.length,
            threshold: null,
            basis: 'arithmetic: a constant input is a bias',
          },
          problem: `${constant.length} of the ${features.length} columns of x have the same value in every row`,
          meaning: 'They add nothing but a bias, and a division by their standard deviation of 0 makes NaN.',
          remedy: { text: 'Leave them out.', code: null },
        },
      ];
    }),
};
