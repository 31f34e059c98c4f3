import type { DataSummary } from '../../plan/columns';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';
import { countEvidence } from './count-evidence';

/** A NaN or an infinity in the data makes the loss and every weight NaN. */
export const nonFiniteData: Rule<Plan> = {
  name: 'non-finite-data',
  cause: 'data-mistake',
  summary: 'x or y has values that are NaN or infinite',
  source: 'arithmetic: a sum with a NaN in it is NaN',
  notebook: null,
  inspect: ({ inputs, outputs }) => [
    ...inputs.flatMap(({ name, data }) => symptomsOf('x', name, data)),
    ...outputs.flatMap(({ name, target }) => symptomsOf('y', name, target)),
  ],
};

function symptomsOf(what: 'x' | 'y', layer: string, { nonFinite, values, dtype }: DataSummary): Symptom[] {
  const { count, rows, columns } = nonFinite;
  // Another rule has text.
  if (count === 0 || dtype === 'string') return [];
  return [
    {
      severity: 'error',
      confidence: 1,
      layer,
      rows,
      columns,
      evidence: countEvidence(
        `values of ${what} that are NaN or infinite`,
        count,
        'arithmetic: a sum with a NaN in it is NaN',
      ),
      problem:
        `${count} of the ${values.length} values of ${what} (${layer}) are NaN or infinite, ` +
        `in ${places('row', rows)} and ${places('column', columns)}`,
      meaning:
        'One such value makes the loss of its batch NaN, then the gradient, then every weight, for good.',
      remedy: {
        text: 'Leave these rows out, or put a number in the place of what is missing, such as the mean of the column.',
        code: `const bad = tf.logicalNot(tf.isFinite(${what}));\nconst mended = tf.where(bad, tf.zerosLike(${what}), ${what});`,
      },
    },
  ];
}

const MOST = 10;

/** Places in words: 'row 3', 'rows 1, 2', and with dots where there may be more. */
const places = (word: string, at: readonly number[]): string =>
  `${word}${at.length === 1 ? '' : 's'} ${at.join(', ')}${at.length >= MOST ? ', …' : ''}`;
