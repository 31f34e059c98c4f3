// RMS normalisation, over the last axis of any tensor.
import { itemAt, last } from '../../../arrays';
import type { Features } from '../../../exercises/adapters/normalisation';
import { between, draws, drawn, exact, mean, sum } from '../../oracle';
import type { Plain } from '../../../exercises/plain';
import { drawnEpsilon, meanSquare, root, type Statistic } from './statistics';

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
function nested(values: readonly number[], [length, ...rest]: readonly number[]): Plain {
  if (length === undefined || rest.length === 0) return values;
  const size = sizeOf(rest);
  return Array.from({ length }, (_, i) => nested(values.slice(i * size, (i + 1) * size), rest));
}

/** The line of numbers along an axis, for each number. */
function along({ values, shape }: Features, axis: number): number[][] {
  const below = sizeOf(shape.slice(axis + 1));
  const length = itemAt(shape, axis);
  return values.map((_, i) => {
    const first = i - (Math.floor(i / below) % length) * below;
    return Array.from({ length }, (_, k) => itemAt(values, first + k * below));
  });
}
const lastAxis = ({ shape }: Features): number => shape.length - 1;
const rootMeanSquare = (c: Features): Statistic => root(c.epsilon, meanSquare);

/** Each number divided by what its group says. */
const dividedBy = (c: Features, groups: readonly number[][], divisor: Statistic): Plain =>
  nested(
    c.values.map((v, i) => (v * itemAt(c.gamma, i % c.gamma.length)) / divisor(itemAt(groups, i))),
    c.shape,
  );
const divided = (c: Features, divisor: Statistic): Plain => dividedBy(c, along(c, lastAxis(c)), divisor);

export const rmsNorm = exact<Features>({
  cases: drawn('normalisation/rms-norm', (random) =>
    [
      [2, 3, 4],
      [5, 3],
      [3, 2, 2, 5],
    ].map((shape) => ({
      shape,
      // A mean far from zero: to take it away or not makes a difference.
      values: draws(sizeOf(shape), () => 0.8 + between(random, 0.5, 1.5) * random.normal()),
      gamma: draws(last(shape), () => between(random, 0.4, 1.8)),
      epsilon: drawnEpsilon(random),
    })),
  ),
  words: ({ shape }) => `rmsNorm of a tensor of the shape [${shape.join(', ')}]`,
  expected: (c) => divided(c, rootMeanSquare(c)),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'with means over the second axis, which is the last one only in a matrix',
      value: (c) => dividedBy(c, along(c, 1), rootMeanSquare(c)),
    },
    {
      hint: 'with means over the first axis: over the examples, as in a batch norm',
      value: (c) => dividedBy(c, along(c, 0), rootMeanSquare(c)),
    },
    {
      hint: 'with one root mean square for all of an example; each of its vectors has its own',
      value: (c) => {
        const size = sizeOf(c.shape.slice(1));
        const start = (i: number): number => i - (i % size);
        const examples = c.values.map((_, i) => c.values.slice(start(i), start(i) + size));
        return dividedBy(c, examples, rootMeanSquare(c));
      },
    },
    {
      hint: 'with one root mean square for the whole tensor',
      value: (c) => divided(c, () => rootMeanSquare(c)(c.values)),
    },
    {
      hint: 'when the mean is taken away, as layer normalisation does it',
      value: (c) => {
        const vectors = along(c, lastAxis(c));
        const values = c.values.map((v, i) => v - mean(itemAt(vectors, i)));
        return dividedBy({ ...c, values }, vectors, root(c.epsilon));
      },
    },
    {
      hint: 'with the standard deviation; a root mean square has no mean taken away',
      value: (c) => divided(c, root(c.epsilon)),
    },
    {
      hint: 'with the sum of the squares instead of their mean',
      value: (c) => divided(c, (values) => Math.sqrt(sum(values.map((v) => v * v)) + c.epsilon)),
    },
    {
      hint: 'when it is divided by the mean square, without the root',
      value: (c) => divided(c, (values) => meanSquare(values) + c.epsilon),
    },
    {
      hint: 'when ε is added to the root instead of under it',
      value: (c) => divided(c, (values) => Math.sqrt(meanSquare(values)) + c.epsilon),
    },
    { hint: 'without ε', value: (c) => divided(c, root(0, meanSquare)) },
    { hint: 'without γ', value: (c) => divided({ ...c, gamma: c.gamma.map(() => 1) }, rootMeanSquare(c)) },
  ],
});
