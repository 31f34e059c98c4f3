// Phrases in titles and descriptions of charts: changes, lists, points, seeds.
import { itemAt } from '../arrays';
import { asSentence, formatNumber, formatRatio } from '../format';
import { MIN_SEEDS_OF_QUANTILES, type Line } from './lines';

/** The change from one value to another, in words. */
export interface Change {
  readonly verb: string;
  /** "27 times", or '' where the verb says all. */
  readonly amount: string;
}

/** A smaller ratio between two values counts as no change. */
const LEVEL_RATIO = 1.05;

/** Describes the change between two values of at least 0. */
export function changeBetween(from: number, to: number): Change {
  const plain = (verb: string): Change => ({ verb, amount: '' });
  if (Number.isNaN(from) || Number.isNaN(to)) return plain('is not a number');
  if (to === Infinity) return plain('is infinite');
  if (to === 0) return plain(from === 0 ? 'is 0' : 'vanishes');
  const ratio = from / to;
  if (ratio > LEVEL_RATIO) return { verb: 'shrinks', amount: formatRatio(ratio) };
  if (ratio < 1 / LEVEL_RATIO) return { verb: 'grows', amount: formatRatio(1 / ratio) };
  return plain('stays level');
}

/** A change as a phrase: "shrinks 27 times". */
export const phrase = ({ verb, amount }: Change): string => (amount === '' ? verb : `${verb} ${amount}`);

/** A name that ends in a number, such as '× 1.25', which may not stand before another number. */
export const endsInNumber = (name: string): boolean => /\p{N}$/u.test(name);

/** Joins several changes to a sentence that repeats few verbs: "Sigmoid shrinks 240 times on the way back, ReLU 1.3 times". */
export function phraseChanges(
  each: readonly { readonly name: string; readonly change: Change }[],
  way: string,
): string {
  let before = '';
  const parts = each.map(({ name, change }, i) => {
    const isPlain = change.verb === before && change.amount !== '' && !endsInNumber(name);
    const text = isPlain ? change.amount : phrase(change);
    before = change.verb;
    return `${name} ${text}${i === 0 ? ` ${way}` : ''}`;
  });
  return asSentence(parts.join(', '));
}

/** "a", "a and b", "a, b and c". */
export const joinWithAnd = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');

/** At most `most` of the indices 0 … length - 1, evenly spaced, with both ends. */
export function evenIndices(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}

const MAX_POINTS = 12;

/** A place on an axis: a layer or a step in full, another number with four digits. */
const formatPlace = (x: number): string => formatNumber(x, Number.isInteger(x) ? 6 : 4);

/** Lists the points of a line, at most MAX_POINTS of them: "0.01 at layer 1, 0.1 at layer 2". */
export const listPoints = (
  { x, median }: Pick<Line, 'x' | 'median'>,
  place: string,
  number: (value: number) => string = formatNumber,
): string =>
  evenIndices(x.length, MAX_POINTS)
    .map((i) => `${number(itemAt(median, i))} at ${place} ${formatPlace(itemAt(x, i))}`)
    .join(', ');

/** The smallest and the largest number of seeds at a point of the lines. */
const seedCounts = (lines: readonly Line[]): [number, number] => [
  Math.min(...lines.map(({ fewestSeeds }) => fewestSeeds)),
  Math.max(...lines.map(({ seeds }) => seeds)),
];

/** The number of seeds: "3 seeds", "3 to 12 seeds". */
const phraseSeeds = (fewest: number, most: number): string =>
  `${fewest === most ? most : `${fewest} to ${most}`} seeds`;

/** The part of a subtitle that explains line and band; '' where each line is one run. */
export function seedsInSubtitle(lines: readonly Line[], { band = true } = {}): string {
  const [fewest, most] = seedCounts(lines);
  const seeds = phraseSeeds(fewest, most);
  if (most <= 1) return '';
  if (!band) return `; median of ${seeds}`;
  if (most < MIN_SEEDS_OF_QUANTILES) return `; median and range of ${seeds}`;
  const ofFew = fewest < MIN_SEEDS_OF_QUANTILES ? `, range of fewer than ${MIN_SEEDS_OF_QUANTILES}` : '';
  return `; median of ${seeds}, 90 % band${ofFew}`;
}

/** The part of a description that says over how many seeds the medians are; '' where each line is one run. */
export function seedsInDescription(lines: readonly Line[]): string {
  const [fewest, most] = seedCounts(lines);
  return most > 1 ? `, median of ${phraseSeeds(fewest, most)}` : '';
}

const LEAST_SHARE = 1e-5; // of the largest value: less can't be told from 0 on a linear axis

/** Formats the values of a linear axis: "about 0" for those that can't be told from it. */
export function numberOnAxis(values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
  return (value) =>
    value !== 0 && Math.abs(value) < LEAST_SHARE * largest ? 'about 0' : formatNumber(value);
}

/** The name of a place on an axis: its title up to a comma, 'layer' of 'layer, counted from the input'. */
export const placeOf = (axisTitle: string): string => axisTitle.split(', ')[0]!;

/** A fraction as a percentage with two significant digits. */
export const formatPercent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${formatNumber(100 * fraction, 2)} %` : formatNumber(fraction);
