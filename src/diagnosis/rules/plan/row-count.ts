import type { Symptom } from '../../finding';
import { formatShape } from '../../../hooks';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** x and y have different numbers of rows, or none. */
export const rowCount: Rule<Plan> = {
  name: 'row-count',
  cause: 'data-mistake',
  summary: 'x and y differ in their number of rows, or have none',
  source: 'arithmetic: an example is a row of x and a row of y',
  notebook: null,
  inspect({ inputs, outputs, rows }) {
    const all = [
      ...inputs.map(({ name, tensor }) => ({
        what: inputs.length > 1 ? `x of ${name}` : 'x',
        tensor,
        isTarget: false,
      })),
      ...outputs.map(({ name, tensor }) => ({
        what: outputs.length > 1 ? `y of ${name}` : 'y',
        tensor,
        isTarget: true,
      })),
    ];
    const evidence = (value: number): Symptom['evidence'] => ({
      quantity: 'rows',
      value,
      threshold: Math.max(1, rows),
      basis: 'one row of x for each row of y',
    });
    const empty = all.find(({ tensor }) => tensor.rank > 0 && tensor.shape[0] === 0);
    if (empty) {
      return [
        {
          severity: 'error',
          confidence: 1,
          layer: null,
          evidence: evidence(0),
          problem: `${empty.what} has no rows: its shape is ${formatShape(empty.tensor.shape)}`,
          meaning: 'There is no example to learn from.',
          remedy: {
            text: 'Look at how the data are read: a wrong path or an empty filter gives no rows.',
            code: null,
          },
        },
      ];
    }
    return all
      .filter(({ tensor }) => tensor.rank === 0 || tensor.shape[0] !== rows)
      .map(({ what, tensor, isTarget }): Symptom => {
        const isOneRow = isTarget && tensor.size % rows === 0 && tensor.shape[0] === 1;
        return {
          severity: 'error',
          confidence: 1,
          layer: null,
          ...(isOneRow ? { cause: 'labels-do-not-fit-output' as const } : {}),
          evidence: evidence(tensor.shape[0] ?? 0),
          problem: `${what} has the shape ${formatShape(tensor.shape)}, and x has ${rows} rows`,
          meaning: isOneRow
            ? 'All targets stand in one row; each example needs a row of its own.'
            : 'No target can be told for each example: fit refuses the data.',
          remedy: remedyOf(tensor.shape, rows, isOneRow),
        };
      });
  },
};

function remedyOf(shape: readonly number[], rows: number, isOneRow: boolean): Symptom['remedy'] {
  if (isOneRow) return { text: 'Write one target a row.', code: `y.reshape([${rows}, -1])` };
  if (shape.length === 2 && shape[1] === rows)
    return { text: 'y lies on its side: transpose it.', code: 'y.transpose()' };
  return {
    text: 'Take the same rows for x and for y: the same split, the same filter, the same windows.',
    code: 'const rows = Math.min(x.shape[0], y.shape[0]); // where the first rows belong together',
  };
}
