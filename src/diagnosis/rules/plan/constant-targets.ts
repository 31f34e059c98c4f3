import type { Plan } from '../../plan/plan';
import { isConstant } from '../../plan/columns';
import type { Rule } from '../../rule';

/** Targets that are the same in every row teach a constant. */
export const constantTargets: Rule<Plan> = {
  name: 'constant-targets',
  cause: 'data-mistake',
  summary: 'y is the same in every row, or labels are of one class only',
  source: 'arithmetic: a constant has no variance to explain',
  notebook: null,
  inspect: ({ outputs }) =>
    outputs
      .filter(({ target }) => target.rows > 1 && target.nonFinite.count === 0 && isConstant(target))
      .map(({ name, target, encoding }) => {
        const isLabel = encoding === 'oneHot' || encoding === 'multiLabel';
        const value = Array.from(target.values).slice(0, 4).join(', ');
        return {
          severity: 'error',
          confidence: 1,
          layer: name,
          evidence: {
            quantity: 'largest range of a column of y',
            value: 0,
            threshold: 0,
            basis: 'arithmetic: a constant has no variance to explain',
          },
          problem: isLabel
            ? `all ${target.rows} labels of ${name} are of one class`
            : `y of ${name} is ${target.columns.length > 1 ? `[${value}${target.columns.length > 4 ? ', …' : ''}]` : value} in all ${target.rows} rows`,
          meaning:
            'There is nothing to learn: the biases of the output give this value alone, and x does not matter. ' +
            'The labels were likely lost on the way, by a scaling over the wrong axis, a wrong column, or a filter.',
          remedy: { text: 'Print y before and after each step that prepares it.', code: 'y.print();' },
        };
      }),
};
