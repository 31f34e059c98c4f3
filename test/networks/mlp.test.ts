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
        'input',
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

  test('keeps its frozen layers frozen when it is saved and loaded', async () => {
    const model = mlp({ inputs: 4, hidden: [3], outputs: 2, normalization: 'rms' });
    for (const layer of model.layers.slice(0, -1)) layer.trainable = false;
    const folder = await mkdtemp(join(tmpdir(), 'mlp-'));
    await model.save(`file://${folder}`);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    await rm(folder, { recursive: true });
    expect(loaded.layers.map(({ trainable }) => trainable)).toEqual([false, false, false, false, true]);
    model.dispose();
    loaded.dispose();
  });

  const names = (change: Partial<MlpSpec>): string[] =>
    built({ ...spec, ...change }, (model) => model.layers.map((l) => l.name));

  test('has its normalisation before the activation or after it, and dropout behind both', () => {
    expect(names({ hidden: [5], normalization: 'batch', dropout: 0.5 })).toEqual([
      'input',
      'dense_1',
      'norm_1',
      'sigmoid_1',
      'dropout_1',
      'logits',
    ]);
    expect(names({ hidden: [5], normalization: 'rms', normalizationPosition: 'after' })).toEqual([
      'input',
      'dense_1',
      'sigmoid_1',
      'norm_1',
      'logits',
    ]);
  });

  test('adds skips around every layer, or around every k, and leaves the first out where widths differ', () => {
    const skips = (change: Partial<MlpSpec>): string[] =>
      names(change).filter((name) => name.startsWith('skip'));
    expect(skips({ hidden: [8, 8, 8], skip: true })).toEqual(['skip_2', 'skip_3']);
    expect(skips({ inputs: 8, hidden: [8, 8, 8], skip: true })).toEqual(['skip_1', 'skip_2', 'skip_3']);
    expect(skips({ hidden: [8, 8, 8, 8, 8, 8], skip: 2 })).toEqual(['skip_3', 'skip_5', 'skip_6']);
    expect(skips({ hidden: [8, 8], skip: false })).toEqual([]);
  });

  test('computes h + phi(W h + b) with a skip', () => {
    built({ inputs: 3, hidden: [3], outputs: 2, activation: 'tanh', skip: true, seed: 2 }, (model) => {
      tf.tidy(() => {
        const x = tf.tensor2d([[0.3, -0.1, 0.8]]);
        const [w1, b1, w2, b2] = model.getWeights() as tf.Tensor2D[];
        const h = x.add(x.matMul(w1).add(b1).tanh()) as tf.Tensor2D;
        const byHand = h.matMul(w2).add(b2).dataSync();
        (model.predict(x) as tf.Tensor).dataSync().forEach((v, i) => expect(v).toBeCloseTo(byHand[i], 6));
      });
    });
  });

  test('normalises over the batch in training, and by the moving averages otherwise', () => {
    built(
      { inputs: 2, hidden: [4], outputs: 1, normalization: 'batch', activation: 'linear', seed: 1 },
      (model) => {
        tf.tidy(() => {
          const x = tf.tensor2d([1, 2, 3, 5, 8, 13], [3, 2]);
          const layer = model.getLayer('norm_1');
          const z = model.getLayer('dense_1').apply(x) as tf.Tensor2D;
          const { mean, variance } = tf.moments(z, 0);
          const inTraining = layer.apply(z, { training: true }) as tf.Tensor;
          expect(
            tf.max(tf.abs(tf.sub(inTraining, z.sub(mean).div(variance.add(1e-5).sqrt())))).dataSync()[0],
          ).toBeLessThan(1e-4);
          // moved a tenth of the way from 0 and 1, as PyTorch's momentum of 0.1 has it
          const [, , movingMean, movingVariance] = layer.getWeights();
          expect(tf.max(tf.abs(tf.sub(movingMean, mean.mul(0.1)))).dataSync()[0]).toBeLessThan(1e-5);
          expect(
            tf.max(tf.abs(tf.sub(movingVariance, variance.mul(0.1).add(0.9)))).dataSync()[0],
          ).toBeLessThan(1e-4);
          const evaluated = layer.apply(z, { training: false }) as tf.Tensor;
          expect(
            tf
              .max(tf.abs(tf.sub(evaluated, z.sub(movingMean).div(movingVariance.add(1e-5).sqrt()))))
              .dataSync()[0],
          ).toBeLessThan(1e-4);
        });
      },
    );
  });

  test('divides by the root mean square of each example with RMS normalisation', () => {
    built(
      { inputs: 2, hidden: [4], outputs: 1, normalization: 'rms', activation: 'linear', seed: 1 },
      (model) => {
        tf.tidy(() => {
          const z = tf.tensor2d([[1, -2, 3, 4]]);
          const y = (model.getLayer('norm_1').apply(z) as tf.Tensor).dataSync();
          [1, -2, 3, 4].forEach((v, i) => expect(y[i]).toBeCloseTo(v / Math.sqrt(7.5), 4));
        });
      },
    );
  });

  test('drops other units at every step, by its seed, and none outside training', () => {
    const run = (): number[][] =>
      built(
        { inputs: 2, hidden: [200], outputs: 1, dropout: 0.25, activation: 'linear', seed: 3 },
        (model) => {
          const layer = model.getLayer('dropout_1');
          return tf.tidy(() => {
            const ones = tf.ones([1, 200]);
            const training = [1, 2].map(() => [
              ...(layer.apply(ones, { training: true }) as tf.Tensor).dataSync(),
            ]);
            return [...training, [...(layer.apply(ones, { training: false }) as tf.Tensor).dataSync()]];
          });
        },
      );
    const [first, second, evaluated] = run();
    expect(first).not.toEqual(second);
    expect(run()[0]).toEqual(first);
    expect(evaluated).toEqual(Array(200).fill(1));
    expect(new Set(first)).toEqual(new Set([0, Math.fround(4 / 3)]));
    const dropped = first.filter((v) => v === 0).length;
    expect(Math.abs(dropped - 50)).toBeLessThan(5 * Math.sqrt(200 * 0.25 * 0.75));
  });
});
