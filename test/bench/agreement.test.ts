import { expect, test } from 'vitest';
import { describeDisagreement } from '../../bench/step/agreement.mjs';

const expected = [2.3, 0.5, 1e-9];
const falling = { lastLoss: 1 };

test('rounding is no disagreement', () => {
  expect(describeDisagreement({ first: [2.30001, 0.50002, 3e-8], ...falling }, expected)).toBeNull();
});

test('a norm that is off, one that is missing, and one that is no number are', () => {
  expect(describeDisagreement({ first: [2.3, 0.51, 0], ...falling }, expected)).toBe(
    'norm 1 of 2 is 0.51 instead of 0.5',
  );
  expect(describeDisagreement({ first: [2.3, 0.5], ...falling }, expected)).toBe(
    'it gave 1 norms instead of 2',
  );
  expect(describeDisagreement({ first: [NaN, 0.5, 0], ...falling }, expected)).toMatch(
    /^its first loss is NaN/,
  );
});

test('so is a loss that does not fall', () => {
  expect(describeDisagreement({ first: [...expected], lastLoss: 2.3 }, expected)).toBe(
    'its loss went from 2.3 to 2.3',
  );
  expect(describeDisagreement({ first: [...expected], lastLoss: NaN }, expected)).toMatch(/to NaN$/);
});

test('who records no norms is not held against them', () => {
  expect(describeDisagreement({ first: [0], lastLoss: 0 }, expected, false)).toBeNull();
});
