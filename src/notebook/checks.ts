// `checks`: claims that a reader need not see, folded under one line.
import { invalidArgument } from '../errors';
import { claimHtml, claimText, compareClaim, throwIfFailed } from './claim-card';
import { display } from './display';
import type { Expectation } from './expectation';

/** The MIME type of checks among the outputs of a cell: an array of claims. */
export const CHECKS_MIME = 'application/vnd.vanishing-gradients.checks+json';

/** The arguments of `claim`: sentence, measurement and expectation. */
export type Check = readonly [sentence: string, measured: number, expectation: Expectation];

/**
 * Compares further claims with their measurements, and folds them under one line, "Checked as well (3)". Where one does not hold,
 * the list is open; `checks` shows all of them, and then does what `claim` does.
 *
 * @param list each check as the arguments of `claim`: `[sentence, measured, expectation]`; at least one
 * @throws {ClaimError} when a measurement lies outside its expectation, or is NaN, and no reader plays (see `claim`)
 * @throws {TypeError} when there is no check, one is no array of three, or an argument is none that `claim` takes; the error names the
 * check by its number, from 1
 * @example
 * const chi = (weightVariance: number) => theory.chi1({ activation: 'relu', weightVariance });
 * checks(
 *   ['Half of He’s variance halves the gradient’s', chi(1), { expected: 0.5, tolerance: '1%' }],
 *   ['Twice He’s variance doubles it', chi(4), { expected: 2, tolerance: '1%' }],
 * );
 */
export function checks(...list: readonly Check[]): void {
  if (list.length === 0)
    throw invalidArgument('checks', 'list', 'at least one [sentence, measured, expectation]', list);
  const compared = list.map((check, i) => {
    if (!Array.isArray(check) || check.length !== 3)
      throw invalidArgument('checks', `check ${i + 1}`, '[sentence, measured, expectation]', check);
    const [sentence, measured, expectation] = check as Check;
    return compareClaim(`checks, check ${i + 1}`, sentence, measured, expectation);
  });
  const failed = compared.filter(({ record }) => !record.holds);
  const note =
    failed.length === 0 ? '' : `: ${failed.length} ${failed.length === 1 ? 'does' : 'do'} not hold`;
  const heading = `Checked as well (${compared.length})${note}`;
  display({
    [CHECKS_MIME]: compared.map(({ record }) => record),
    'text/html': [
      `<details class="vg-checks" data-holds="${failed.length === 0}"${failed.length === 0 ? '' : ' open'}>`,
      `<summary>${heading}</summary>`,
      ...compared.map(claimHtml),
      '</details>',
    ].join('\n'),
    'text/plain': [heading, ...compared.map((claim) => `  ${claimText(claim)}`)].join('\n'),
  });
  throwIfFailed(compared);
}
