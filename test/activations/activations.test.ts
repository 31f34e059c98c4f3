import { describe, expect, test } from 'vitest';
import { activationNames, activations } from '../../src/activations';
import { tf } from '../../src/backend';

const points = Float32Array.from({ length: 241 }, (_, i) => (i - 120) / 20 + 0.013); // no point on a kink

describe.each(activationNames)('%s', (name) => {
  const row = activations[name];

  test('has the values that TensorFlow computes', () => {
    const layer = tf.layers.activation({ activation: row.keras, inputShape: [points.length] });
    const theirs = (layer.apply(tf.tensor2d(points, [1, points.length])) as tf.Tensor).dataSync();
    points.forEach((z, i) => expect(row.value(z)).toBeCloseTo(theirs[i], 6));
  });

  test('has the derivative that finite differences give in float64', () => {
    const h = 1e-5;
    for (const z of points) {
      const difference = (row.value(z + h) - row.value(z - h)) / (2 * h);
      expect(Math.abs(row.derivative(z) - difference)).toBeLessThan(1e-9);
    }
  });
});

test('the derivative of the sigmoid is at most a quarter, at zero', () => {
  expect(activations.sigmoid.derivative(0)).toBe(0.25);
  for (const z of points) expect(activations.sigmoid.derivative(z)).toBeLessThanOrEqual(0.25);
});

test('beyond its saturation point a function has less than 5.91 % of its greatest slope left', () => {
  for (const row of [activations.sigmoid, activations.tanh]) {
    const left = row.derivative(row.saturation) / row.derivative(0);
    expect(left).toBeCloseTo(1 - 0.97 ** 2, 12);
  }
});
