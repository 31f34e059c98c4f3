import { expect, test } from 'vitest';
import { formatNumber, formatRatio } from '../src/format';

test.each([
  [0.118234, '0.118'],
  [0.00426, '0.00426'],
  [-0.5, '−0.5'],
  [1234.5, '1,230'],
  [0.0000043, '4.30e−6'],
  [-4.31e-11, '−4.31e−11'],
  [2.5e9, '2.50e9'],
  [0, '0'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
])('%d reads %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('ratios are said as times', () => {
  expect(formatRatio(27.4)).toBe('27 times');
  expect(formatRatio(1.62)).toBe('1.6 times');
});
