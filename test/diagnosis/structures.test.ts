// Layers within wrappers, and layers that are used at several places: their shapes are those of their calls, not their own.
import { describe, expect, it } from 'vitest';
import { tf } from '../../src';
import { faultsOf, findingsOf } from './start-of';

const { layers } = tf;
const seed = (i: number) => tf.initializers.glorotUniform({ seed: i });
const normal = (shape: number[]): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', 1);

/** A softmax of so many units at each step of a sequence. */
function tagger(units: number, loss: string): tf.Sequential {
  const model = tf.sequential({
    layers: [
      layers.gru({
        ...{ units: 6, returnSequences: true, inputShape: [5, 2] },
        ...{ kernelInitializer: seed(1), recurrentInitializer: tf.initializers.orthogonal({ seed: 2 }) },
      }),
      layers.timeDistributed({
        layer: layers.dense({ units, activation: 'softmax', kernelInitializer: seed(3) }),
      }),
    ],
  });
  model.compile({ optimizer: 'adam', loss });
  return model;
}

describe('a layer within a wrapper', () => {
  it('has no shape of its own: a softmax over three classes at each step is healthy', async () => {
    const y = tf.tensor3d(
      Array.from({ length: 64 * 5 }, (_, i) => i % 3),
      [64, 5, 1],
    );
    const findings = await findingsOf(tagger(3, 'sparseCategoricalCrossentropy'), {
      x: normal([64, 5, 2]),
      y,
    });
    expect(faultsOf(findings)).toEqual([]);
  });

  it('is found where its softmax has one unit, which is 1 at each step', async () => {
    const y = tf.tensor3d(
      Array.from({ length: 64 * 5 }, (_, i) => i % 2),
      [64, 5, 1],
    );
    const findings = await findingsOf(tagger(1, 'binaryCrossentropy'), { x: normal([64, 5, 2]), y });
    expect(faultsOf(findings)[0]).toMatch(/^softmax-on-one-unit/);
  });
});

describe('a pooling that is used at two places of different sizes', () => {
  it('is healthy: it takes the mean of 36 values at the one and of 9 at the other', async () => {
    const input = tf.input({ shape: [8, 8, 2] });
    const pool = layers.globalAveragePooling2d({});
    const branch = (strides: number) =>
      pool.apply(
        layers
          .conv2d({
            ...{ filters: 8, kernelSize: 3, strides, activation: 'relu' },
            kernelInitializer: tf.initializers.heNormal({ seed: strides }),
          })
          .apply(input),
      ) as tf.SymbolicTensor;
    const joined = layers.concatenate().apply([branch(1), branch(2)]);
    const outputs = layers
      .dense({ units: 1, activation: 'sigmoid', kernelInitializer: seed(4) })
      .apply(joined) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const y = tf.tensor2d(Array.from({ length: 64 }, (_, i) => [i % 2]));
    expect(faultsOf(await findingsOf(model, { x: normal([64, 8, 8, 2]), y }))).toEqual([]);
  });
});
