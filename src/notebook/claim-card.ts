// A claim compared with its measurement: its record, its card and its text.
import { invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { escapeHtml } from '../html';
import { checkExpectation, type Expectation } from './expectation';

/** A claim and whether it holds, as it stands in the outputs of a cell. */
export interface ClaimRecord {
  readonly sentence: string;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  /** The expectation for the reader: "0.118 ± 10 %". */
  readonly words: string;
  readonly holds: boolean;
}

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

/** Compares a measurement with its expectation. `where` is the function that an error names. */
export function compareClaim(
  where: string,
  sentence: string,
  measured: number,
  expectation: Expectation,
): ClaimRecord {
  if (typeof sentence !== 'string' || sentence === '')
    throw invalidArgument(where, 'sentence', 'a sentence', sentence);
  if (typeof measured !== 'number') throw invalidArgument(where, 'measured', 'a number', measured);
  const { low, high, words } = checkExpectation(where, expectation);
  return { sentence, measured, low, high, words, holds: measured >= low && measured <= high };
}

const mark = ({ holds }: ClaimRecord): string => (holds ? '✓' : '✗');

const evidence = ({ words, measured }: ClaimRecord): string =>
  `expected ${words}, measured ${formatNumber(measured)}`;

/** The claim as text: a mark, the sentence, what was expected and what was measured. */
export const claimText = (claim: ClaimRecord): string =>
  `${mark(claim)} ${claim.sentence} (${evidence(claim)})`;

/** The claim as HTML. */
export const claimHtml = (claim: ClaimRecord): string =>
  `<div class="vg-claim" data-holds="${claim.holds}"><strong>${mark(claim)}</strong> ${escapeHtml(claim.sentence)} <small>${escapeHtml(evidence(claim))}</small></div>`;

/** The error of claims of which at least one does not hold. */
export const claimError = (failed: readonly ClaimRecord[]): ClaimError =>
  new ClaimError(
    failed.map((claim) => `this claim does not hold: ${claim.sentence} (${evidence(claim)})`).join('; '),
  );
