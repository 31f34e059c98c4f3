// A batch normalisation in use that is folded into the dense layer before it.
import { first, itemAt } from '../../../arrays';
import type { Trained } from '../../../exercises/adapters/normalisation';
import { between, drawn, draws, exact, identity, map, normals, product, type Matrix } from '../../oracle';
import type { Plain } from '../../../exercises/plain';
import { drawnEpsilon } from './statistics';

/** The bias of a unit, and what its normalisation has of it. */
interface Unit {
  readonly b: number;
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
}
const unitsOf = ({ b, gamma, beta, mean, variance }: Trained): Unit[] =>
  b.map((bias, j) => ({
    b: bias,
    gamma: itemAt(gamma, j),
    beta: itemAt(beta, j),
    mean: itemAt(mean, j),
    variance: itemAt(variance, j),
  }));

/** The output of the dense layer and the normalisation after it, for a batch. */
function bothLayers(c: Trained, x: Matrix): Matrix {
  const units = unitsOf(c);
  return map(product(x, c.w), (v, _, j) => {
    const { b, gamma, beta, mean, variance } = itemAt(units, j);
    return (gamma * (v + b - mean)) / Math.sqrt(variance + c.epsilon) + beta;
  });
}

/** The images of zero and of the unit vectors determine an affine map. */
function affineMap(c: Trained): [Matrix, number[]] {
  const bias = first(bothLayers(c, [c.w.map(() => 0)]));
  const images = bothLayers(c, identity(c.w.length));
  return [map(images, (v, _, j) => v - itemAt(bias, j)), bias];
}

const scalesOf = (c: Trained): number[] =>
  unitsOf(c).map(({ gamma, variance }) => gamma / Math.sqrt(variance + c.epsilon));
/** The bias of each unit after the folding, from the unit and its scale. */
const biases = (c: Trained, scales: number[], bias: (unit: Unit, scale: number) => number): number[] =>
  unitsOf(c).map((unit, j) => bias(unit, itemAt(scales, j)));
/** Folded with one bias or another. */
const withBias = (c: Trained, bias: (unit: Unit, scale: number) => number): Plain => [
  affineMap(c)[0],
  biases(c, scalesOf(c), bias),
];
const withScales = (c: Trained, scales: number[]): Plain => [
  map(c.w, (v, _, j) => v * itemAt(scales, j)),
  biases(c, scales, ({ b, beta, mean }, scale) => (b - mean) * scale + beta),
];

export const fold = exact<Trained>({
  cases: drawn('normalisation/fold', (random) =>
    [
      { inputs: 3, units: 2 },
      { inputs: 4, units: 4 },
      { inputs: 2, units: 5 },
    ].map(({ inputs, units }) => ({
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
      value: (c) => withBias(c, ({ beta, mean }, scale) => beta - mean * scale),
    },
    {
      hint: 'when the bias of the dense layer is not scaled',
      value: (c) => withBias(c, ({ b, beta, mean }, scale) => b + beta - mean * scale),
    },
    {
      hint: 'when the mean is not scaled',
      value: (c) => withBias(c, ({ b, beta, mean }, scale) => b * scale - mean + beta),
    },
    {
      hint: 'when the mean is left out',
      value: (c) => withBias(c, ({ b, beta }, scale) => b * scale + beta),
    },
    {
      hint: 'when the mean is added instead of taken away',
      value: (c) => withBias(c, ({ b, beta, mean }, scale) => (b + mean) * scale + beta),
    },
    {
      hint: 'when β is scaled, too',
      value: (c) => withBias(c, ({ b, beta, mean }, scale) => (b - mean + beta) * scale),
    },
    {
      hint: 'when β is left out',
      value: (c) => withBias(c, ({ b, mean }, scale) => (b - mean) * scale),
    },
    { hint: 'when the weights are left as they were', value: (c) => [c.w, affineMap(c)[1]] },
    { hint: 'without γ', value: (c) => withScales(c, scalesOf({ ...c, gamma: c.gamma.map(() => 1) })) },
    {
      hint: 'when it is divided by the variance, without the root',
      value: (c) => {
        const scales = unitsOf(c).map(({ gamma, variance }) => gamma / (variance + c.epsilon));
        return withScales(c, scales);
      },
    },
    { hint: 'without ε', value: (c) => withScales(c, scalesOf({ ...c, epsilon: 0 })) },
  ],
});
