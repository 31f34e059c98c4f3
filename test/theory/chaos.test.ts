import { describe, expect, test } from 'vitest';
import { theory } from '../../src';
import { ACTIVATION_NAMES, activations } from '../../src/activations';
import { monteCarlo } from './monte-carlo';

const { chi1, correlationFixedPoint, correlationMap, criticalLine, criticalPoint, depthScales } = theory;
const tanh = (weightVariance: number) => ({ activation: 'tanh', weightVariance, biasVariance: 0.05 });

describe.each(ACTIVATION_NAMES)('%s', (activation) => {
  const { value, derivative } = activations[activation];
  const field = { activation, weightVariance: 1.5, biasVariance: 0.1 };

  test('has the χ₁ that a million draws give, to five standard errors', () => {
    const { mean, error } = monteCarlo((z) => derivative(Math.sqrt(2) * z) ** 2);
    expect(Math.abs(chi1(field, 2) - 1.5 * mean)).toBeLessThan(5 * 1.5 * error + 1e-12);
  });

  test('has the correlation map that a million draws give, to five standard errors', () => {
    const [q, c] = [2, 0.6];
    const { mean, error } = monteCarlo(
      (z1, z2) => value(Math.sqrt(q) * z1) * value(Math.sqrt(q) * (c * z1 + 0.8 * z2)),
    );
    const both = correlationMap(field, c, q) * theory.varianceMap(field, q);
    expect(Math.abs(both - (1.5 * mean + 0.1))).toBeLessThan(5 * 1.5 * error);
  });

  test('has a correlation map that leaves 1 at 1', () => {
    expect(correlationMap(field, 1, 2)).toBeCloseTo(1, 12);
  });
});

test.each([-0.9, -0.3, 0, 0.5, 0.9, 0.99, 0.9999])(
  'the correlation map of the ReLU at %d is the arc-cosine kernel',
  (c) => {
    // Cho and Saul 2009, eq. 6, of degree 1, over its value at 1.
    const closed = (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / Math.PI;
    expect(correlationMap({ activation: 'relu', weightVariance: 2 }, c)).toBeCloseTo(closed, 7);
    expect(correlationMap({ activation: 'relu', weightVariance: 0.4 }, c)).toBeCloseTo(closed, 7);
  },
);

// CHECKS: Schoenholz et al. 2017, at σ_b² = 0.05.
test.each([
  [1, 0.759],
  [1.3, 0.88],
  [1.5, 0.939],
  [1.76, 1],
  [2.5, 1.134],
  [4, 1.342],
])('tanh with σ_w² = %d has χ₁ = %d', (weightVariance, chi) => {
  expect(chi1(tanh(weightVariance))).toBeCloseTo(chi, 3);
});

test.each([
  [1, 22],
  [1.3, 47],
  [1.5, 95],
])('tanh with σ_w² = %d can be trained to a depth of about %d layers', (weightVariance, depth) => {
  expect(Math.round(theory.trainableDepth(tanh(weightVariance)))).toBe(depth);
});

test.each([
  [2.01e-5, 1.05, 2],
  [0.001, 1.19, 2],
  [0.01, 1.42, 2],
  [0.05, 1.761, 3],
  [0.2, 2.29, 2],
])('at σ_b² = %d, tanh is critical at σ_w² = %d', (biasVariance, weightVariance, digits) => {
  const point = criticalPoint('tanh', biasVariance);
  expect(point.weightVariance).toBeCloseTo(weightVariance, digits);
  const field = { activation: 'tanh', weightVariance: point.weightVariance, biasVariance };
  expect(chi1(field)).toBeCloseTo(1, 8);
  expect(theory.fixedPoint(field)).toBeCloseTo(point.q, 8);
});

test.each([
  ['relu', 2, 1],
  ['leakyRelu', 2 / (1 + 0.01 ** 2), 1],
  ['linear', 1, 1],
  ['tanh', 1, 0],
  ['hardTanh', 1, 0],
] as const)('without biases, %s is critical at σ_w² = %d', (activation, weightVariance, q) => {
  const point = criticalPoint(activation, 0);
  expect(point.weightVariance).toBeCloseTo(weightVariance, 12);
  expect(point.q).toBe(q);
});

test('the critical line is the points in one table', () => {
  const line = criticalLine('tanh', [0, 0.05]);
  expect(line.columnNames()).toEqual(['biasVariance', 'weightVariance', 'q']);
  expect(line.objects()).toEqual(
    [0, 0.05].map((biasVariance) => ({ biasVariance, ...criticalPoint('tanh', biasVariance) })),
  );
});

test('in order, the correlation of any two inputs goes to 1, and its depth scale is that of the gradient', () => {
  expect(correlationFixedPoint(tanh(1.3))).toBe(1);
  const { correlation, gradient } = depthScales(tanh(1.3));
  expect(correlation).toBeCloseTo(gradient, 6);
  expect(gradient).toBeCloseTo(-1 / Math.log(chi1(tanh(1.3))), 6);
});

test('in chaos, the correlation comes to its fixed point from either side, at the rate of its depth scale', () => {
  const field = tanh(4);
  const fixed = correlationFixedPoint(field);
  const rate = Math.exp(-1 / depthScales(field).correlation);
  for (const start of [0, 0.5]) {
    let c = start;
    const far: number[] = [];
    for (let layer = 0; layer < 40; layer++) {
      c = correlationMap(field, c);
      far.push(c - fixed);
    }
    expect(far.at(-1)).toBeCloseTo(0, 2);
    expect(far.at(-1)! / far.at(-2)!).toBeCloseTo(rate, 2);
  }
});

test('the mean square comes to its fixed point at the rate of its depth scale', () => {
  const field = tanh(1.5);
  const fixed = theory.fixedPoint(field);
  const rate = Math.exp(-1 / depthScales(field).variance);
  let q = fixed + 0.01;
  for (let layer = 0; layer < 8; layer++) q = theory.varianceMap(field, q);
  expect((theory.varianceMap(field, q) - fixed) / (q - fixed)).toBeCloseTo(rate, 3);
});

test('at the edge of chaos, the depth scale has no end', () => {
  expect(depthScales({ activation: 'relu', weightVariance: 2 }).gradient).toBe(Infinity);
  expect(theory.trainableDepth({ activation: 'relu', weightVariance: 2 })).toBe(Infinity);
});

test('the correlation of two inputs that nothing varies is an error, and not NaN', () => {
  expect(() => correlationMap({ activation: 'tanh', weightVariance: 0 }, 0.5)).toThrow(
    'weightVariance or biasVariance must be above 0',
  );
});
