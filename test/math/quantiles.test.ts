import { expect, test } from 'vitest';
import { median, quantile } from '../../src/math';

test('quantiles interpolate between order statistics, as numpy.quantile does by default', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([10, 20, 30, 40], 0.05)).toBeCloseTo(11.5, 12);
  expect(quantile([10, 20, 30, 40], 1)).toBe(40);
  expect(quantile([7], 0.3)).toBe(7);
});
