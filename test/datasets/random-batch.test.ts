import { afterAll, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch, type RandomBatchOptions } from '../../src/datasets';

const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

test('a batch has the shapes and types that were asked for', () => {
  const { x, y } = randomBatch({ size: 32, inputs: 100, classes: 10, seed: 1 });
  expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[32, 100], 'float32', [32], 'int32']);
  tf.dispose([x, y]);
});

test('the same seed gives the same batch, another seed another one', () => {
  const batches = [1, 1, 2].map((seed) => randomBatch({ size: 4, inputs: 3, classes: 5, seed }));
  const [a, b, c] = batches.map(({ x, y }) => [[...x.dataSync()], [...y.dataSync()]]);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
  tf.dispose(batches.flatMap(({ x, y }) => [x, y]));
});

test('inputs are standard normal and labels reach every class, within five standard errors', () => {
  const n = 100_000;
  const { x, y } = randomBatch({ size: n / 10, inputs: 10, classes: 10, seed: 3 });
  const values = [...x.dataSync()];
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const power = values.reduce((a, b) => a + b * b, 0) / n;
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(power - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(new Set(y.dataSync())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  tf.dispose([x, y]);
});

test.each([
  [
    { size: 0, inputs: 1, classes: 1 },
    RangeError,
    'randomBatch: size must be a whole number of at least 1; got 0',
  ],
  [
    { size: 1, inputs: 2.5, classes: 1 },
    RangeError,
    'randomBatch: inputs must be a whole number of at least 1; got 2.5',
  ],
  [
    { size: 1, inputs: 1, classes: '3' },
    TypeError,
    "randomBatch: classes must be a whole number of at least 1; got '3'",
  ],
  [
    { size: 1, inputs: 1, classes: 1, sed: 1 },
    TypeError,
    "randomBatch: options takes size, inputs, classes, seed; it has no 'sed'; did you mean 'seed'?",
  ],
  [7, TypeError, 'randomBatch: options must be an object with size, inputs, classes, seed; got 7'],
])('refuses %o before anything is allocated', (options, kind, message) => {
  const make = (): unknown => randomBatch(options as RandomBatchOptions);
  expect(make).toThrow(kind);
  expect(make).toThrow(message);
});
