import { describe, expect, test } from 'vitest';
import {
  ACTIVATION_NAMES,
  activations,
  gaussianGain,
  isActivationLayer,
  activationNameOf,
  type Activation,
} from '../../src/activations';
import { tf } from '../../src/backend';
import fixture from '../fixtures/activations.json';

const { points } = fixture;

test('every activation has PyTorch to be held against', () => {
  expect(ACTIVATION_NAMES).toEqual(Object.keys(fixture.activations));
});

describe.each(ACTIVATION_NAMES)('%s', (name) => {
  const row: Activation = activations[name];
  const theirs = fixture.activations[name];

  /** The layer's values and its gradient, as TensorFlow computes them in float32. */
  function byLayer(): { value: Float32Array; derivative: Float32Array } {
    const layer = row.layer(`${name}_1`);
    const z = tf.tensor2d(points, [1, points.length]);
    const apply = (input: tf.Tensor): tf.Tensor => layer.apply(input) as tf.Tensor;
    const result = tf.tidy(() => {
      const value = apply(z).dataSync<'float32'>();
      return {
        value,
        derivative: tf
          .grad((input) => apply(input).sum())(z)
          .dataSync<'float32'>(),
      };
    });
    layer.dispose();
    z.dispose();
    return result;
  }

  test("has PyTorch's values and derivatives in float64, to 1e-12", () => {
    points.forEach((z, i) => {
      expect(Math.abs(row.value(z) - theirs.value[i])).toBeLessThan(1e-12);
      // PyTorch's own hard sigmoid has a slope of 1/6 in float32.
      expect(Math.abs(row.derivative(z) - theirs.derivative[i])).toBeLessThan(
        name === 'hardSigmoid' ? 1e-8 : 1e-12,
      );
    });
  });

  test("has a layer with PyTorch's values to 1e-6 of their size, and its derivatives to 5e-6: float32 cancels in its tails", () => {
    const { value, derivative } = byLayer();
    points.forEach((_, i) => {
      expect(Math.abs(value[i] - theirs.value[i])).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(theirs.value[i])),
      );
      expect(Math.abs(derivative[i] - theirs.derivative[i])).toBeLessThan(
        5e-6 * Math.max(1, Math.abs(theirs.derivative[i])),
      );
    });
  });

  test('has the derivative that finite differences give in float64', () => {
    const h = 1e-5;
    for (const z of points) {
      const difference = (row.value(z + h) - row.value(z - h)) / (2 * h);
      expect(Math.abs(row.derivative(z) - difference)).toBeLessThan(1e-9);
    }
  });

  test('has kinks where its derivative or the slope of that jumps, and nowhere else', () => {
    const h = 1e-4;
    const bend = (z: number): number =>
      Math.abs(row.derivative(z + h) - 2 * row.derivative(z) + row.derivative(z - h));
    const found = Array.from({ length: 1601 }, (_, i) => (i - 800) / 100).filter((z) => bend(z) > 1e-5);
    expect(found).toEqual([...row.kinks]);
  });

  test('is recognised in a layer by its name', () => {
    const layer = row.layer(`${name}_1`);
    expect(isActivationLayer(layer)).toBe(true);
    expect(activationNameOf(layer)).toBe(name === 'linear' ? null : name);
  });
});

// CHECKS: the gains that papers and libraries print, rounded as they print them.
test.each([
  ['relu', 1.414],
  ['tanh', 1.593],
  ['elu', 1.245],
  ['gelu', 1.534],
  ['silu', 1.677],
  ['selu', 1],
  ['linear', 1],
] as const)('the Gaussian gain of %s is %d', (name, gain) => {
  expect(gaussianGain(activations[name])).toBeCloseTo(gain, 3);
});

test('the Gaussian gain of a leaky ReLU is √(2 / (1 + slope²))', () => {
  expect(gaussianGain(activations.leakyRelu)).toBeCloseTo(Math.sqrt(2 / (1 + 0.01 ** 2)), 12);
  expect(gaussianGain(activations.prelu)).toBeCloseTo(Math.sqrt(2 / (1 + 0.25 ** 2)), 12);
});

test('the derivative of the sigmoid is at most a quarter, at zero', () => {
  expect(activations.sigmoid.derivative(0)).toBe(0.25);
  for (const z of points) expect(activations.sigmoid.derivative(z)).toBeLessThanOrEqual(0.25);
});

test('beyond its saturation point a function has less than 5.91 % of its greatest slope left', () => {
  for (const { saturation, derivative } of Object.values(activations) as Activation[]) {
    if (saturation === null) continue;
    for (const z of [saturation, -saturation, saturation + 1]) {
      expect(derivative(z) / derivative(0)).toBeLessThanOrEqual(1 - 0.97 ** 2 + 1e-12);
    }
  }
});

test('a model with a layer that tfjs has not can be saved and loaded', async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [3] }), activations.hardSigmoid.layer('hard')],
  });
  const x = tf.tensor2d([[1, -2, 3]]);
  let artifacts: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0];
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
  const [a, b] = tf.tidy(() => [model, loaded].map((m) => [...(m.predict(x) as tf.Tensor).dataSync()]));
  expect(b).toEqual(a);
  tf.dispose(x);
  model.dispose();
  loaded.dispose();
});
