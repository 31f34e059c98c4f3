// Exercise on the backward pass of a batch normalisation.
import { first, itemAt } from '../../../arrays';
import type { Backward } from '../../../exercises/adapters/normalisation';
import {
  columnOf,
  dot,
  drawn,
  exact,
  map,
  mean,
  normals,
  sum,
  transpose,
  zipWith,
  type Matrix,
} from '../../oracle';
import type { Plain } from '../../../exercises/plain';
import { batch, normalized } from './batch-norm';
import { root, standardize } from './statistics';

/** A loss whose gradient with respect to the output is dy. */
const lossOf = (c: Backward): number => sum(zipWith(normalized(c), c.dy, (v, g) => v * g).flat());

/** A step with little of both errors: of the curve, and of rounding. */
const STEP = 1e-5;
const slopeOf = (f: (by: number) => number): number => (f(STEP) - f(-STEP)) / (2 * STEP);
const moved = (values: readonly number[], at: number, by: number): number[] =>
  values.map((v, i) => (i === at ? v + by : v));

/** The gradients by finite differences, which need the forward pass alone. */
const gradients = (c: Backward): [Matrix, number[], number[]] => [
  map(c.z, (_, i, j) =>
    slopeOf((by) => lossOf({ ...c, z: c.z.map((row, k) => (k === i ? moved(row, j, by) : row)) })),
  ),
  c.gamma.map((_, j) => slopeOf((by) => lossOf({ ...c, gamma: moved(c.gamma, j, by) }))),
  c.beta.map((_, j) => slopeOf((by) => lossOf({ ...c, beta: moved(c.beta, j, by) }))),
];

/** dL/dz by the formula, with more or less of the parts along the ones and along ẑ. */
function byFormula(c: Backward, ofMean: number, ofAlong: number): Matrix {
  const columns = transpose(c.z).map((z, j) => {
    const zHat = standardize(root(c.epsilon))(z);
    const gamma = itemAt(c.gamma, j);
    const g = columnOf(c.dy, j).map((v) => v * gamma);
    const along = mean(zHat.map((v, i) => itemAt(g, i) * v));
    return zHat.map((v, i) => (itemAt(g, i) - ofMean * mean(g) - ofAlong * v * along) / root(c.epsilon)(z));
  });
  return transpose(columns);
}
const withDz = (c: Backward, dz: Matrix): Plain => [dz, ...gradients(c).slice(1)];

export const batchNormBackward = exact<Backward>({
  cases: drawn('normalisation/backward', (random) =>
    [
      { examples: 6, units: 3 },
      { examples: 5, units: 4 },
      { examples: 8, units: 2 },
    ].map(({ examples, units }) => ({
      ...batch(examples, units, random),
      dy: map(normals(examples, units, random), (v) => v + 0.7),
    })),
  ),
  words: ({ z }) => `batchNormBackward, ${z.length} examples, ${first(z).length} units`,
  expected: gradients,
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when μ and σ are taken for constants; they depend on every z of the batch',
      value: (c) => withDz(c, byFormula(c, 0, 0)),
    },
    {
      hint: 'when σ is taken for a constant; it depends on every z of the batch',
      value: (c) => withDz(c, byFormula(c, 1, 0)),
    },
    {
      hint: 'when μ is taken for a constant; it depends on every z of the batch',
      value: (c) => withDz(c, byFormula(c, 0, 1)),
    },
    {
      hint: 'when the part along ẑ is added to dL/dz instead of taken away',
      value: (c) => withDz(c, byFormula(c, 1, -1)),
    },
    {
      hint: 'when dL/dz has sums over the batch in it instead of means',
      value: (c) => withDz(c, byFormula(c, c.z.length, c.z.length)),
    },
    {
      hint: 'when γ is left out of dL/dz',
      value: (c) => withDz(c, byFormula({ ...c, gamma: c.gamma.map(() => 1) }, 1, 1)),
    },
    {
      hint: 'when dL/dz is not divided by the standard deviation',
      value: (c) => {
        const divisors = transpose(c.z).map(root(c.epsilon));
        const dz = map(byFormula(c, 1, 1), (v, _, j) => v * itemAt(divisors, j));
        return withDz(c, dz);
      },
    },
    {
      hint: 'when dL/dγ and dL/dβ are means over the batch; they are sums',
      value: (c) => {
        const [dz, ...others] = gradients(c);
        return [dz, ...others.map((values) => values.map((v) => v / c.z.length))];
      },
    },
    {
      hint: 'when dL/dγ and dL/dβ are multiplied by γ',
      value: (c) => {
        const [dz, ...others] = gradients(c);
        return [dz, ...others.map((values) => values.map((v, j) => v * itemAt(c.gamma, j)))];
      },
    },
    {
      hint: 'when dL/dγ is made with z instead of ẑ',
      value: (c) => {
        const [dz, , dBeta] = gradients(c);
        return [dz, c.gamma.map((_, j) => dot(columnOf(c.z, j), columnOf(c.dy, j))), dBeta];
      },
    },
    {
      hint: 'when dL/dγ and dL/dβ are exchanged',
      value: (c) => {
        const [dz, dGamma, dBeta] = gradients(c);
        return [dz, dBeta, dGamma];
      },
    },
    { hint: 'without ε', value: (c) => gradients({ ...c, epsilon: 0 }) },
    {
      hint: 'with the wrong sign',
      value: (c) => gradients({ ...c, dy: map(c.dy, (v) => -v) }),
    },
  ],
});
