import { describe, expect, test } from 'vitest';
import {
  ACTIVATION_NAMES,
  activations,
  gaussianGain,
  isActivationLayer,
  activationNameOf,
  isProbability,
  saturationOf,
  shapeOf,
  toKerasName,
  traitsOf,
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

/** The values of functions from -1000 to 1000, densely around 0. */
const everywhere = Array.from({ length: 40_001 }, (_, i) => Math.sinh((i - 20_000) / 2631));

test.each(ACTIVATION_NAMES)('the values of %s fill the range that its row says', (name) => {
  const { range, value }: Activation = activations[name];
  const values = everywhere.map(value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  for (const [found, end] of [
    [least, range[0]],
    [greatest, range[1]],
  ]) {
    if (Number.isFinite(end)) expect(Math.abs(found - end)).toBeLessThan(1e-6);
    else expect(Math.abs(found)).toBeGreaterThan(9);
  }
});

describe('an activation of a layer of TensorFlow.js', () => {
  const dense = (activation: string): tf.layers.Layer =>
    tf.layers.dense({ units: 2, inputShape: [2], activation: activation as 'relu' });
  const layers: [string, tf.layers.Layer][] = [
    ...['hardSigmoid', 'softsign', 'tanh', 'relu6', 'elu', 'selu', 'gelu', 'gelu_new', 'swish', 'mish'].map(
      (name): [string, tf.layers.Layer] => [name, tf.layers.activation({ activation: name as 'relu' })],
    ),
    ['leaky ReLU with its default slope', tf.layers.leakyReLU()],
    ['leaky ReLU with the slope 0.2', tf.layers.leakyReLU({ alpha: 0.2 })],
    ['ReLU up to 3', tf.layers.reLU({ maxValue: 3 })],
    ['PReLU as it starts', tf.layers.prelu()],
  ];

  test.each(layers)('has the value, the slope and the range that the layer has: %s', (_, layer) => {
    const z = tf.tensor2d([[-7, -2.4, -0.3, 0.3, 0.7, 2.4, 2.9, 7]]);
    const apply = (input: tf.Tensor): tf.Tensor => layer.apply(input) as tf.Tensor;
    const value = [...apply(z).dataSync()];
    const slope = [
      ...tf
        .grad((input) => apply(input).sum())(z)
        .dataSync(),
    ];
    const shape = shapeOf(layer)!;
    [...z.dataSync()].forEach((at, i) => {
      expect(shape.value(at)).toBeCloseTo(value[i], 5);
      expect(shape.derivative(at)).toBeCloseTo(slope[i], 5);
    });
    expect(Math.min(...value)).toBeGreaterThanOrEqual(shape.range[0] - 1e-6);
    expect(Math.max(...value)).toBeLessThanOrEqual(shape.range[1] + 1e-6);
  });

  test('has a name of its own where PyTorch has another function of the same name', () => {
    expect(activationNameOf(dense('hardSigmoid'))).toBe('kerasHardSigmoid');
    expect(activationNameOf(activations.hardSigmoid.layer('ours'))).toBe('hardSigmoid');
    expect([saturationOf('kerasHardSigmoid'), saturationOf('hardSigmoid')]).toEqual([2.5, 3]);
  });

  test('is set by a name that a layer takes, where it has one', () => {
    for (const name of ['silu', 'geluTanh', 'mish', 'kerasHardSigmoid', 'softmax', 'logSoftmax', 'relu'])
      expect(activationNameOf(dense(toKerasName(name)!))).toBe(name);
    expect(['leakyRelu', 'prelu', 'hardTanh', 'hardSigmoid'].map(toKerasName)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('has traits: two flat ends, units that can die, probabilities', () => {
    const named = [
      ...ACTIVATION_NAMES,
      'kerasHardSigmoid',
      'softsign',
      'softmax',
      'logSoftmax',
      'thresholdedRelu',
    ];
    const having = (has: (name: string) => boolean | undefined): string[] => named.filter(has);
    expect(having((name) => traitsOf(name)!.saturates)).toEqual([
      'sigmoid',
      'tanh',
      'hardTanh',
      'hardSigmoid',
      'kerasHardSigmoid',
      'softsign',
      'softmax',
    ]);
    expect(having((name) => traitsOf(name)!.isRectified)).toEqual(['relu', 'relu6', 'thresholdedRelu']);
    expect(having(isProbability)).toEqual(['sigmoid', 'hardSigmoid', 'kerasHardSigmoid', 'softmax']);
    expect(traitsOf('of a user')).toBeNull();
  });
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
