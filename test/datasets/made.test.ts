// The data sets that are made, not read: spirals, the adding problem; and splits of any of them.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { addingProblem, permutation, spirals, split } from '../../src/datasets';

const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('spirals', () => {
  test('without noise, every point lies on its arm: its angle follows from its radius', () => {
    const { x, y } = spirals({ size: 200, turns: 2, noise: 0, seed: 1 });
    const [points, arms] = [x.arraySync(), y.dataSync()];
    points.forEach(([u, v], i) => {
      const radius = Math.hypot(u, v);
      expect(radius).toBeLessThanOrEqual(1);
      const angle = 4 * Math.PI * radius + Math.PI * arms[i];
      expect(Math.hypot(u - radius * Math.cos(angle), v - radius * Math.sin(angle))).toBeLessThan(1e-5);
    });
    tf.dispose([x, y]);
  });

  test('both arms have as many points, and noise moves them by as much as it says', () => {
    const [clean, noisy] = [0, 0.1].map((noise) => spirals({ size: 4000, noise, seed: 2 }));
    expect(noisy.y.dataSync().filter((arm) => arm === 1)).toHaveLength(2000);
    const moved = tf.tidy(() => tf.sub(noisy.x, clean.x).square().mean().sqrt().dataSync()[0]);
    expect(Math.abs(moved / 0.1 - 1)).toBeLessThan(5 / Math.sqrt(2 * 8000)); // five standard errors
    tf.dispose([clean, noisy]);
  });
});

describe('the adding problem', () => {
  const data = addingProblem({ size: 500, steps: 21, seed: 4 });
  const sequences = data.x.arraySync();
  afterAll(() => tf.dispose(data));

  test('marks one number in each half, and asks for their sum', () => {
    sequences.forEach((steps, i) => {
      const marked = steps.flatMap(([, mark], t) => (mark === 1 ? [t] : []));
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(10);
      expect(marked[1]).toBeGreaterThanOrEqual(10);
      expect(data.y.arraySync()[i][0]).toBeCloseTo(
        marked.reduce((sum, t) => sum + steps[t][0], 0),
        6,
      );
    });
  });

  test('has a mean squared error of 1/6 for whoever always says 1, within five standard errors', () => {
    const errors = data.y.arraySync().map(([sum]) => (sum - 1) ** 2);
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    // (u + v - 1)² for u, v ~ U(0, 1) has variance 7/180
    expect(Math.abs(mean - 1 / 6)).toBeLessThan(5 * Math.sqrt(7 / 180 / errors.length));
  });
});

describe('split', () => {
  test('keeps each example with its target, and loses none', () => {
    const dataset = tf.tidy(() => ({ x: tf.range(0, 50).reshape([50, 1]), y: tf.range(0, 50).mul(3) }));
    const parts = split(dataset, { testFraction: 0.3, seed: 5 });
    const seen = [parts.train, parts.test].flatMap(({ x, y }) => {
      const targets = y.dataSync();
      return [...x.dataSync()].map((v, i) => {
        expect(targets[i]).toBe(3 * v);
        return v;
      });
    });
    expect(parts.test.y.shape).toEqual([15]);
    expect(seen.sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
    tf.dispose([dataset, parts]);
  });

  test('a permutation of no whole number of elements is an error', () => {
    expect(() => permutation(2.5, 1)).toThrow('permutation: n must be a whole number of at least 0; got 2.5');
    expect(() => permutation(-1, 1)).toThrow(RangeError);
  });

  test('an order is a permutation, and every place is as likely as any other: chi-squared at p = 0.001', () => {
    expect([...permutation(100, 1)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    const counts = Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++) counts[permutation(10, seed).indexOf(3)]++;
    expect(counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(27.9);
  });
});

const one = { x: tf.zeros([1, 2]), y: tf.zeros([1]) };
const ragged = { x: tf.zeros([3, 2]), y: tf.zeros([2]) };
afterAll(() => tf.dispose([one, ragged]));

test.each<[string, () => unknown, string]>([
  [
    'spirals of one point',
    () => spirals({ size: 1 }),
    'spirals: size must be a whole number of at least 2; got 1',
  ],
  [
    'a negative noise',
    () => spirals({ size: 5, noise: -1 }),
    'spirals: noise must be a number of at least 0; got -1',
  ],
  [
    'turns that are no number',
    () => spirals({ size: 5, turns: 'two' as never }),
    "spirals: turns must be a number of at least 0; got 'two'",
  ],
  ['an unknown option', () => spirals({ size: 5, noize: 1 } as never), "did you mean 'noise'?"],
  [
    'a sequence of one step',
    () => addingProblem({ size: 1, steps: 1 }),
    'addingProblem: steps must be a whole number of at least 2; got 1',
  ],
  [
    'no options',
    () => addingProblem(undefined as never),
    'addingProblem: options must be an object with size, steps, seed; got undefined',
  ],
  [
    'nothing to split',
    () => split(null as never),
    'split: dataset must be { x, y }, two tensors with as many rows; got null',
  ],
  [
    'x and y of different length',
    () => split(ragged),
    'split: dataset must be { x, y }, two tensors with as many rows',
  ],
  ['a single example', () => split(one), 'split: dataset must have at least 2 examples; got 1'],
  [
    'a fraction that is none',
    () => split(one, { testFraction: 2 }),
    'split: dataset must have at least 2 examples',
  ],
])('%s gets a named error, and nothing is left behind', (_, act, message) => {
  const tensors = tf.memory().numTensors;
  expect(act).toThrow(message);
  expect(tf.memory().numTensors).toBe(tensors);
});
