// A model that Keras 3 built: see test/fixtures/keras3_model.py.
import { expect, test } from 'vitest';
import { tf } from '../../src/backend';
import expected from '../fixtures/keras3-model/expected.json';

test('the model of Keras 3 predicts here what it predicted there', async () => {
  const folder = new URL('../fixtures/keras3-model/', import.meta.url).pathname;
  const model = await tf.loadLayersModel(`file://${folder}model.json`);
  const predictions = tf.tidy(() => {
    const inputs = [tf.tensor2d(expected.words), tf.tensor2d(expected.numbers)];
    return (model.predict(inputs) as tf.Tensor[]).map((output) => output.arraySync());
  });
  expect(predictions.flat(2)).toHaveLength(16);
  predictions.flat(2).forEach((value, i) => {
    expect(value).toBeCloseTo((expected.predictions.flat(2) as number[])[i], 5);
  });
  model.dispose();
});
