// Numbers in prose and tables.

const FORMATS = new Map<number, Intl.NumberFormat>(); // making one takes longer than using it a hundred times

/** A number in plain digits, with a comma after the thousands. */
function formatPlain(value: number, digits: number): string {
  let format = FORMATS.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });
    FORMATS.set(digits, format);
  }
  return format.format(value);
}

/** A number with three significant digits: 0.118, 2,340, 4.3e-7. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7 ? value.toExponential(digits - 1) : formatPlain(value, digits);
  return text.replace('-', '−').replace(/e[−-]/, 'e−').replace('e+', 'e');
}

const LARGE_NUMBERS = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** A ratio in words: "1.6 times", "370 million times", "1.1 · 10¹⁷ times". */
export function formatRatio(ratio: number): string {
  const rounded = Number(ratio.toPrecision(2));
  const [size, word] = LARGE_NUMBERS.find(([least]) => rounded >= least) ?? [1, ''];
  if (word === '' || rounded >= 1e15) return `${withPowers(formatNumber(ratio, 2))} times`;
  return `${formatPlain(rounded / size, 2)} ${word} times`;
}

const toSuperscript = (digits: string): string =>
  digits.replace(/[−-]/, '⁻').replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);

/** Writes the numbers of a text that have an exponent as powers of ten, unbroken: "4.3e−7" becomes "4.3 · 10⁻⁷", "1e-5" "10⁻⁵". */
export const withPowers = (text: string): string =>
  text.replace(
    /(?<![\p{L}\p{N}_.,])(\d+(?:\.\d+)?)e(?:\+|([−-]))?(\d+)(?![\p{L}\p{N}_]|\.\d)/gu,
    (_, mantissa: string, minus: string | undefined, exponent: string) =>
      `${Number(mantissa) === 1 ? '' : `${mantissa}\u00a0·\u00a0`}10${toSuperscript(`${minus ?? ''}${exponent}`)}`,
  );

/** A sentence that may begin with the name of a curve: an ordinary word of small letters gets a capital one. */
export const asSentence = (text: string): string =>
  text.replace(/^\p{Ll}(?=\p{Ll}+(?![\p{L}\p{N}/]))/u, (letter) => letter.toUpperCase());

/** A number of things: "1 step", "3 steps". */
export const countOf = (count: number, thing: string, digits = 6): string =>
  `${formatNumber(count, digits)} ${thing}${count === 1 ? '' : 's'}`;
