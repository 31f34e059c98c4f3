// Claims: sentences with numbers that are compared with measurements.
import { formatNumber } from '../format';
import { checkKeys, invalidArgument } from '../errors';
import { display } from './display';
import { escapeHtml } from '../html';

/** The values of a measurement with which a claim holds. */
export type Expectation =
  /** A number within a tolerance, absolute (0.01) or relative to the expected number ('10%'). */
  | {
      /** The number that is expected. */
      readonly expected: number;
      /** The greatest distance of the measurement from it, at least 0: absolute (0.01) or relative to it ('10%'). */
      readonly tolerance: number | `${number}%`;
    }
  /** A number within bounds, of which one may be left out. */
  | {
      /** The least that holds; without it there is no lower bound. */
      readonly atLeast?: number;
      /** The most that holds; without it there is no upper bound. */
      readonly atMost?: number;
    };

/** The MIME type of a claim among the outputs of a cell. */
export const CLAIM_MIME = 'application/vnd.vanishing-gradients.claim+json';

/**
 * The error of a claim that does not hold.
 *
 * @example
 * const ratio = theory.chi1({ activation: 'relu', weightVariance: 1 });
 * const failure = ((): unknown => {
 *   try {
 *     claim('The gradient keeps its size', ratio, { expected: 1, tolerance: '1%' });
 *   } catch (error) {
 *     return error;
 *   }
 * })();
 * failure instanceof ClaimError; // true
 */
export class ClaimError extends Error {
  /** 'ClaimError'. */
  override readonly name = 'ClaimError';
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** The expectation for the reader: "0.118 ± 10 %". */
  readonly text: string;
}

function checkNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw invalidArgument('claim', name, 'a number', value);
}

function checkExpectation(expectation: Expectation): Bounds {
  checkKeys('claim', 'the expectation', expectation, ['expected', 'tolerance', 'atLeast', 'atMost']);
  if ('expected' in expectation) {
    const expected = checkNumber('expected', expectation.expected);
    const { tolerance } = expectation;
    const relative = typeof tolerance === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(tolerance) : null;
    const width = relative ? (Math.abs(expected) * Number(relative[1])) / 100 : tolerance;
    if (typeof width !== 'number' || !(width >= 0))
      throw invalidArgument('claim', 'tolerance', "a number of at least 0, or '10%'", tolerance);
    const toleranceText = relative ? `${relative[1]} %` : formatNumber(width);
    return {
      low: expected - width,
      high: expected + width,
      text: `${formatNumber(expected)} ± ${toleranceText}`,
    };
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
  const low = atLeast === undefined ? -Infinity : checkNumber('atLeast', atLeast);
  const high = atMost === undefined ? Infinity : checkNumber('atMost', atMost);
  const parts = [
    ...(low > -Infinity ? [`at least ${formatNumber(low)}`] : []),
    ...(high < Infinity ? [`at most ${formatNumber(high)}`] : []),
  ];
  return { low, high, text: parts.join(' and ') };
}

/**
 * Shows a sentence with its expectation and measurement, and throws where the measurement lies outside, so that a notebook that
 * runs to its end states nothing false.
 *
 * @param sentence the claim in plain words, not empty
 * @param measured the measurement, in the unit of the expectation
 * @param expectation `{ expected, tolerance }` (tolerance absolute, or relative as '10%'), or `{ atLeast, atMost }`
 * @throws {ClaimError} when the measurement lies outside, or is NaN
 * @throws {TypeError} when `sentence` is no string or empty, `measured` is no number, or `expectation` is of neither form, has
 * another key, or has a tolerance that is below 0
 * @example
 * const chi = theory.chi1({ activation: 'relu', weightVariance: 2, biasVariance: 0 });
 * claim('With He initialisation, the gradient of a ReLU network keeps its size', chi, { expected: 1, tolerance: '1%' });
 */
export function claim(sentence: string, measured: number, expectation: Expectation): void {
  if (typeof sentence !== 'string' || sentence === '')
    throw invalidArgument('claim', 'sentence', 'a sentence', sentence);
  if (typeof measured !== 'number') throw invalidArgument('claim', 'measured', 'a number', measured);
  const { low, high, text } = checkExpectation(expectation);
  const holds = measured >= low && measured <= high;
  const mark = holds ? '✓' : '✗';
  const evidence = `expected ${text}, measured ${formatNumber(measured)}`;
  display({
    [CLAIM_MIME]: { sentence, measured, low, high, words: text, holds },
    'text/html': `<div class="vg-claim" data-holds="${holds}"><strong>${mark}</strong> ${escapeHtml(sentence)} <small>${escapeHtml(evidence)}</small></div>`,
    'text/plain': `${mark} ${sentence} (${evidence})`,
  });
  if (!holds) throw new ClaimError(`this claim does not hold: ${sentence} (${evidence})`);
}
