// What charts say: findings for titles, and numbers for those who do not see them.
import { formatNumber, formatRatio } from '../format';
import type { Line } from './lines';

/** What becomes of a size from one place to another. */
export interface Fate {
  readonly verb: string;
  /** "27 times", or nothing. */
  readonly amount: string;
}

/** Less than this is level. */
const LEVEL = 1.05;

export function fateOf(from: number, to: number): Fate {
  const plain = (verb: string): Fate => ({ verb, amount: '' });
  if (Number.isNaN(from) || Number.isNaN(to)) return plain('is not a number');
  if (to === Infinity) return plain('is infinite');
  if (to === 0) return plain(from === 0 ? 'is 0' : 'vanishes');
  const ratio = from / to;
  if (ratio > LEVEL) return { verb: 'shrinks', amount: formatRatio(ratio) };
  if (ratio < 1 / LEVEL) return { verb: 'grows', amount: formatRatio(1 / ratio) };
  return plain('stays level');
}

export const said = ({ verb, amount }: Fate): string => (amount === '' ? verb : `${verb} ${amount}`);

/** Several fates in a sentence: "sigmoid shrinks 240 times on the way back, ReLU 1.3 times". */
export function fates(each: readonly { readonly name: string; readonly fate: Fate }[], way: string): string {
  let before = '';
  return each
    .map(({ name, fate }, i) => {
      const text = fate.verb === before && fate.amount !== '' ? fate.amount : said(fate);
      before = fate.verb;
      return `${name} ${text}${i === 0 ? ` ${way}` : ''}`;
    })
    .join(', ');
}

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');

/** At most as many of 0 … length - 1, spread evenly, with both ends. */
export function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}

const MOST = 12;

/** A line's numbers: "0.01 at layer 1, 0.1 at layer 2". A long one is said at a few points. */
export const points = (
  { x, middle }: Pick<Line, 'x' | 'middle'>,
  place: string,
  number: (value: number) => string = formatNumber,
): string =>
  spread(x.length, MOST)
    .map((i) => `${number(middle[i])} at ${place} ${formatNumber(x[i], 6)}`)
    .join(', ');

const seedsOf = (lines: readonly Line[]): number => Math.max(...lines.map(({ seeds }) => seeds));

/** For a subtitle: what line and band are; nothing where each line is one run. */
export function overSeeds(lines: readonly Line[]): string {
  const seeds = seedsOf(lines);
  return seeds > 1 ? `; median of ${seeds} seeds, 90 % band` : '';
}

/** The same for a description. */
export function medianOver(lines: readonly Line[]): string {
  const seeds = seedsOf(lines);
  return seeds > 1 ? `, median of ${seeds} seeds` : '';
}

export const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${formatNumber(100 * fraction, 2)} %` : formatNumber(fraction);
