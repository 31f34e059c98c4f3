import { describe, expect, test, vi } from 'vitest';
import { randomStream } from '../src/random';

const draws = (n: number, next: () => number): number[] => Array.from({ length: n }, next);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('a stream', () => {
  test('gives the same draws for the same seed and path', () => {
    const [a, b] = [randomStream(3, 'weights', 1), randomStream(3, 'weights', 1)];
    expect(draws(100, () => a.normal())).toEqual(draws(100, () => b.normal()));
  });

  test('gives other draws for another seed, and for another path', () => {
    const first = [
      randomStream(0),
      randomStream(1),
      randomStream(0, 'a'),
      randomStream(0, 'b'),
      randomStream(0, 'a', 1),
      randomStream(0, 'a', 2),
    ].map((s) => s.uniform());
    expect(new Set(first).size).toBe(first.length);
  });

  test('takes 0 as a seed like any other', () => {
    expect(randomStream(0).uniform()).toBe(randomStream(0).uniform());
  });

  test('gives other draws for the same seed where another set of seeds is asked for', async () => {
    const first = async (set: string): Promise<number> => {
      vi.resetModules();
      vi.stubEnv('VANISHING_GRADIENTS_SEEDS', set);
      return (await import('../src/random')).randomStream(3).uniform();
    };
    const sets = [await first(''), await first('2'), await first('3')];
    vi.unstubAllEnvs();
    expect(sets[0]).toBe(randomStream(3).uniform());
    expect(new Set(sets).size).toBe(3);
  });

  // Tolerances are five standard errors of the estimate at n = 200,000, seeded.
  const n = 200_000;

  test('has uniform draws with the moments of U[0, 1)', () => {
    const random = randomStream(5);
    const values = draws(n, () => random.uniform());
    expect(Math.min(...values.slice(0, 1e5))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 1e5))).toBeLessThan(1);
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(mean(values.map((v) => v * v)) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  });

  test('has normal draws with the first four moments of N(0, 1)', () => {
    const random = randomStream(6);
    const values = draws(n, () => random.normal());
    // variances of z, z², z³ and z⁴ for z ~ N(0, 1): 1, 2, 15 and 96
    const moments: [number, number, number][] = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ];
    for (const [power, expected, varianceOfPower] of moments) {
      expect(Math.abs(mean(values.map((v) => v ** power)) - expected)).toBeLessThan(
        5 * Math.sqrt(varianceOfPower / n),
      );
    }
  });

  test('has normal draws beyond two sigma as often as a normal that is not truncated', () => {
    const random = randomStream(7);
    const beyond = draws(n, () => random.normal()).filter((v) => Math.abs(v) > 2).length / n;
    const p = 0.0455003;
    expect(Math.abs(beyond - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
  });

  test('draws whole numbers below n evenly', () => {
    const counts = Array<number>(10).fill(0);
    const random = randomStream(8);
    for (let i = 0; i < n; i++) counts[random.uniformInteger(10)]++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0);
    expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });

  test('has neighbouring seeds that are not correlated', () => {
    const k = 20_000;
    const [a, b] = [randomStream(1), randomStream(2)].map((random) => draws(k, () => random.normal()));
    expect(Math.abs(mean(a.map((v, i) => v * b[i])))).toBeLessThan(5 / Math.sqrt(k));
  });

  test.each([
    [-1, RangeError],
    [1.5, RangeError],
    [NaN, RangeError],
    ['1', TypeError],
    [undefined, TypeError],
  ])('refuses the seed %s', (seed, kind) => {
    expect(() => randomStream(seed as number)).toThrow(kind);
    expect(() => randomStream(seed as number)).toThrow(
      /randomStream: seed must be a whole number of at least 0; got/,
    );
  });
});
