import { expect, test } from 'vitest';
import { summarize } from '../../src/hooks/summary';

test('a summary has the norm, root mean square, mean, spread, zeros and saturated fraction', () => {
  expect(summarize([3, -4, 0, 0], 2)).toEqual({
    norm: 5,
    rms: 2.5,
    mean: -0.25,
    std: Math.sqrt(25 / 4 - 1 / 16),
    zeros: 0.5,
    saturated: 0.5,
  });
  expect(summarize([1], null).saturated).toBeNull();
});

test('the spread keeps its digits where the mean is large', () => {
  expect(summarize([1e9 + 1, 1e9 - 1], null).std).toBe(1);
});

test('NaN and infinities come through', () => {
  expect(summarize([1, NaN], null).norm).toBeNaN();
  expect(summarize([1, Infinity], null).norm).toBe(Infinity);
});
