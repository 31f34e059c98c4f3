// Batch normalisation in training: the forward pass.
import { first, itemAt } from '../../../arrays';
import type { Batch } from '../../../exercises/adapters/normalisation';
import { between, deviation, drawn, draws, exact, map, mean, variance, type Matrix } from '../../oracle';
import type { RandomStream } from '../../../random';
import { byColumn, drawnEpsilon, root, signal, standardize, unbiased } from './statistics';

export const batch = (examples: number, units: number, random: RandomStream): Batch => ({
  z: signal(examples, units, random),
  gamma: draws(units, () => between(random, 0.4, 1.8)),
  beta: draws(units, () => between(random, -1.5, 1.5)),
  epsilon: drawnEpsilon(random),
});

const scaleAndShift = ({ gamma, beta }: Batch, a: Matrix): Matrix =>
  map(a, (v, _, j) => itemAt(gamma, j) * v + itemAt(beta, j));
export const normalized = (c: Batch, divisor = root(c.epsilon), center = mean): Matrix =>
  scaleAndShift(c, byColumn(c.z, standardize(divisor, center)));

export const batchNorm = exact<Batch>({
  cases: drawn('normalisation/batch-norm', (random) => [
    batch(6, 3, random),
    batch(4, 5, random),
    batch(9, 2, random),
  ]),
  words: ({ z }) => `batchNorm, ${z.length} examples, ${first(z).length} units`,
  expected: (c) => normalized(c),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when each example is normalised over its units; each unit is to be, over the examples',
      value: (c) => scaleAndShift(c, c.z.map(standardize(root(c.epsilon)))),
    },
    {
      hint: 'with one mean and one variance for all units together',
      value: (c) => {
        const [m, s] = [mean(c.z.flat()), root(c.epsilon)(c.z.flat())];
        const all = map(c.z, (v) => (v - m) / s);
        return scaleAndShift(c, all);
      },
    },
    {
      hint: 'with the unbiased variance, which divides by one less than the number of examples',
      value: (c) => normalized(c, root(c.epsilon, unbiased)),
    },
    { hint: 'when the mean is not taken away', value: (c) => normalized(c, root(c.epsilon), () => 0) },
    {
      hint: 'when it is divided by the variance, without the root',
      value: (c) => normalized(c, (values) => variance(values) + c.epsilon),
    },
    {
      hint: 'when ε is added to the root instead of under it',
      value: (c) => normalized(c, (values) => deviation(values) + c.epsilon),
    },
    { hint: 'without ε', value: (c) => normalized(c, deviation) },
    {
      hint: 'without scale and shift',
      value: (c) => byColumn(c.z, standardize(root(c.epsilon))),
    },
    {
      hint: 'with the scale and the shift exchanged',
      value: (c) => normalized({ ...c, gamma: c.beta, beta: c.gamma }),
    },
    {
      hint: 'when it is shifted before it is scaled',
      value: (c) => normalized({ ...c, beta: c.beta.map((b, j) => b * itemAt(c.gamma, j)) }),
    },
  ],
});
