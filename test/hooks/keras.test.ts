// A model that Keras built and described: see test/fixtures/keras_model.py.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe } from '../../src/hooks';
import { watch } from '../../src/training';
import expected from '../fixtures/keras-model/expected.json';

const folder = new URL('../fixtures/keras-model/', import.meta.url).pathname;
const before = tf.memory().numTensors;
let model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, oneHot: tf.Tensor;
const optimizer = tf.train.sgd(0.01);

beforeAll(async () => {
  model = await tf.loadLayersModel(`file://${folder}model.json`);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  x = tf.tidy(() => tf.tensor2d(expected.x).reshape([3, 8, 8, 1]));
  y = tf.tensor1d([1, 2, 3], 'int32');
  oneHot = tf.tidy(() => tf.oneHot(y as tf.Tensor1D, 10).toFloat());
});
afterAll(() => {
  model.dispose();
  optimizer.dispose();
  tf.dispose([x, y, oneHot]);
  expect(tf.memory().numTensors).toBe(before);
});

const predict = (): number[][] => tf.tidy(() => (model.predict(x) as tf.Tensor2D).arraySync());

test('it predicts what Keras predicted, before and after it was observed', () => {
  const plain = predict();
  plain.forEach((row, i) => {
    row.forEach((p, j) => {
      expect(p).toBeCloseTo(expected.prediction[i][j], 6);
    });
  });
  observe(model, x, oneHot);
  expect(predict()).toEqual(plain);
});

test('it is observed as it is: its convolution, the model within it, and its softmax', () => {
  const rows = observe(model, x, oneHot).layers.objects() as {
    layer: string;
    quantity: string;
    norm: number;
    saturated: number | null;
  }[];
  const with_ = (quantity: string): string[] =>
    rows.filter((r) => r.quantity === quantity).map((r) => r.layer);
  for (const quantity of ['z', 'a', 'dL/dz', 'dL/da', 'dL/dW']) {
    expect(with_(quantity)).toEqual(['conv2d', 'dense', 'dense_1', 'digit']);
  }
  expect(rows.every((r) => Number.isFinite(r.norm))).toBe(true);
  expect(rows.find((r) => r.layer === 'conv2d' && r.quantity === 'z')!.saturated).toBe(0);
});

test('it is watched as fit trains it', async () => {
  const watcher = watch(model);
  await model.fit(x, oneHot, { epochs: 4, verbose: 0, callbacks: [watcher] });
  const rows = watcher.layers().objects() as { step: number; quantity: string; ratio: number | null }[];
  expect([...new Set(rows.map((r) => r.step))]).toEqual([1, 2, 3, 4]);
  for (const row of rows.filter((r) => r.quantity === 'W')) expect(row.ratio).toBeGreaterThan(0);
});
