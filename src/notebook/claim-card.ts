// A claim compared with its measurement: its record, its card and its error.
import { formatValue, invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { escapeProse } from '../html';
import { checkExpectation, missingPart, type Expectation } from './expectation';
import { isInteractive } from './interactive';

/** A claim and whether it holds, as it stands in the outputs of a cell. */
export interface ClaimRecord {
  readonly sentence: string;
  /** Null where there is nothing to measure with the reader's numbers. */
  readonly measured: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The expectation for the reader: "0.118 ± 10 %". */
  readonly words: string;
  readonly holds: boolean;
}

/** A claim after the comparison. */
export interface ComparedClaim {
  readonly record: ClaimRecord;
  /** The expectation and the measurement, for the reader. */
  readonly evidence: string;
}

/**
 * The error of a claim that does not hold, in a notebook that runs by itself or a program.
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

/**
 * Compares a measurement with its expectation. Where a reader plays, a number that is missing, such as one of a layer that the
 * reader's network does not have, makes a claim that does not hold.
 *
 * @param where the function that an error names
 */
export function compareClaim(
  where: string,
  sentence: string,
  measured: number,
  expectation: Expectation,
): ComparedClaim {
  if (typeof sentence !== 'string' || sentence === '')
    throw invalidArgument(where, 'sentence', 'a sentence', sentence);
  if (isInteractive()) {
    const missing = missingPart(measured, expectation);
    if (missing) return recordOfMissing(sentence, missing);
  }
  if (typeof measured !== 'number') throw invalidArgument(where, 'measured', 'a number', measured);
  const { low, high, words } = checkExpectation(where, expectation);
  const holds = measured >= low && measured <= high;
  const evidence = `expected ${words}, measured ${formatNumber(measured)}`;
  return { record: { sentence, measured, low, high, words, holds }, evidence };
}

function recordOfMissing(sentence: string, { name, value }: { name: string; value: unknown }): ComparedClaim {
  const evidence = `there is no number to compare: ${name} is ${formatValue(value)}`;
  const nothing = { measured: null, low: null, high: null, words: 'a number', holds: false };
  return { record: { sentence, ...nothing }, evidence };
}

const FOR_READER = 'With your numbers this does not hold:';

/** The claim as text: a mark, the sentence, what was expected and what was measured. */
export function claimText({ record: { sentence, holds }, evidence }: ComparedClaim): string {
  if (holds) return `✓ ${sentence} (${evidence})`;
  return `✗ ${isInteractive() ? `${FOR_READER} ` : ''}${sentence} (${evidence})`;
}

// JupyterLab has no style sheet of the course: a claim that does not hold brings its own colour, for light and dark.
const RED_FRAME = 'border: 1px solid #d64541; border-left-width: 5px; padding: 6px 10px; margin: 4px 0';

/** The claim as HTML. */
export function claimHtml({ record: { sentence, holds }, evidence }: ComparedClaim): string {
  const style = holds ? '' : ` style="${RED_FRAME}"`;
  const heading = !holds && isInteractive() ? `<em>${FOR_READER}</em> ` : '';
  return `<div class="vg-claim" data-holds="${holds}"${style}><strong>${holds ? '✓' : '✗'}</strong> ${heading}${escapeProse(sentence)} <small>${escapeProse(evidence)}</small></div>`;
}

/** Throws where a claim does not hold, but not where a reader plays. @throws {ClaimError} */
export function throwIfFailed(claims: readonly ComparedClaim[]): void {
  const failed = claims.filter(({ record }) => !record.holds);
  if (failed.length === 0 || isInteractive()) return;
  throw new ClaimError(
    failed
      .map(({ record, evidence }) => `this claim does not hold: ${record.sentence} (${evidence})`)
      .join('; '),
  );
}
