import { expect, test } from 'vitest';
import { asSentence, formatNumber, formatRatio, withPowers } from '../src/format';

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
  expect(formatRatio(480_000)).toBe('480,000 times');
  expect(formatRatio(999_999)).toBe('1 million times');
  expect(formatRatio(3.7e8)).toBe('370 million times');
  expect(formatRatio(1.1e12)).toBe('1.1 trillion times');
  expect(formatRatio(3.3e19)).toBe('3.3\u00a0·\u00a010¹⁹ times');
});

/** A test for each text of what a function of texts makes of it. */
const reads = (
  title: string,
  fn: (text: string) => string,
  texts: Readonly<Record<string, string>>,
): void => {
  test.each(Object.entries(texts))(title, (text, expected) => {
    expect(fn(text)).toBe(expected);
  });
};

reads('powers of ten in %j read %j', withPowers, {
  'the first gets 1e-12 of it': 'the first gets 10⁻¹² of it',
  'measured 1.16e−11, at most 1.00e−5': 'measured 1.16\u00a0·\u00a010⁻¹¹, at most 10⁻⁵',
  'make 1.2e+21.': 'make 1.2\u00a0·\u00a010²¹.',
  '1e3x, v1e5, 0x1e5, e-5, 3e': '1e3x, v1e5, 0x1e5, e-5, 3e',
});

reads('a sentence that begins with %j begins with %j', asSentence, {
  'sigmoid shrinks': 'Sigmoid shrinks',
  'dL/dz shrinks': 'dL/dz shrinks',
  'a narrows': 'a narrows',
  'ReLU grows': 'ReLU grows',
  'w1 goes': 'w1 goes',
  '× 0.8 shrinks': '× 0.8 shrinks',
});
