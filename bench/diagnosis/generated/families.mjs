// The families of the generated set: a healthy case, and faults that were seen to harm it.
import { applyFault, operatorsFor } from './faults.mjs';
import { healthyCase } from './healthy.mjs';
import { measureFaulty, measureHealthy } from './measure.mjs';
import { hash, randomStream } from './random.mjs';

/**
 * The first family of each split. Rules are chosen on all but the last; nothing may be chosen on that, which is for the score alone, until
 * another takes its place. The third validation has 133 families, and of 60 from 500200 on those faults that are rare; the held-out split
 * has the others. `rareFaults` has faults that are rare, of 50 families from 500323 on, and was for a score alone until it was used once.
 */
export const SPLITS = {
  development: 0,
  validation: 100_000,
  secondValidation: 200_000,
  thirdValidation: 500_000,
  rareFaults: 500_323,
  heldOut: 500_133,
};

const FAULTS = 3;
const ATTEMPTS = 6;

/** A case of a family: the healthy one, or that with a fault. */
export function caseOf(family, operator) {
  const healthy = healthyCase(family);
  return operator === null ? healthy : applyFault(healthy, operator, randomStream(family, 'fault', operator));
}

/** The hash of all that a case is: labels are of this case, and of no other. */
export const fingerprintOf = (c) => hash(JSON.stringify(c)).toString(16);

/**
 * Measures a family: its healthy case, and faults in a seeded order until enough of them did harm.
 *
 * @param {string[]} [only] the faults to measure, each of them; by default those that are drawn
 * @returns the labels, healthy first; of a family whose case is not healthy, its scores alone
 */
export async function measureFamily(library, family, only) {
  const healthy = healthyCase(family);
  const drawn = operatorsFor(healthy, randomStream(family, 'operators'));
  const operators = only ? drawn.filter((name) => only.includes(name)) : drawn.slice(0, ATTEMPTS);
  const { scores, outcome } = await measureHealthy(library, healthy);
  const labels = [{ family, operator: null, outcome, scores, hash: fingerprintOf(healthy) }];
  if (outcome !== 'learns') return labels;
  let found = 0;
  for (const operator of operators) {
    const faulty = caseOf(family, operator);
    const measured = await measureFaulty(library, faulty, scores);
    labels.push({ family, operator, ...measured, hash: fingerprintOf(faulty) });
    if (measured.outcome !== 'harmless' && ++found === FAULTS && !only) break;
  }
  return labels;
}
