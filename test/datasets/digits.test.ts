import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { digits, digitsTable, type DigitsOptions } from '../../src/datasets';

const file = (name: string): string => new URL(`../../data/${name}`, import.meta.url).pathname;
const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

test('the file is the one that data/README.md describes', () => {
  const sum = createHash('sha256')
    .update(readFileSync(file('digits.csv')))
    .digest('hex');
  expect(readFileSync(file('README.md'), 'utf8')).toContain(sum);
});

test('the table has 1,797 digits, as many of each as the repository it comes from says, with pixels from 0 to 16', () => {
  const table = digitsTable();
  expect([table.numRows(), table.numCols()]).toEqual([1797, 65]);
  const counts = Array<number>(10).fill(0);
  for (const label of table.array('label') as number[]) counts[label]++;
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  const pixels = table
    .columnNames()
    .slice(1)
    .flatMap((name) => table.array(name) as number[]);
  expect([Math.min(...pixels.slice(0, 1e5)), Math.max(...pixels.slice(0, 1e5))]).toEqual([0, 16]);
});

test('the split holds back what was asked for, and every image is on one side only', () => {
  const { train, test: held } = digits({ testFraction: 0.25, seed: 1 });
  expect([train.x.shape, held.x.shape]).toEqual([
    [1348, 64],
    [449, 64],
  ]);
  expect([train.y.shape, held.y.dtype]).toEqual([[1348], 'int32']);
  const rows = tf.tidy(() => tf.concat([train.x, held.x]).arraySync() as number[][]);
  const table = digitsTable().objects() as Record<string, number>[];
  const original = new Set(table.map(({ label: _label, ...pixels }) => Object.values(pixels).join()));
  // every image appears as often as before: sorted, the pixels' ranks agree
  const levels = [...new Set(rows.flat())].sort((a, b) => a - b);
  expect(levels).toHaveLength(17);
  const rank = new Map(levels.map((level, i) => [level, i]));
  expect(new Set(rows.map((row) => row.map((v) => rank.get(v)!).join()))).toEqual(original);
  tf.dispose({ train, held });
});

test('training pixels have mean 0 and variance 1 together', () => {
  const split = digits();
  tf.tidy(() => {
    const { mean, variance } = tf.moments(split.train.x);
    expect(Math.abs(mean.dataSync()[0])).toBeLessThan(1e-5);
    expect(variance.dataSync()[0]).toBeCloseTo(1, 4);
  });
  tf.dispose(split);
});

test('the same seed gives the same split, another one another', () => {
  const splits = [1, 1, 2].map((seed) => digits({ seed }));
  const [a, b, c] = splits.map((s) => [...s.test.y.dataSync()]);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
  tf.dispose(splits);
});

test('as images they are the same pixels, row by row', () => {
  const [flat, images] = [digits({ seed: 3 }), digits({ seed: 3, images: true })];
  expect(images.train.x.shape).toEqual([1438, 8, 8, 1]);
  expect([...images.test.x.dataSync()]).toEqual([...flat.test.x.dataSync()]);
  tf.dispose([flat, images]);
});

test.each<[unknown, string]>([
  [{ testFraction: 0 }, 'digits: testFraction must be between 0 and 1; got 0'],
  [{ testFraction: 1 }, 'digits: testFraction must be between 0 and 1; got 1'],
  [{ testFraction: '20%' }, "digits: testFraction must be a number between 0 and 1; got '20%'"],
  [{ seed: 1.5 }, 'digits: seed must be a whole number of at least 0; got 1.5'],
  [{ images: 1 }, 'digits: images must be true or false; got 1'],
  [{ image: true }, "did you mean 'images'?"],
])('%o gets a named error', (options, message) => {
  expect(() => digits(options as DigitsOptions)).toThrow(message);
});
