// Compares a value with the expected one, and describes the difference.
import { itemAt } from '../arrays';
import { formatNumber } from '../format';
import { flat, shapeOf, type Plain } from './plain';

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / Math.max(1, values.length));

const shapeWords = (value: Plain): string => {
  const shape = shapeOf(value);
  if (shape === null) return `${(value as readonly Plain[]).length} parts of different shapes`;
  return shape.length === 0 ? 'a number' : `the shape [${shape.join(', ')}]`;
};

/** The index of the i-th number of an array, in words. */
function place(shape: readonly number[], i: number): string {
  const index = shape.map((size, axis) => {
    const below = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return Math.floor(i / below) % size;
  });
  return index.length === 0 ? '' : `at [${index.join(', ')}] `;
}

function shapeFault(expected: Plain, value: Plain): string {
  const [wanted, came] = [shapeOf(expected), shapeOf(value)];
  const turned = wanted?.length === 2 && wanted.toReversed().join() === came?.join();
  const hint = turned ? '; is it transposed?' : '';
  return `expected ${shapeWords(expected)}, got ${shapeWords(value)}${hint}`;
}

/**
 * Describes how a value differs from the expected one by more than the tolerance, which is relative to each number and, in an
 * array, to the root mean square of all; null if it does not.
 *
 * @example differenceOf([1, 2], [1, 3], 1e-6) // 'at [1] expected 2, got 3'
 */
export function differenceOf(expected: Plain, value: Plain, tolerance: number): string | null {
  const shape = shapeOf(expected);
  if (shape === null && typeof expected !== 'number') {
    if (typeof value === 'number') return `expected ${expected.length} parts, got a number`;
    if (expected.length !== value.length) return `expected ${expected.length} parts, got ${value.length}`;
    const faults = expected.map((part, i) => differenceOf(part, itemAt(value, i), tolerance));
    const i = faults.findIndex((fault) => fault !== null);
    return i === -1 ? null : `part ${i + 1} of ${expected.length}: ${faults[i]!}`;
  }
  if (shape === null || shape.join() !== shapeOf(value)?.join()) return shapeFault(expected, value);
  const [wanted, came] = [flat(expected), flat(value)];
  const scale = rms(wanted);
  const i = wanted.findIndex(
    (e, j) => !(Math.abs(e - itemAt(came, j)) <= tolerance * Math.max(Math.abs(e), scale)),
  );
  if (i === -1) return null;
  return `${place(shape, i)}expected ${formatNumber(itemAt(wanted, i), 6)}, got ${formatNumber(itemAt(came, i), 6)}`;
}
