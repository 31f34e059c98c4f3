import { describe, expect, test } from 'vitest';
import { theory } from '../../src';
import { ACTIVATION_NAMES, activations } from '../../src/activations';
import { erf } from '../../src/math';
import { monteCarlo } from './monte-carlo';

const { fixedPoint, varianceMap } = theory;

describe.each(ACTIVATION_NAMES)('the variance map of %s', (activation) => {
  test.each([0.3, 4])('at q = %d is what a million draws give, to five standard errors', (q) => {
    const { value } = activations[activation];
    const { mean, error } = monteCarlo((z) => value(Math.sqrt(q) * z) ** 2);
    const map = varianceMap({ activation, weightVariance: 1.5, biasVariance: 0.1 }, q);
    expect(Math.abs(map - (1.5 * mean + 0.1))).toBeLessThan(5 * 1.5 * error);
  });
});

test('a ReLU keeps half of the mean square, from the smallest to the largest', () => {
  for (const q of [1e-15, 0.01, 1, 50, 1e8]) {
    expect(varianceMap({ activation: 'relu', weightVariance: 2 }, q) / q).toBeCloseTo(1, 12);
  }
});

test("the variance map of erf is Williams's arcsine, at any steepness", () => {
  const activation = {
    value: erf,
    derivative: (z: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z),
    kinks: [],
  };
  // Williams 1998: E[erf(√q z)²] = (2 / π) asin(2q / (1 + 2q)).
  for (const q of [0.01, 1, 9, 400, 1e6]) {
    const closed = (2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q));
    expect(varianceMap({ activation, weightVariance: 1 }, q)).toBeCloseTo(closed, 10);
  }
});

test('the fixed point is where repeating the map leads', () => {
  for (const activation of ['tanh', 'sigmoid', 'elu', 'hardTanh', 'relu6', 'softplus', 'gelu'] as const) {
    const field = { activation, weightVariance: 1.2, biasVariance: 0.1 };
    let q = 1;
    for (let layer = 0; layer < 3000; layer++) q = varianceMap(field, q);
    expect(fixedPoint(field) / q).toBeCloseTo(1, 9);
  }
});

test.each([
  ['a tanh without biases fades away up to σ_w² = 1', { activation: 'tanh', weightVariance: 1 }, 0],
  ['a ReLU with less than 2 fades away', { activation: 'relu', weightVariance: 1.9 }, 0],
  ['a ReLU with more than 2 grows without end', { activation: 'relu', weightVariance: 2.1 }, Infinity],
  ['so it does at 2 with biases', { activation: 'relu', weightVariance: 2, biasVariance: 0.1 }, Infinity],
  ['SELUs have the mean square 1', { activation: 'selu', weightVariance: 1 }, 1],
])('%s', (_, field, q) => {
  expect(fixedPoint(field)).toBeCloseTo(q, 9);
});

test('where every mean square is a fixed point, it is the one that layers start from', () => {
  const he = { activation: 'relu', weightVariance: 2 };
  expect(fixedPoint(he)).toBe(1);
  expect(fixedPoint(he, { from: 7 })).toBe(7);
});

test('from either side of an unstable fixed point, a GELU goes another way', () => {
  const field = { activation: 'gelu', weightVariance: 2.2 };
  expect(fixedPoint(field, { from: 0.1 })).toBe(0);
  expect(fixedPoint(field, { from: 100 })).toBe(Infinity);
});

// The fractions come from integration, and from a million draws.
test.each([
  [1, 0.0364],
  [5 / 3, 0.2093],
  [3, 0.4855],
])(
  'with pre-activations of standard deviation %d, a fraction of %d of the tanh units is saturated',
  (std, fraction) => {
    expect(theory.saturatedFraction('tanh', std)).toBeCloseTo(fraction, 4);
    const { mean } = monteCarlo((z) => (Math.abs(Math.tanh(std * z)) > 0.97 ? 1 : 0));
    expect(theory.saturatedFraction('tanh', std)).toBeCloseTo(mean, 2); // half a per cent: ten standard errors
  },
);

test('without a spread, nothing is saturated', () => {
  expect(theory.saturatedFraction('sigmoid', 0)).toBe(0);
});
