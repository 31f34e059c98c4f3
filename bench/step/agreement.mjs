// Compares the results of contenders.

/** Relative; float32, and other orders of summation through hundreds of layers. */
const TOLERANCE = 1e-4;

/**
 * Describes how a report differs from the first step of this library.
 *
 * @param {{ first: number[], lastLoss: number }} report
 * @param {readonly number[]} expected the loss, then the norms
 * @param {boolean} [norms] whether it records norms at all
 * @returns {string | null} null where all is well
 */
export function describeDisagreement({ first, lastLoss }, expected, norms = true) {
  if (!norms) return null;
  if (first.length !== expected.length)
    return `it gave ${first.length - 1} norms instead of ${expected.length - 1}`;
  // A norm that ought to be zero, as that of a bias before a batch normalisation, is rounding noise.
  const noise = 1e-6 * Math.max(...expected);
  for (const [i, value] of first.entries()) {
    const off = Math.abs(value - expected[i]);
    if (off <= TOLERANCE * Math.abs(expected[i]) + noise) continue;
    const what = i === 0 ? 'its first loss' : `norm ${i} of ${expected.length - 1}`;
    return `${what} is ${value} instead of ${expected[i]}`;
  }
  return lastLoss < first[0] ? null : `its loss went from ${first[0]} to ${lastLoss}`;
}
