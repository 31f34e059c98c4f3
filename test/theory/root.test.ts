import { describe, expect, test } from 'vitest';
import { findRoot } from '../../src/theory/root';

const PRECISION = 4 * Number.EPSILON;

/** How often `crossing` looks at f, and where it finds the root. */
function found(f: (x: number) => number, low: number, high: number) {
  let looks = 0;
  const root = findRoot((x) => (looks++, f(x)), low, high);
  return { root, looks };
}

const smooth: [string, (x: number) => number, number, number, number][] = [
  ['x² = 2', (x) => x * x - 2, 1, 2, Math.SQRT2],
  ['ln x = 1', (x) => Math.log(x) - 1, 1, 10, Math.E],
  ['tanh x = 1/2', (x) => Math.tanh(x) - 0.5, 0.1, 3, Math.log(3) / 2],
  ['sin x = 0', Math.sin, 3, 4, Math.PI],
];

describe('crossing', () => {
  test.each(smooth)('finds %s to the last digits, with fewer than 15 looks', (_, f, low, high, root) => {
    const seen = found(f, low, high);
    expect(Math.abs(seen.root / root - 1)).toBeLessThan(PRECISION);
    expect(seen.looks).toBeLessThan(15);
  });

  test('does not mind whether f rises or falls', () => {
    for (const [, f, low, high, root] of smooth) {
      expect(Math.abs(found((x) => -f(x), low, high).root / root - 1)).toBeLessThan(PRECISION);
    }
  });

  test('finds a jump, where a parabola says nothing, in little more than the halvings that it takes', () => {
    const seen = found((x) => (x < 1 / 3 ? -1e9 : 1e-9), 0.1, 1);
    expect(Math.abs(seen.root * 3 - 1)).toBeLessThan(PRECISION);
    expect(seen.looks).toBeLessThan(120);
  });

  test('finds a root at which f is as flat as can be', () => {
    const seen = found((x) => (x - 0.7) ** 9, 0.5, 1);
    expect(Math.abs((seen.root - 0.7) ** 9)).toBeLessThan(1e-30);
    expect(seen.looks).toBeLessThan(120);
  });

  test('takes an end that is the root', () => {
    expect(found((x) => x - 2, 1, 2)).toMatchObject({ root: 2 });
    expect(found((x) => x - 1, 1, 2)).toMatchObject({ root: 1 });
  });
});
