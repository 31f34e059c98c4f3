// `claim`: a sentence with numbers that is compared with a measurement.
import { claimHtml, claimText, compareClaim, throwIfFailed } from './claim-card';
import { display } from './display';
import type { Expectation } from './expectation';

/** The MIME type of a claim among the outputs of a cell. */
export const CLAIM_MIME = 'application/vnd.vanishing-gradients.claim+json';

/**
 * Shows a sentence with its expectation and measurement. Where the measurement lies outside, a notebook that runs by itself (nbconvert,
 * papermill, nbgrader) and a plain Node program throw, so that what runs to its end states nothing false. A reader who plays with the
 * numbers (JupyterLab, VS Code) sees a red card, and the notebook goes on. The kernel tells one from the other by whether the front end
 * takes input; tslab's own kernel does not tell, so there a claim throws. The environment variable `VANISHING_GRADIENTS_CLAIMS`, `show` or
 * `throw`, decides for both.
 *
 * @param sentence the claim in plain words, not empty; the index of a single letter, as in σ_w², is set below the line
 * @param measured the measurement, in the unit of the expectation
 * @param expectation `{ expected, tolerance }` (tolerance absolute, or relative as '10%'), or `{ atLeast, atMost }`
 * @throws {ClaimError} when the measurement lies outside, or is NaN, and no reader plays
 * @throws {TypeError} when `sentence` is no string or empty, `measured` is no number (where a reader plays, only if it is neither undefined
 * nor null), or `expectation` is of neither form, has another key, or has a tolerance that is below 0
 * @example
 * const chi = theory.chi1({ activation: 'relu', weightVariance: 2, biasVariance: 0 });
 * claim('With He initialisation, the gradient of a ReLU network keeps its size', chi, { expected: 1, tolerance: '1%' });
 */
export function claim(sentence: string, measured: number, expectation: Expectation): void {
  const compared = compareClaim('claim', sentence, measured, expectation);
  display({
    [CLAIM_MIME]: compared.record,
    'text/html': claimHtml(compared),
    'text/plain': claimText(compared),
  });
  throwIfFailed([compared]);
}
