import { afterAll, expect, test } from 'vitest';
import { scope, tf } from '../../src/backend';
import { observe } from '../../src/hooks';
import { watch } from '../../src/training';

const before = tf.memory().numTensors;
const x = tf.tidy(() => tf.linspace(-1, 1, 240).reshape([40, 6]) as tf.Tensor2D);
const y = tf.tidy(() => tf.oneHot(tf.range(0, 40, 1, 'int32').mod(3).toInt() as tf.Tensor1D, 3).toFloat());
afterAll(() => {
  tf.dispose([x, y]);
  expect(tf.memory().numTensors).toBe(before);
});

interface Row {
  step: number;
  depth: number;
  quantity: string;
  norm: number;
  ratio: number | null;
}

function made(): { model: tf.LayersModel; optimizer: tf.Optimizer; free: () => void } {
  const dense = (units: number, activation: 'tanh' | 'softmax', seed: number) =>
    tf.layers.dense({
      units,
      activation,
      inputShape: [6],
      kernelInitializer: tf.initializers.glorotNormal({ seed }),
    });
  const model = tf.sequential({ layers: [dense(6, 'tanh', 1), dense(6, 'tanh', 2), dense(3, 'softmax', 3)] });
  const optimizer = tf.train.sgd(0.1);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  return {
    model,
    optimizer,
    free() {
      model.dispose();
      optimizer.dispose();
    },
  };
}

const fit = (model: tf.LayersModel, callbacks: tf.CustomCallback[] = []) =>
  model.fit(x, y, { epochs: 3, batchSize: 10, shuffle: false, verbose: 0, callbacks });

test('a model that someone else wrote is watched through fit, every n-th batch', async () => {
  const { model, free } = made();
  const watcher = watch(model, { every: 5 });
  await fit(model, [watcher]);
  const rows = watcher.layers().objects() as Row[];
  expect([...new Set(rows.map((r) => r.step))]).toEqual([1, 6, 11]); // of 12 batches
  expect(new Set(rows.map((r) => r.quantity))).toEqual(
    new Set(['z', 'a', 'W', 'dL/dz', 'dL/da', 'dL/dW', 'dL/db']),
  );
  free();
});

test('the first batch shows what observe shows', async () => {
  const { model, free } = made();
  const first = scope(
    () => observe(model, x.slice([0, 0], [10, 6]), y.slice([0, 0], [10, 3])).layers.objects() as Row[],
  );
  const watcher = watch(model);
  await fit(model, [watcher]);
  const rows = (watcher.layers().objects() as Row[]).filter((r) => r.step === 1);
  expect(rows.map((r) => r.norm)).toEqual(first.map((r) => expect.closeTo(r.norm, 6) as number));
  const [w, dw] = ['W', 'dL/dW'].map((quantity) =>
    rows.find((r) => r.depth === 2 && r.quantity === quantity)!,
  );
  expect(w.ratio! / ((0.1 * dw.norm) / w.norm)).toBeCloseTo(1, 3);
  free();
});

test('training ends at the same weights, bit for bit, and the model and its optimiser are as before', async () => {
  const end = async (watched: boolean): Promise<number[][]> => {
    const { model, optimizer, free } = made();
    await fit(model, watched ? [watch(model)] : []);
    expect(Object.hasOwn(optimizer, 'applyGradients')).toBe(false);
    expect(model.layers.some((layer) => Object.hasOwn(layer, 'call'))).toBe(false);
    const weights = model.getWeights().map((w) => [...w.dataSync()]);
    free();
    return weights;
  };
  expect(await end(true)).toEqual(await end(false));
});

test('before the first batch there is nothing to show', () => {
  const { model, free } = made();
  expect(() => watch(model).layers()).toThrow('watch: nothing was seen yet; give it to model.fit first');
  free();
});
