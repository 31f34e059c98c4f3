import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { BY_CHANCE, isByHeart } from '../../runs/held-out';
import type { Runs } from '../../runs/runs';

/** The network learns rows by heart, and what it learns says nothing about others. */
export const learnedByHeart: Rule<Runs> = {
  name: 'learned-by-heart',
  cause: 'data-mistake',
  summary: 'outputs go with y on the rows that were trained on, and not at all on rows that were held out',
  source:
    'Zhang et al. 2017, "Understanding deep learning requires rethinking generalization": networks fit labels at random; chance: the permutation test of Hoeffding 1951',
  notebook: null,
  inspect: ({ runs, trials }) => {
    // A run at the caller's rate counts first; where none learns anything, one at another rate does.
    const held = [...runs.flatMap((run) => [run, run.later]), ...trials]
      .map((run) => run?.heldOut ?? null)
      .find((one) => one !== null && isByHeart(one));
    if (!held) return [];
    const { rows, seen, unseen } = held;
    return [
      {
        severity: 'warning',
        confidence: 0.8,
        layer: null,
        evidence: {
          quantity: 'association of outputs and targets on held-out rows, in standard deviations of chance',
          value: unseen.deviations,
          threshold: BY_CHANCE,
          basis: `permutation test: shuffled rows of y give less than ${BY_CHANCE}; the rows that were trained on have ${formatNumber(seen.deviations, 3)}`,
        },
        problem: `The network learns rows by heart: its outputs and y have a correlation of ${formatNumber(seen.correlation, 2)} on ${rows} rows that it was trained on, and of ${formatNumber(unseen.correlation, 2)} on ${rows} others`,
        meaning:
          'Nothing that it learns of x holds for other rows: the rows of x and y do not belong together, the labels are random, or x says nothing about y.',
        remedy: {
          text: 'Check that row i of x is the example of row i of y: shuffle both in the same order, and join tables by a key.',
          code: 'const order = tf.util.createShuffledIndices(x.shape[0]);\nconst [xs, ys] = [tf.gather(x, Array.from(order)), tf.gather(y, Array.from(order))];',
        },
      },
    ];
  },
};
