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

/** A ratio in words: "27 times", "1.6 times". */
export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio, 2)} times`;
}
