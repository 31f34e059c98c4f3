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

const severityIn = async (
  rule: string,
  layers: tf.layers.Layer[],
  options: Parameters<typeof findingsOf>[3] = {},
  examples = data,
  loss = 'binaryCrossentropy',
): Promise<string[]> =>
  (await findingsOf(rule, compiled(layers, loss), examples, options)).map(({ severity }) => severity);

describe('frozen-layers', () => {
  it('is an error where no variable is left to train, which fit refuses', async () => {
    const model = compiled([hidden(8, 4), output()], 'binaryCrossentropy');
    for (const layer of model.layers) layer.trainable = false;
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    expect(await severitiesOf('frozen-layers', model)).toEqual(['error']);
    await expect(model.fit(data.x, data.y, { verbose: 0 })).rejects.toThrow('trainable');
  });

  it('is a warning for a layer that is set free after compile: fit leaves it as it is', async () => {
    const model = compiled([hidden(8, 4), output()], 'binaryCrossentropy');
    model.layers[0]!.trainable = false;
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    model.layers[0]!.trainable = true;
    const before = model.layers[0]!.getWeights()[0]!.arraySync();
    expect(await severitiesOf('frozen-layers', model)).toEqual(['warning']);
    await model.fit(data.x, data.y, { epochs: 2, verbose: 0 });
    expect(model.layers[0]!.getWeights()[0]!.arraySync()).toEqual(before);
  });

  it('is a warning for a layer that is frozen at random weights, and silent where its biases were trained', async () => {
    const model = compiled([hidden(8, 4), output()], 'binaryCrossentropy');
    model.layers[0]!.trainable = false;
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    expect(await severitiesOf('frozen-layers', model)).toEqual(['warning']);
    model.layers[0]!.setWeights([normal([4, 8]), normal([8])]);
    expect(await severitiesOf('frozen-layers', model)).toEqual([]);
  });

  describe('of a model within the model', () => {
    const frozen = (layers: tf.layers.Layer[]): tf.Sequential => {
      const model = tf.sequential({ layers });
      model.trainable = false;
      return model;
    };
    /** A functional model of parts in a row. */
    const joined = (...parts: tf.layers.Layer[]): tf.LayersModel => {
      const input = tf.input({ shape: [4] });
      const result = parts.reduce((x, part) => part.apply(x) as tf.SymbolicTensor, input);
      const model = tf.model({ inputs: input, outputs: result });
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      return model;
    };

    it('is a warning for a base at random weights, and silent for one that was trained', async () => {
      const base = frozen([hidden(8, 4)]);
      const model = joined(base, output());
      expect(await severitiesOf('frozen-layers', model)).toEqual(['warning']);
      base.setWeights([normal([4, 8]), normal([8])]);
      expect(await severitiesOf('frozen-layers', model)).toEqual([]);
    });

    it('is silent for a discriminator behind a generator', async () => {
      const discriminator = frozen([hidden(8, 6), output()]);
      expect(await severitiesOf('frozen-layers', joined(hidden(6, 4), discriminator))).toEqual([]);
    });

    it('is a warning where a Sequential begins with it: fit trains its layers, unless they are frozen one by one', async () => {
      const base = frozen([hidden(8, 4)]);
      base.setWeights([normal([4, 8]), normal([8])]);
      const model = compiled([base, output()], 'binaryCrossentropy');
      const before = base.getWeights()[0]!.arraySync();
      expect(await severitiesOf('frozen-layers', model)).toEqual(['warning']);
      await model.fit(data.x, data.y, { epochs: 1, verbose: 0 });
      expect(base.getWeights()[0]!.arraySync()).not.toEqual(before);

      for (const layer of base.layers) layer.trainable = false;
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      expect(await severitiesOf('frozen-layers', model)).toEqual([]);
    });
  });
});

describe('untracked-variables', () => {
  it('names a variable that a layer holds and does not list', async () => {
    class Scale extends tf.layers.Layer {
      static className = 'ScaleWithVariable';
      scale = tf.variable(tf.ones([1]), true, 'lost-scale');
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.mul([inputs].flat()[0]!, this.scale);
      }
    }
    const model = compiled([hidden(8, 4), new Scale({}), output()], 'binaryCrossentropy');
    const [finding] = await findingsOf('untracked-variables', model, data);
    expect(finding!.problem).toContain('lost-scale');
    expect(
      await severitiesOf('untracked-variables', compiled([hidden(8, 4), output()], 'binaryCrossentropy')),
    ).toEqual([]);
  });
});

describe('bottleneck', () => {
  it('finds a hidden layer of one unit, or of two ReLU units', async () => {
    expect(await severityIn('bottleneck', [hidden(8, 4), hidden(1, undefined, 'tanh'), output()])).toEqual([
      'warning',
    ]);
    expect(await severityIn('bottleneck', [hidden(2, 4), output()])).toEqual(['warning']);
    const separate = [hidden(2, 4, 'linear'), tf.layers.reLU(), output()];
    expect(await severityIn('bottleneck', separate)).toEqual(['warning']);
  });

  it('counts the rows that two ReLU units give nothing for: a quarter', () => {
    const [z, rows] = [normal([4000, 2]).arraySync() as number[][], 4000];
    const zero = z.filter(([a, b]) => a! <= 0 && b! <= 0).length / rows;
    expect(Math.abs(zero - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / rows));
  });

  it('is silent on two tanh units, on the output, and on a gate beside another path', async () => {
    expect(await severityIn('bottleneck', [hidden(2, 4, 'tanh'), output()])).toEqual([]);
    expect(await severityIn('bottleneck', [hidden(3, 4), output()])).toEqual([]);
    const input = tf.input({ shape: [4] });
    const wide = hidden(8).apply(input) as tf.SymbolicTensor;
    const gate = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(input) as tf.SymbolicTensor;
    const gated = tf.layers.concatenate().apply([wide, gate]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output().apply(gated) as tf.SymbolicTensor });
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    expect(await severitiesOf('bottleneck', model)).toEqual([]);
  });
});

describe('dropout-strong', () => {
  const dropped = (width: number, rate: number): tf.layers.Layer[] => [
    hidden(width, 4),
    tf.layers.dropout({ rate }),
    output(),
  ];

  it('computes the share of rows of which nothing is left: rate to the power of the width', async () => {
    const [finding] = await findingsOf(
      'dropout-strong',
      compiled(dropped(3, 0.5), 'binaryCrossentropy'),
      data,
    );
    expect(finding!.evidence.value).toBeCloseTo(0.125, 12);
  });

  it('finds nearly all units dropped, and a dropout of the outputs', async () => {
    expect(await severityIn('dropout-strong', dropped(256, 0.9))).toEqual(['warning']);
    expect(
      await severityIn('dropout-strong', [...dropped(64, 0.2), tf.layers.dropout({ rate: 0.2 })]),
    ).toEqual(['warning', 'warning']);
  });

  it('is silent on a dropout of half the units of a wide layer right before the output', async () => {
    expect(await severityIn('dropout-strong', dropped(64, 0.5))).toEqual([]);
  });
});

describe('normalization-of-one', () => {
  const normalized = (): tf.layers.Layer[] => [hidden(8, 4), tf.layers.batchNormalization(), output()];

  it('is an error for batches of one row: the normalised value is 0 for any x', async () => {
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 1 })).toEqual(['error']);
    const layer = tf.layers.batchNormalization({ inputShape: [3] });
    const model = tf.sequential({ layers: [layer] });
    const out = model.apply(normal([1, 3], 5, 2), { training: true }) as tf.Tensor;
    expect(Math.max(...tf.abs(out).dataSync())).toBe(0);
  });

  it('is a warning for two rows, and silent for more, and for the many places of a picture', async () => {
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 2 })).toEqual(['warning']);
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 8 })).toEqual([]);
    const pictures = [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.flatten(),
      output(),
    ];
    const x = normal([16, 8, 8, 1]);
    expect(await severityIn('normalization-of-one', pictures, { batchSize: 1 }, { ...data, x })).toEqual([]);
  });

  it('names a last batch of one row, a note where it is one of many', async () => {
    // 33 = 4 · 8 + 1, in five batches; 97 = 12 · 8 + 1, in thirteen.
    const x = normal([33, 4]);
    const y = tf.tensor2d(Array.from({ length: 33 }, (_, i) => [i % 2]));
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 8 }, { x, y })).toEqual([
      'warning',
    ]);
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 31 }, { x, y })).toEqual([]);
    const many = { x: normal([97, 4]), y: tf.tensor2d(Array.from({ length: 97 }, (_, i) => [i % 2])) };
    expect(await severityIn('normalization-of-one', normalized(), { batchSize: 8 }, many)).toEqual(['info']);
  });

  it('is an error for a layer normalisation over one unit', async () => {
    const layers = [hidden(8, 4), tf.layers.dense({ units: 1 }), tf.layers.layerNormalization(), output()];
    expect(await severityIn('normalization-of-one', layers, { batchSize: 8 })).toEqual(['error']);
  });
});

describe('batch-norm-averages', () => {
  const layers = (): tf.layers.Layer[] => [hidden(8, 4), tf.layers.batchNormalization(), output()];

  it("computes what is left of the averages' start: 0.99 to the power of the steps", async () => {
    const model = compiled(layers(), 'binaryCrossentropy');
    const [finding] = await findingsOf('batch-norm-averages', model, data, { steps: 50 });
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding!.evidence.value).toBeCloseTo(0.605, 3); // exp(50 ln 0.99)
  });

  it('agrees with fit: a mean of 3 has come as far as the rest', async () => {
    const norm = tf.layers.batchNormalization({ inputShape: [1], trainable: true });
    const model = compiled([norm, tf.layers.dense({ units: 1 })], 'meanSquaredError', tf.train.sgd(0));
    await model.fit(tf.fill([20, 1], 3), tf.zeros([20, 1]), { batchSize: 2, epochs: 1, verbose: 0 });
    const mean = norm.getWeights()[2]!.dataSync()[0]!;
    expect(mean / 3).toBeCloseTo(1 - 0.99 ** 10, 5);
  });

  it('is a note after 200 steps, and silent after 500', async () => {
    expect(await severityIn('batch-norm-averages', layers(), { steps: 200 })).toEqual(['info']);
    expect(await severityIn('batch-norm-averages', layers(), { steps: 500 })).toEqual([]);
  });
});

describe('normalization-of-output', () => {
  it('finds a normalised output, and is silent on one before the last layer or its activation', async () => {
    const last = [hidden(8, 4), tf.layers.dense({ units: 1 }), tf.layers.batchNormalization()];
    expect(await severityIn('normalization-of-output', last)).toEqual(['warning']);
    const before = [hidden(8, 4), tf.layers.batchNormalization(), output()];
    expect(await severityIn('normalization-of-output', before)).toEqual([]);
  });
});

describe('batch-norm-axis', () => {
  const layers = (dataFormat: 'channelsFirst' | 'channelsLast', axis: number): tf.layers.Layer[] => [
    tf.layers.conv2d({ filters: 4, kernelSize: 3, dataFormat, inputShape: [8, 8, 8] }),
    tf.layers.batchNormalization({ axis }),
    tf.layers.reLU(),
    tf.layers.flatten(),
    output(),
  ];

  it('finds channels that come first and are normalised last', async () => {
    const examples = { ...data, x: normal([16, 8, 8, 8]) };
    expect(await severityIn('batch-norm-axis', layers('channelsFirst', -1), {}, examples)).toEqual([
      'warning',
    ]);
    expect(await severityIn('batch-norm-axis', layers('channelsLast', -1), {}, examples)).toEqual([]);
    expect(await severityIn('batch-norm-axis', layers('channelsLast', 3), {}, examples)).toEqual([]);
  });
});

describe('strong-penalty', () => {
  const penalised = (l2: number): tf.layers.Layer[] =>
    [4, undefined].map((inputs) =>
      tf.layers.dense({
        units: 8,
        activation: 'relu',
        kernelRegularizer: tf.regularizers.l2({ l2 }),
        ...(inputs === undefined ? {} : { inputShape: [inputs] }),
      }),
    );

  it('finds factors with which fit ends at a constant, and is silent on usual ones', async () => {
    expect(await severityIn('strong-penalty', [...penalised(0.1), output()])).toEqual(['warning']);
    expect(await severityIn('strong-penalty', [...penalised(0.001), output()])).toEqual([]);
  });
});

describe('empty-output', () => {
  it('finds a pooling that leaves nothing', async () => {
    const layers = [
      tf.layers.maxPooling2d({ poolSize: 3, inputShape: [2, 2, 1] }),
      tf.layers.flatten(),
      output(),
    ];
    const examples = { ...data, x: normal([16, 2, 2, 1]) };
    expect(await severityIn('empty-output', layers, {}, examples)).toEqual(['error']);
  });
});
