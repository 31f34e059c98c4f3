// Compares the value of an example with the comment behind it: numbers to 1 %, a comment that is no value not at all.
import assert from 'node:assert/strict';

/** @param {unknown} value @param {unknown} expected @returns {void} */
function compare(value, expected) {
  if (typeof expected === 'number' && typeof value === 'number') {
    assert.ok(Math.abs(value - expected) <= 0.01 * Math.abs(expected) + 1e-12, `${value} is not ${expected}`);
  } else if (
    typeof expected === 'object' &&
    expected !== null &&
    typeof value === 'object' &&
    value !== null
  ) {
    for (const [key, part] of Object.entries(expected)) compare(/** @type {any} */ (value)[key], part);
  } else {
    assert.deepEqual(value, expected);
  }
}

/**
 * @param {unknown} value
 * @param {string} comment such as `0.880`, `1/π`, `√2`, `{ in: 100, out: 128 }`
 * @throws {assert.AssertionError}
 */
export function check(value, comment) {
  const source = comment.replaceAll('π', 'Math.PI').replaceAll(/√(\d+)/g, 'Math.sqrt($1)');
  let expected;
  try {
    expected = new Function(`return (${source});`)();
  } catch {
    return; // words
  }
  compare(value, expected);
}
