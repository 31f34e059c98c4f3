// A batch normalisation in use that is folded into the dense layer before it.
import type { Trained } from '../../../exercises/calls/normalisation';
import { between, drawn, draws, exact, identity, map, normals, product, type Matrix } from '../../oracle';
import type { Plain } from '../../../exercises/plain';
import { drawnEpsilon } from './statistics';

/** The output of the dense layer and the normalisation after it, for a batch. */
const bothLayers = (c: Trained, x: Matrix): Matrix =>
  map(product(x, c.w), (v, _, j) => {
    const z = v + c.b[j];
    return (c.gamma[j] * (z - c.mean[j])) / Math.sqrt(c.variance[j] + c.epsilon) + c.beta[j];
  });

/** The images of zero and of the unit vectors determine an affine map. */
function affineMap(c: Trained): [Matrix, number[]] {
  const [bias] = bothLayers(c, [c.w.map(() => 0)]);
  const units = identity(c.w.length);
  return [map(bothLayers(c, units), (v, _, j) => v - bias[j]), bias];
}

const scalesOf = ({ gamma, variance, epsilon }: Trained): number[] =>
  gamma.map((g, j) => g / Math.sqrt(variance[j] + epsilon));
/** Folded with one bias or another, from the number of the unit and its scale. */
const withBias = (c: Trained, bias: (j: number, scale: number) => number): Plain => [
  affineMap(c)[0],
  scalesOf(c).map((scale, j) => bias(j, scale)),
];
const withScales = ({ w, b, beta, mean }: Trained, scales: number[]): Plain => [
  map(w, (v, _, j) => v * scales[j]),
  b.map((v, j) => (v - mean[j]) * scales[j] + beta[j]),
];

export const fold = exact<Trained>({
  cases: drawn('normalisation/fold', (random) =>
    [
      [3, 2],
      [4, 4],
      [2, 5],
    ].map(([inputs, units]) => ({
      w: normals(inputs, units, random),
      b: draws(units, () => between(random, 0.3, 1.5)),
      gamma: draws(units, () => between(random, 0.4, 1.8)),
      beta: draws(units, () => between(random, -1.5, -0.3)),
      mean: draws(units, () => between(random, -2, 2)),
      variance: draws(units, () => between(random, 0.2, 3)),
      epsilon: drawnEpsilon(random),
    })),
  ),
  words: ({ w, b }) => `fold, ${w.length} inputs, ${b.length} units`,
  expected: affineMap,
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when the bias of the dense layer is left out',
      value: (c) => withBias(c, (j, scale) => c.beta[j] - c.mean[j] * scale),
    },
    {
      hint: 'when the bias of the dense layer is not scaled',
      value: (c) => withBias(c, (j, scale) => c.b[j] + c.beta[j] - c.mean[j] * scale),
    },
    {
      hint: 'when the mean is not scaled',
      value: (c) => withBias(c, (j, scale) => c.b[j] * scale - c.mean[j] + c.beta[j]),
    },
    {
      hint: 'when the mean is left out',
      value: (c) => withBias(c, (j, scale) => c.b[j] * scale + c.beta[j]),
    },
    {
      hint: 'when the mean is added instead of taken away',
      value: (c) => withBias(c, (j, scale) => (c.b[j] + c.mean[j]) * scale + c.beta[j]),
    },
    {
      hint: 'when β is scaled, too',
      value: (c) => withBias(c, (j, scale) => (c.b[j] - c.mean[j] + c.beta[j]) * scale),
    },
    {
      hint: 'when β is left out',
      value: (c) => withBias(c, (j, scale) => (c.b[j] - c.mean[j]) * scale),
    },
    { hint: 'when the weights are left as they were', value: (c) => [c.w, affineMap(c)[1]] },
    { hint: 'without γ', value: (c) => withScales(c, scalesOf({ ...c, gamma: c.gamma.map(() => 1) })) },
    {
      hint: 'when it is divided by the variance, without the root',
      value: (c) => {
        const scales = c.gamma.map((g, j) => g / (c.variance[j] + c.epsilon));
        return withScales(c, scales);
      },
    },
    { hint: 'without ε', value: (c) => withScales(c, scalesOf({ ...c, epsilon: 0 })) },
  ],
});
