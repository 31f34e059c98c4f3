// Numbers as a reader wants them.

const formats = new Map<number, Intl.NumberFormat>(); // to make one takes longer than to use it a hundred times

/** In plain digits, with a comma after the thousands. */
function plain(value: number, digits: number): string {
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });
    formats.set(digits, format);
  }
  return format.format(value);
}

/** Three significant digits: 0.118, 2,340, 4.3e-7. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7 ? value.toExponential(digits - 1) : plain(value, digits);
  return text.replace('-', '−').replace(/e[−-]/, 'e−').replace('e+', 'e');
}

/** How many times as large: "27 times", "1.6 times". */
export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio, 2)} times`;
}
