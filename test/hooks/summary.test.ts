import { expect, test } from 'vitest';
import { fractionAbove, fractionDead, histogram, summarize } from '../../src/hooks/summary';

test('a summary has the norm, root mean square, mean, spread and zeros', () => {
  expect(summarize([3, -4, 0, 0])).toEqual({
    norm: 5,
    rms: 2.5,
    mean: -0.25,
    std: Math.sqrt(25 / 4 - 1 / 16),
    zeros: 0.5,
  });
});

test('the standard deviation keeps its digits where the mean is large', () => {
  expect(summarize([1e9 + 1, 1e9 - 1]).std).toBe(1);
});

test('NaN and infinities come through', () => {
  expect(summarize([1, NaN]).norm).toBeNaN();
  expect(summarize([1, Infinity]).norm).toBe(Infinity);
});

test('the fraction beyond a point counts both tails, and not the point itself', () => {
  expect(fractionAbove([3, -4, 2, 0], 2)).toBe(0.5);
});

test('a unit is dead where it is 0 for every example', () => {
  expect(fractionDead([0, 1, 0, 0, 0, 2], 3)).toBeCloseTo(1 / 3, 12); // two examples of three units: the first is off
  expect(fractionDead([1, NaN], 2)).toBe(0);
});

test('a histogram counts finite values between the least and the greatest', () => {
  expect(histogram([0, 1, 2, 4], 2)).toEqual([
    { from: 0, to: 2, count: 2 },
    { from: 2, to: 4, count: 2 },
  ]);
  expect(histogram([3, 3], 5)).toEqual([{ from: 3, to: 3, count: 2 }]);
  expect(histogram([NaN, Infinity], 5)).toEqual([]);
});
