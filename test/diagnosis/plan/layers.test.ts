// The rules of the plan on the layers and how they are connected.
import { describe, expect, it } from 'vitest';
import { convolutional, mlp, residual, tf } from '../../../src';
import { alternating, compiled, findingsOf, hidden, normal } from './networks';

const output = (): tf.layers.Layer => tf.layers.dense({ units: 1, activation: 'sigmoid' });
const data = { x: normal([16, 4]), y: alternating(16) };
const severitiesOf = async (
  rule: string,
  model: tf.LayersModel,
  examples: { x: tf.Tensor; y: tf.Tensor } = data,
): Promise<string[]> => (await findingsOf(rule, model, examples)).map(({ severity }) => severity);

describe('missing-nonlinearity', () => {
  const severities = (layers: tf.layers.Layer[]): Promise<string[]> =>
    severitiesOf('missing-nonlinearity', compiled(layers, 'binaryCrossentropy'));

  it('finds layers that are one linear layer, also with a dropout or batch normalisation between', async () => {
    expect(await severities([hidden(8, 4, 'linear'), hidden(8, 8, 'linear'), output()])).toEqual(['warning']);
    const between = [tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.1 })];
    expect(await severities([hidden(8, 4, 'linear'), ...between, output()])).toEqual(['warning']);
  });

  it('is a note where other layers have an activation', async () => {
    expect(await severities([hidden(8, 4, 'linear'), hidden(8), output()])).toEqual(['info']);
  });

  it('is silent for one layer, and where each has an activation, its own or in a layer after it', async () => {
    expect(await severities([tf.layers.dense({ units: 1, inputShape: [4] })])).toEqual([]);
    expect(await severities([hidden(8, 4), hidden(8), output()])).toEqual([]);
    const relu = [hidden(8, 4, 'linear'), tf.layers.batchNormalization(), tf.layers.reLU()];
    expect(await severities([...relu, output()])).toEqual([]);
  });

  it('is silent on recurrent layers, embeddings, and pooled convolutions with an activation later', async () => {
    const x = normal([16, 5, 4]);
    const recurrent = compiled([tf.layers.lstm({ units: 4, inputShape: [5, 4] }), output()]);
    expect(await severitiesOf('missing-nonlinearity', recurrent, { ...data, x })).toEqual([]);
    const words = compiled([
      tf.layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 5 }),
      tf.layers.globalAveragePooling1d({}),
      output(),
    ]);
    const indices = tf.randomUniform([16, 5], 0, 9, 'int32', 1);
    expect(await severitiesOf('missing-nonlinearity', words, { ...data, x: indices })).toEqual([]);
    const pooled = compiled([
      tf.layers.conv1d({ filters: 4, kernelSize: 2, inputShape: [5, 4] }),
      tf.layers.maxPooling1d({ poolSize: 2 }),
      tf.layers.flatten(),
      hidden(8),
      output(),
    ]);
    expect(await severitiesOf('missing-nonlinearity', pooled, { ...data, x })).toEqual([]);
  });

  it("sees through models within a model, and is silent on the library's own networks", async () => {
    const inner = tf.sequential({ layers: [hidden(8, 4, 'linear')] });
    expect(await severities([inner, output()])).toEqual(['warning']);
    const bent = tf.sequential({ layers: [hidden(8, 4)] });
    expect(await severities([bent, output()])).toEqual([]);
    const spec = { inputs: 4, outputs: 1, activation: 'relu', seed: 1 } as const;
    expect(await severitiesOf('missing-nonlinearity', mlp({ ...spec, hidden: [8, 8] }))).toEqual([]);
    expect(await severitiesOf('missing-nonlinearity', residual({ ...spec, width: 8, blocks: 2 }))).toEqual(
      [],
    );
    const pictures = convolutional({
      height: 8,
      width: 8,
      channels: 1,
      filters: [4, 4],
      outputs: 1,
      seed: 1,
    });
    expect(
      await severitiesOf('missing-nonlinearity', pictures, { ...data, x: normal([16, 8, 8, 1]) }),
    ).toEqual([]);
  });
});
