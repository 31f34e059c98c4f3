import { formatNumber } from '../../../format';
import { groupRows } from '../../plan/groups';
import { classesOf } from '../../plan/classes';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** The share of what a constant gets wrong from which x is of no use. */
const USELESS = 0.9;

/** Rows with the same x and different labels cannot all be right. */
export const contradictingRows: Rule<Plan> = {
  name: 'contradicting-rows',
  cause: 'data-mistake',
  summary: 'rows with the same x have different labels',
  source: 'arithmetic: a function has one value for one x',
  notebook: null,
  inspect: ({ inputs, outputs, rows }) =>
    outputs.flatMap((output) => {
      const labels = classesOf(output);
      const groups = labels && groupRows(inputs.map(({ data }) => data));
      if (!labels || !groups || groups.length === rows || groups.length === 1) return [];
      const wrong = groups.reduce((sum, group) => sum + group.length - largest(group, labels), 0);
      const share = wrong / rows;
      const chance =
        1 -
        largest(
          Array.from({ length: rows }, (_, row) => row),
          labels,
        ) /
          rows;
      if (wrong === 0 || chance === 0) return [];
      const clash = groups.find((group) => largest(group, labels) < group.length) ?? [];
      const isUseless = share >= USELESS * chance;
      return [
        {
          severity: isUseless ? ('error' as const) : ('info' as const),
          confidence: 0.9,
          layer: output.name,
          rows: clash.slice(0, 10),
          evidence: {
            quantity: 'share of rows that no function of x gets right',
            value: share,
            threshold: USELESS * chance,
            basis: `arithmetic: a function has one value for one x; a constant gets ${formatNumber(100 * chance, 2)} % wrong`,
          },
          problem: `${wrong} of ${rows} rows (${formatNumber(100 * share, 2)} %) have the x of other rows with another label, such as rows ${clash.slice(0, 3).join(', ')}`,
          meaning: isUseless
            ? 'x says no more about the label than a constant does.'
            : 'No network can get these right: the loss has a floor above 0.',
          remedy: {
            text: 'Look at these rows: labels may be shifted against x, or a column that tells them apart is missing.',
            code: null,
          },
        },
      ];
    }),
};

/** The number of rows of the most frequent class. */
function largest(group: readonly number[], labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const row of group) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  return Math.max(...counts.values());
}
