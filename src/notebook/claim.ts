// Numbers that the course states, held against what was measured.
import { formatNumber } from '../format';
import { checkKeys, invalidArgument } from '../errors';
import { display } from './display';
import { escapeHtml } from './html';

/** What a measurement has to be for the sentence to hold. */
export type Expectation =
  /** Within a tolerance of a number: absolute (0.01), or relative to the expected number ('10%'). */
  | { readonly expected: number; readonly tolerance: number | `${number}%` }
  /** Within bounds, either of which may be left out. */
  | { readonly atLeast?: number; readonly atMost?: number };

/** Thrown where a claim does not hold. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError';
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** As the reader sees it: "0.118 ± 10 %". */
  readonly words: string;
}

function number(name: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw invalidArgument('claim', name, 'a number', value);
}

function bounds(expectation: Expectation): Bounds {
  checkKeys('claim', 'the expectation', expectation, ['expected', 'tolerance', 'atLeast', 'atMost']);
  if ('expected' in expectation) {
    const expected = number('expected', expectation.expected);
    const { tolerance } = expectation;
    const relative = typeof tolerance === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(tolerance) : null;
    const width = relative ? (Math.abs(expected) * Number(relative[1])) / 100 : tolerance;
    if (typeof width !== 'number' || !(width >= 0))
      throw invalidArgument('claim', 'tolerance', "a number of at least 0, or '10%'", tolerance);
    const spread = relative ? `${relative[1]} %` : formatNumber(width);
    return { low: expected - width, high: expected + width, words: `${formatNumber(expected)} ± ${spread}` };
  }
  const { atLeast, atMost } = expectation;
  if (atLeast === undefined && atMost === undefined) {
    throw invalidArgument(
      'claim',
      'the expectation',
      '{ expected, tolerance } or { atLeast, atMost }',
      expectation,
    );
  }
  const low = atLeast === undefined ? -Infinity : number('atLeast', atLeast);
  const high = atMost === undefined ? Infinity : number('atMost', atMost);
  const parts = [
    ...(low > -Infinity ? [`at least ${formatNumber(low)}`] : []),
    ...(high < Infinity ? [`at most ${formatNumber(high)}`] : []),
  ];
  return { low, high, words: parts.join(' and ') };
}

/**
 * States a sentence with a number in it, shows expectation and measurement beside it, and throws where it does not hold: a
 * notebook that runs to its end has said nothing that is not so.
 *
 * @param sentence what is claimed, in plain words
 * @param measured what was measured
 * @param expectation `{ expected, tolerance }` (tolerance absolute, or relative as '10%'), or `{ atLeast, atMost }`
 * @throws {ClaimError} when the measurement lies outside, or is NaN
 * @throws {TypeError} when an argument is not of its form
 * @example claim('With ReLU the first layer has a gradient of about 0.118', norm, { expected: 0.118, tolerance: '10%' });
 */
export function claim(sentence: string, measured: number, expectation: Expectation): void {
  if (typeof sentence !== 'string' || sentence === '')
    throw invalidArgument('claim', 'sentence', 'a sentence', sentence);
  if (typeof measured !== 'number') throw invalidArgument('claim', 'measured', 'a number', measured);
  const { low, high, words } = bounds(expectation);
  const holds = measured >= low && measured <= high;
  const mark = holds ? '✓' : '✗';
  const evidence = `expected ${words}, measured ${formatNumber(measured)}`;
  display({
    'application/vnd.vanishing-gradients.claim+json': { sentence, measured, low, high, words, holds },
    'text/html': `<div class="vg-claim" data-holds="${holds}"><strong>${mark}</strong> ${escapeHtml(sentence)} <small>${escapeHtml(evidence)}</small></div>`,
    'text/plain': `${mark} ${sentence} (${evidence})`,
  });
  if (!holds) throw new ClaimError(`this claim does not hold: ${sentence} (${evidence})`);
}
