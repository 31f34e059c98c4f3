// The plan look: what is known without a pass.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../src';

describe('diagnose, at the plan', () => {
  it('names a softmax over one unit as the root, and leaves the model as it was', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, activation: 'softmax', inputShape: [4] })],
    });
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    const x = tf.randomNormal([64, 4], 0, 1, 'float32', 1);
    const y = tf.tensor2d(Array.from({ length: 64 }, (_, i) => [i % 2]));
    const before = model.getWeights().map((weight) => weight.arraySync());
    const tensors = tf.memory().numTensors;

    const { root } = await diagnose(model, { x, y });

    expect(root).toMatchObject({ rule: 'softmax-on-one-unit', severity: 'error', look: 'plan' });
    expect(model.getWeights().map((weight) => weight.arraySync())).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('takes no training look where every layer is frozen, and says so', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, activation: 'sigmoid', inputShape: [4], trainable: false })],
    });
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    const x = tf.randomNormal([64, 4], 0, 1, 'float32', 1);
    const y = tf.tensor2d(Array.from({ length: 64 }, (_, i) => [i % 2]));

    const { root, skipped } = await diagnose(model, { x, y });

    expect(root).toMatchObject({ rule: 'frozen-layers', severity: 'error' });
    expect(skipped).toEqual([
      { look: 'training', reason: expect.stringContaining('every layer is frozen') as string },
    ]);
  });

  it('says of a dataset how a batch is taken from it', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    const rows = tf.data.array([{ xs: tf.zeros([4]), ys: tf.zeros([1]) }]);
    await expect(diagnose(model, rows as never)).rejects.toThrow(
      /diagnose: data must be .*got a tf\.data\.Dataset.*batch\(512\)/,
    );
  });
});
