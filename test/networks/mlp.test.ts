import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { mlp, type MlpSpec } from '../../src/networks';

const spec: MlpSpec = {
  inputs: 100,
  hidden: [128, 64],
  outputs: 10,
  activation: 'sigmoid',
  initializer: 'pytorch',
  seed: 1,
};
const weightsOf = (model: tf.LayersModel): number[][] => model.getWeights().map((w) => [...w.dataSync()]);

const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** Builds, looks, and takes the model down again. */
function built<T>(of: MlpSpec, look: (model: tf.LayersModel) => T): T {
  const model = mlp(of);
  try {
    return look(model);
  } finally {
    model.dispose();
  }
}

describe('mlp', () => {
  test('is an ordinary LayersModel in which each activation is a layer of its own', () => {
    built(spec, (model) => {
      expect(model).toBeInstanceOf(tf.LayersModel);
      expect(model.layers.map((layer) => layer.name)).toEqual([
        'dense_1',
        'sigmoid_1',
        'dense_2',
        'sigmoid_2',
        'logits',
      ]);
      expect(model.getWeights().map((w) => w.shape)).toEqual([
        [100, 128],
        [128],
        [128, 64],
        [64],
        [64, 10],
        [10],
      ]);
    });
  });

  test('computes what its weights say', () => {
    built({ ...spec, hidden: [7] }, (model) => {
      tf.tidy(() => {
        const x = tf.linspace(-1, 1, 200).reshape([2, 100]) as tf.Tensor2D;
        const [w1, b1, w2, b2] = model.getWeights() as tf.Tensor2D[];
        const byHand = x
          .matMul(w1)
          .add(b1)
          .sigmoid()
          .matMul(w2 as tf.Tensor)
          .add(b2);
        expect(tf.max(tf.abs(tf.sub(model.predict(x) as tf.Tensor, byHand))).dataSync()[0]).toBeLessThan(
          1e-6,
        );
      });
    });
  });

  test('has the same weights for the same spec, bit for bit, and others for another seed', () => {
    const [a, b, c, zero] = [spec, spec, { ...spec, seed: 2 }, { ...spec, seed: 0 }].map((s) =>
      built(s, weightsOf),
    );
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(zero).toEqual(built({ ...spec, seed: 0 }, weightsOf));
  });

  test('keeps the weights of its first layers when a layer is added behind them', () => {
    const [short, long] = [spec, { ...spec, hidden: [128, 64, 32] }].map((s) => built(s, weightsOf));
    expect(long.slice(0, 4)).toEqual(short.slice(0, 4));
  });

  test('draws weights and biases within ±1/√fan_in, as PyTorch does', () => {
    const [w1, b1] = built(spec, weightsOf);
    for (const values of [w1, b1]) {
      const greatest = Math.max(...values.map(Math.abs));
      expect(greatest).toBeLessThanOrEqual(0.1 + 1e-7);
      expect(greatest).toBeGreaterThan(0.095);
    }
  });

  test('does without biases where they are not wanted, and without hidden layers', () => {
    expect(built({ ...spec, bias: false }, weightsOf)).toHaveLength(3);
    expect(built({ ...spec, hidden: [] }, weightsOf).map((w) => w.length)).toEqual([1000, 10]);
  });

  test('can be saved and loaded by tfjs itself', async () => {
    const model = mlp({ inputs: 4, hidden: [3], outputs: 2, activation: 'tanh', seed: 5 });
    const folder = await mkdtemp(join(tmpdir(), 'mlp-'));
    await model.save(`file://${folder}`);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    await rm(folder, { recursive: true });
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    model.dispose();
    loaded.dispose();
  });

  test.each([
    [{ activation: 'sigmod' }, TypeError, "relu6; did you mean 'sigmoid'?"],
    [{ activation: 3 }, TypeError, 'mlp: activation 3 is not one of linear, sigmoid, tanh, '],
    [{ initializer: 'he' }, TypeError, "mlp: initializer 'he' is not one of pytorch, xavierUniform"],
    [{ inputs: 0 }, RangeError, 'mlp: inputs must be a whole number of at least 1; got 0'],
    [{ outputs: undefined }, TypeError, 'mlp: outputs must be a whole number of at least 1; got undefined'],
    [{ hidden: 128 }, TypeError, 'mlp: hidden must be an array of layer widths; got 128'],
    [{ hidden: [128, -1] }, RangeError, 'mlp: hidden[1] must be a whole number of at least 1; got -1'],
    [{ bias: 'yes' }, TypeError, "mlp: bias must be true or false; got 'yes'"],
    [{ seed: -1 }, RangeError, 'mlp: seed must be a whole number of at least 0; got -1'],
    [{ activations: 'relu' }, TypeError, "it has no 'activations'; did you mean 'activation'?"],
  ])('refuses %o before anything is allocated', (change, kind, message) => {
    const tensors = tf.memory().numTensors;
    const make = (): unknown => mlp({ ...spec, ...change } as MlpSpec);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
