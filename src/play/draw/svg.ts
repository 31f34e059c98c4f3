// Parts of the drawings: SVG as text, drawn for one size in pixels, in colours that a style sheet names.
import { formatNumber } from '../../format';
import { escapeHtml } from '../../html';

/** The size of a drawing in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A number in an SVG path, to a tenth of a pixel. */
export const px = (value: number): string => (Math.round(value * 10) / 10).toString();

/** An SVG element with its content, and its description for those who do not see it. */
export const svg = ({ width, height }: Size, words: string, content: string): string =>
  `<svg viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${escapeHtml(words)}">${content}</svg>`;

interface TextLook {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly kind?: string;
}

export const text = (x: number, y: number, words: string, look: TextLook = {}): string =>
  `<text x="${px(x)}" y="${px(y)}"${look.anchor === undefined ? '' : ` text-anchor="${look.anchor}"`}${look.kind === undefined ? '' : ` class="${look.kind}"`}>${escapeHtml(words)}</text>`;

export const path = (kind: string, d: string): string => (d === '' ? '' : `<path class="${kind}" d="${d}"/>`);

export const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<path class="${kind}" d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}"/>`;

/** A full circle as a part of a path. */
export const disc = (x: number, y: number, r: number): string =>
  `M${px(x - r)} ${px(y)}a${px(r)} ${px(r)} 0 1 0 ${px(2 * r)} 0a${px(r)} ${px(r)} 0 1 0 ${px(-2 * r)} 0`;

/** A line through points; a point that is null is a gap. */
export function polyline(points: readonly (readonly [x: number, y: number] | null)[]): string {
  let pen = 'M';
  return points
    .map((point) => {
      if (point === null) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${px(point[0])} ${px(point[1])}`;
      pen = 'L';
      return step;
    })
    .join('');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten, as the tick of an axis. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return '1';
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** The ticks of an axis at powers of ten; where all of them are short, they are written in full. */
export function powerTicks(exponents: readonly number[]): [value: number, label: string][] {
  const areShort = exponents.every((exponent) => exponent >= -3 && exponent <= 3);
  return exponents.map((exponent) => [
    exponent,
    areShort ? formatNumber(10 ** exponent, 1) : powerOfTen(exponent),
  ]);
}
