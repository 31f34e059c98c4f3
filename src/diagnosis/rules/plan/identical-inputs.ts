import type { Plan } from '../../plan/plan';
import { isConstant } from '../../plan/columns';
import { isEmbedded } from '../../plan/first-layers';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** Inputs that are the same in every row tell no two rows apart. */
export const identicalInputs: Rule<Plan> = {
  name: 'identical-inputs',
  cause: 'data-mistake',
  summary: 'x is the same in every row, also where an embedding rounds it to the same index',
  source: 'arithmetic: a function of a constant is a constant',
  notebook: null,
  inspect: ({ inputs, calls, rows }) => {
    const constant = inputs.map(
      ({ name, data }) => isConstant(data) || (isEmbedded(calls, name) && data.min > -1 && data.max < 1),
    );
    if (rows < 2 || !constant.every(Boolean) || inputs.some(({ data }) => data.nonFinite.count > 0))
      return [];
    const rounded = inputs.some(({ data }) => !isConstant(data));
    return [
      {
        severity: 'error',
        confidence: 1,
        layer: inputs[0]!.name,
        evidence: countEvidence(
          'rows of x that differ',
          0,
          'arithmetic: a function of a constant is a constant',
        ),
        problem: rounded
          ? `every value of x is a fraction between −1 and 1, and the embedding takes each as index 0`
          : `all ${rows} rows of x are the same`,
        meaning:
          'The network gives every row the same output, so that no loss below that of a constant can be reached.',
        remedy: rounded
          ? {
              text: 'Feed an embedding whole numbers, the indices of the words; feed numbers to a dense layer.',
              code: null,
            }
          : { text: 'Print x before and after each step that prepares it.', code: 'x.print();' },
      },
    ];
  },
};
