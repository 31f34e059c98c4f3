// Batch normalisation in use: with moving averages.
import { first, itemAt } from '../../../arrays';
import type { Use } from '../../../exercises/adapters/normalisation';
import {
  between,
  brief,
  columnOf,
  deviation,
  drawn,
  exact,
  map,
  mean,
  sum,
  variance,
  type Matrix,
} from '../../oracle';
import { byColumn, drawnEpsilon, root, signal, standardize, unbiased, type Statistic } from './statistics';

/** A unit's values in each batch. */
const columnsOf = ({ batches }: Use): Matrix[] =>
  first(first(batches)).map((_, j) => batches.map((batch) => columnOf(batch, j)));

/** A moving average after all batches, as one sum: the longer a batch is past, the less it counts. */
function movingAverage(c: Use, of: Statistic, start: Statistic): number[] {
  const { batches, momentum } = c;
  return columnsOf(c).map((columns) => {
    const shares = columns.map(
      (column, k) => (1 - momentum) * momentum ** (batches.length - 1 - k) * of(column),
    );
    return start(first(columns)) * momentum ** batches.length + sum(shares);
  });
}
const plainAverage = (c: Use, of: Statistic): number[] =>
  columnsOf(c).map((columns) => mean(columns.map(of)));

const standardizedBy = ({ x, epsilon }: Use, means: number[], variances: number[]): Matrix =>
  map(x, (v, _, j) => (v - itemAt(means, j)) / Math.sqrt(itemAt(variances, j) + epsilon));
const zero: Statistic = () => 0;
const one: Statistic = () => 1;
const inUse = (c: Use, spread = variance): Matrix =>
  standardizedBy(c, movingAverage(c, mean, zero), movingAverage(c, spread, one));

export const movingAverages = exact<Use>({
  cases: drawn('normalisation/in-use', (random) =>
    [
      { steps: 2, examples: 5, units: 3, asked: 1 },
      { steps: 3, examples: 4, units: 2, asked: 3 },
      { steps: 5, examples: 6, units: 4, asked: 2 },
    ].map(({ steps, examples, units, asked }) => ({
      batches: Array.from({ length: steps }, () => signal(examples, units, random)),
      x: signal(asked, units, random),
      momentum: between(random, 0.6, 0.9),
      epsilon: drawnEpsilon(random),
    })),
  ),
  words: ({ batches, x, momentum }) =>
    `inUse of [${x.length}, ${first(x).length}] after ${batches.length} batches, momentum ${brief(momentum)}`,
  expected: (c) => inUse(c),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'with the momentum the other way round; here it is the share of the old average that is kept',
      value: (c) => inUse({ ...c, momentum: 1 - c.momentum }),
    },
    {
      hint: 'when x is normalised with its own mean and variance, as in training',
      value: ({ x, epsilon }) => byColumn(x, standardize(root(epsilon))),
    },
    { hint: 'with the numbers of the last batch alone', value: (c) => inUse({ ...c, momentum: 0 }) },
    {
      hint: 'with a plain average over the batches',
      value: (c) => standardizedBy(c, plainAverage(c, mean), plainAverage(c, variance)),
    },
    {
      hint: 'when both averages begin at zero',
      value: (c) => standardizedBy(c, movingAverage(c, mean, zero), movingAverage(c, variance, zero)),
    },
    {
      hint: 'when the averages begin with the first batch instead of zero and one',
      value: (c) => standardizedBy(c, movingAverage(c, mean, mean), movingAverage(c, variance, variance)),
    },
    {
      hint: 'with unbiased variances, which divide by one less than the number of examples',
      value: (c) => inUse(c, unbiased),
    },
    {
      hint: 'when standard deviations are averaged instead of variances',
      value: (c) => {
        const deviations = movingAverage(c, deviation, one);
        const squares = deviations.map((s) => s * s);
        return standardizedBy(c, movingAverage(c, mean, zero), squares);
      },
    },
    { hint: 'without ε', value: (c) => inUse({ ...c, epsilon: 0 }) },
  ],
});
