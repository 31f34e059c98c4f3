import { expect, test } from 'vitest';
import { fractionBeyond, summarize } from '../../src/hooks/summary';

test('a summary has the norm, root mean square, mean, spread and zeros', () => {
  expect(summarize([3, -4, 0, 0])).toEqual({
    norm: 5,
    rms: 2.5,
    mean: -0.25,
    std: Math.sqrt(25 / 4 - 1 / 16),
    zeros: 0.5,
  });
});

test('the spread keeps its digits where the mean is large', () => {
  expect(summarize([1e9 + 1, 1e9 - 1]).std).toBe(1);
});

test('NaN and infinities come through', () => {
  expect(summarize([1, NaN]).norm).toBeNaN();
  expect(summarize([1, Infinity]).norm).toBe(Infinity);
});

test('the fraction beyond a point counts both tails, and not the point itself', () => {
  expect(fractionBeyond([3, -4, 2, 0], 2)).toBe(0.5);
});
