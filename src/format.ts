// Numbers as a reader wants them.

/** Three significant digits: 0.118, 2,340, 4.3e-7. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 1e-4 || size >= 1e7
      ? value.toExponential(digits - 1)
      : value.toLocaleString('en-US', { maximumSignificantDigits: digits });
  return text.replace('-', '−').replace(/e[−-]/, 'e−').replace('e+', 'e');
}

/** How many times as large: "27 times", "1.6 times". */
export function times(ratio: number): string {
  return `${significant(ratio, 2)} times`;
}
