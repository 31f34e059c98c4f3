// `claim`: a sentence with numbers that is compared with a measurement.
import { claimError, claimHtml, claimText, compareClaim } from './claim-card';
import { display } from './display';
import type { Expectation } from './expectation';

/** The MIME type of a claim among the outputs of a cell. */
export const CLAIM_MIME = 'application/vnd.vanishing-gradients.claim+json';

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
  const record = compareClaim('claim', sentence, measured, expectation);
  display({
    [CLAIM_MIME]: record,
    'text/html': claimHtml(record),
    'text/plain': claimText(record),
  });
  if (!record.holds) throw claimError([record]);
}
