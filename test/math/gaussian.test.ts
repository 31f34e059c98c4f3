import { expect, test } from 'vitest';
import { erf, gaussianExpectation, gaussLegendre } from '../../src/math/gaussian';

test('Gauss-Legendre is exact for polynomials up to degree 2n - 1', () => {
  const { nodes, weights } = gaussLegendre(6);
  for (let degree = 0; degree <= 11; degree++) {
    const integral = nodes.reduce((sum, x, i) => sum + weights[i] * x ** degree, 0);
    expect(integral).toBeCloseTo(degree % 2 === 0 ? 2 / (degree + 1) : 0, 14);
  }
});

test.each([
  [0, 1],
  [1, 0],
  [2, 1],
  [4, 3],
  [6, 15],
  [8, 105],
])('the moment of order %d of a standard normal is %d', (order, moment) => {
  expect(gaussianExpectation((z) => z ** order) / Math.max(1, moment)).toBeCloseTo(
    moment / Math.max(1, moment),
    12,
  );
});

test('expectations of functions with kinks have their closed forms', () => {
  expect(gaussianExpectation((z) => Math.max(0, z), [0])).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 13);
  expect(gaussianExpectation((z) => Math.max(0, z) ** 2, [0])).toBeCloseTo(0.5, 13);
  expect(gaussianExpectation((z) => (z > 0.3 ? 1 : 0), [0.3])).toBeCloseTo(
    (1 - erf(0.3 / Math.SQRT2)) / 2,
    13,
  );
});

test('the mean of exp(z) is √e', () => {
  expect(gaussianExpectation(Math.exp)).toBeCloseTo(Math.sqrt(Math.E), 12);
});

// C's erf, through Python's math.erf; on both sides of where the series hands over to the continued fraction.
test.each([
  [0, 0],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [2.9999, 0.9999778955735178],
  [3.0001, 0.9999779234241298],
  [6, 1],
])('erf(%d) is %d', (x, value) => {
  expect(erf(x)).toBeCloseTo(value, 12);
  expect(erf(-x)).toBeCloseTo(-value, 12);
});
