// Exercises on the chain rule and on hooks.
import { first, itemAt, last } from '../../arrays';
import {
  fields,
  type Chain,
  type Dense,
  type Network,
  type Point,
  type Vanishing,
} from '../../exercises/adapters/chain-rule';
import {
  between,
  brief,
  drawn,
  draws,
  exact,
  frobenius,
  layerSizes,
  logistic,
  map,
  mean,
  normals,
  product,
  productOf,
  sum,
  tanhSlope,
  transpose,
  zipWith,
} from '../oracle';
import type { Matrix } from '../oracle';
import { slopeOfChains } from './chains';

/** The slope of the sigmoid from e^-|z|, which neither overflows nor cancels. */
const logisticSlope = (z: number): number => {
  const tail = Math.exp(-Math.abs(z));
  return tail / (1 + tail) ** 2;
};

const sigmoidDerivative = exact<number>({
  cases: drawn('chain-rule/sigmoid-derivative', (random) => [
    0,
    ...draws(4, () => between(random, 0.3, 4)),
    ...draws(4, () => between(random, -4, -0.3)),
  ]),
  words: (z) => `sigmoidPrime(${brief(z)})`,
  expected: logisticSlope,
  tolerance: 1e-6,
  slips: [
    { hint: 'when the sigmoid itself is returned', value: logistic },
    { hint: 'when z is taken for the value of the sigmoid', value: (z) => z * (1 - z) },
    { hint: 'with the wrong sign', value: (z) => -logisticSlope(z) },
    { hint: 'with a plus for a minus', value: (z) => logistic(z) * (1 + logistic(z)) },
    { hint: 'when 1 − σ(z) alone is returned, half of the product', value: (z) => logistic(-z) },
  ],
});

/** The pre-activations of the chain a ↦ tanh(w a). */
function chainOf({ weights, x }: Chain): number[] {
  let a = x;
  return weights.map((w) => {
    const z = w * a;
    a = Math.tanh(z);
    return z;
  });
}

/** Forward with dual numbers: value and derivative side by side. */
function chainSlope({ weights, x }: Chain): number {
  let [a, slope] = [x, 1];
  for (const w of weights) {
    const value = Math.tanh(w * a);
    [a, slope] = [value, (1 - value * value) * w * slope];
  }
  return slope;
}

const chain = exact<Chain>({
  ...slopeOfChains('chain-rule/chain', 'chainGradient', chainSlope, { weights: [0.5, 1.8], x: [0.2, 1.2] }),
  slips: [
    { hint: 'without the weights', value: (c) => productOf(chainOf(c).map(tanhSlope)) },
    { hint: 'without the slopes of the tanh', value: ({ weights }) => productOf(weights) },
    {
      hint: 'when the slope is taken at a instead of at z',
      value: (c) => productOf(c.weights) * productOf(chainOf(c).map((z) => tanhSlope(Math.tanh(z)))),
    },
    {
      hint: 'when the slope is taken at the input of each layer instead of at z',
      value: (c) =>
        productOf(c.weights) *
        productOf([c.x, ...chainOf(c).map(Math.tanh)].slice(0, c.weights.length).map(tanhSlope)),
    },
    {
      hint: 'when the last layer is left out',
      value: ({ weights, x }) => chainSlope({ weights: weights.slice(0, -1), x }),
    },
    {
      hint: 'when the output of the chain is returned, not its gradient',
      value: (c) => Math.tanh(last(chainOf(c))),
    },
  ],
});

const dense = ({ x, w, dz }: Dense): [Matrix, Matrix, number[]] => [
  product(dz, transpose(w)),
  product(transpose(x), dz),
  transpose(dz).map(sum),
];

const denseBackward = exact<Dense>({
  cases: drawn('chain-rule/dense-backward', (random) =>
    [
      { batch: 4, inputs: 3, outputs: 2 },
      { batch: 2, inputs: 5, outputs: 3 },
      { batch: 6, inputs: 2, outputs: 4 },
    ].map(({ batch, inputs, outputs }) => ({
      x: normals(batch, inputs, random),
      w: normals(inputs, outputs, random),
      dz: normals(batch, outputs, random),
    })),
  ),
  words: ({ x, w }) => `denseBackward, ${x.length} examples, ${w.length} inputs, ${first(w).length} outputs`,
  expected: dense,
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when dL/dW and dL/db are means over the batch; they are sums',
      value: (c) => {
        const [dx, dw, db] = dense(c);
        const n = c.x.length;
        return [dx, map(dw, (v) => v / n), db.map((v) => v / n)];
      },
    },
    {
      hint: 'when dL/db is a mean over the batch; it is a sum',
      value: (c) => {
        const [dx, dw] = dense(c);
        return [dx, dw, transpose(c.dz).map(mean)];
      },
    },
    {
      hint: 'when dL/dW is transposed',
      value: (c) => {
        const [dx, dw, db] = dense(c);
        return [dx, transpose(dw), db];
      },
    },
    {
      hint: 'with the wrong sign',
      value: (c) => {
        const [dx, dw, db] = dense(c);
        return [map(dx, (v) => -v), map(dw, (v) => -v), db.map((v) => -v)];
      },
    },
  ],
});

/** The gradient of each field, derived by hand. */
const gradients: readonly ((...x: number[]) => number[])[] = [
  (a, b) => [2 * a + 3 * b, 3 * a, -1],
  (a, b, c) => [Math.exp(a) * Math.sin(b), Math.exp(a) * Math.cos(b), 3 * c * c],
  (a, b, c) => [b * c, a * c, a * b].map((v) => v * tanhSlope(a * b * c)),
];

/** The step that the exercise asks for. */
const STEP = 1e-4;
const gradientAt = ({ field, x }: Point): number[] => itemAt(gradients, field)(...x);
const shifted = ({ field, x }: Point, i: number, h: number): number =>
  itemAt(fields, field).f(x.map((v, k) => (k === i ? v + h : v)));

const numericGradient = exact<Point>({
  cases: drawn('chain-rule/numeric-gradient', (random) =>
    [0, 1, 2, 0, 1, 2].map((field) => ({ field, x: draws(3, () => between(random, 0.4, 1.4)) })),
  ),
  words: ({ field, x }) => `numericGradient of ${itemAt(fields, field).name} at [${x.map(brief).join(', ')}]`,
  expected: gradientAt,
  tolerance: 1e-6,
  slips: [
    {
      hint: 'with a difference to one side; its error is many times that of the central one',
      value: (p) => p.x.map((_, i) => (shifted(p, i, STEP) - shifted(p, i, 0)) / STEP),
    },
    {
      hint: 'when the difference is divided by h instead of 2h',
      value: (p) => gradientAt(p).map((v) => 2 * v),
    },
    { hint: 'with the wrong sign', value: (p) => gradientAt(p).map((v) => -v) },
  ],
});

function layersUntil({ factor, share }: Vanishing): number {
  let layers = 0;
  for (let left = 1; left > share; left *= factor) layers++;
  return layers;
}

const layersUntilVanished = exact<Vanishing>({
  cases: drawn('chain-rule/layers-until', (random) =>
    draws(8, () => 0).map(() => ({
      factor: between(random, 0.15, 0.95),
      share: 10 ** -between(random, 1, 7),
    })),
  ),
  words: ({ factor, share }) => `layersUntil(${brief(factor)}, ${brief(share)})`,
  expected: layersUntil,
  tolerance: 1e-9,
  slips: [
    { hint: 'when the number is rounded down', value: (c) => layersUntil(c) - 1 },
    { hint: 'when one layer too many is counted', value: (c) => layersUntil(c) + 1 },
    { hint: 'without rounding', value: ({ factor, share }) => Math.log(share) / Math.log(factor) },
    { hint: 'with the wrong sign', value: (c) => -layersUntil(c) },
  ],
});

/** dL/da at the output of every layer of a tanh network, by hand; L is the mean of (a − y)² over all numbers. */
function outputGradients({ x, y, weights }: Network): Matrix[] {
  const outputs: Matrix[] = [];
  let a = x;
  for (const w of weights) outputs.push((a = map(product(a, w), Math.tanh)));
  const n = y.flat().length;
  let gradient = zipWith(a, y, (v, target) => (2 * (v - target)) / n);
  const gradients = [gradient];
  for (let l = weights.length - 1; l > 0; l--) {
    const dz = zipWith(gradient, itemAt(outputs, l), (g, v) => g * (1 - v ** 2));
    gradients.unshift((gradient = product(dz, transpose(itemAt(weights, l)))));
  }
  return gradients;
}

const gradientNorms = exact<Network>({
  cases: drawn('hooks/gradient-norms', (random) =>
    [
      [5, 4, 6, 2],
      [3, 8, 8, 8, 3],
    ].map((widths) => ({
      x: normals(4, first(widths), random),
      y: normals(4, last(widths), random),
      weights: layerSizes(widths).map(([inputs, outputs]) => normals(inputs, outputs, random, 0.6)),
    })),
  ),
  words: ({ weights }) => `gradientNorms of a network with ${weights.length} layers`,
  expected: (c) => outputGradients(c).map((g) => frobenius(g)),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'with the last layer first',
      value: (c) =>
        outputGradients(c)
          .map((g) => frobenius(g))
          .reverse(),
    },
    {
      hint: 'with the square of each norm',
      value: (c) => outputGradients(c).map((g) => frobenius(g) ** 2),
    },
    {
      hint: 'with the root mean square for the norm',
      value: (c) => outputGradients(c).map((g) => frobenius(g) / Math.sqrt(g.flat().length)),
    },
    {
      hint: 'when the loss is a sum over the numbers of the output instead of their mean',
      value: (c) => outputGradients(c).map((g) => frobenius(g) * c.y.flat().length),
    },
    {
      hint: 'with the sum of the sizes for the norm',
      value: (c) => outputGradients(c).map((g) => sum(g.flat().map(Math.abs))),
    },
  ],
});

export const chainRule = {
  'chain-rule/sigmoid-derivative': sigmoidDerivative,
  'chain-rule/chain': chain,
  'chain-rule/layers-until': layersUntilVanished,
  'chain-rule/numeric-gradient': numericGradient,
  'chain-rule/dense-backward': denseBackward,
  'hooks/gradient-norms': gradientNorms,
};
