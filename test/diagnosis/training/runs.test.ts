// The short trainings of diagnose: what they leave as it was, and that they are the same each time.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';
import { runLengths } from '../../../src/diagnosis/runs/cost';
import { compiled, dense, halves, line, normal } from './networks';

const numbersOf = (tensors: readonly tf.Tensor[]): number[][] => tensors.map((one) => [...one.dataSync()]);

describe('the short trainings', () => {
  it('leave weights, averages, the optimiser and the number of tensors as they were', async () => {
    const optimizer = tf.train.adam(0.01);
    const model = compiled(
      [dense(4, 2), tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.2 }), dense(1)],
      optimizer,
    );
    const data = line();
    await model.fit(data.x, data.y, { epochs: 2, verbose: 0 });
    const state = async () => numbersOf((await optimizer.getWeights()).map(({ tensor }) => tensor));
    const [weights, moments, tensors] = [
      numbersOf(model.getWeights()),
      await state(),
      tf.memory().numTensors,
    ];

    await diagnose(model, data, { steps: 30 });

    expect(tf.memory().numTensors).toBe(tensors);
    expect(numbersOf(model.getWeights())).toEqual(weights);
    expect(await state()).toEqual(moments);
    expect(optimizer.getConfig().learningRate).toBe(0.01);
  });

  it('train a head on a frozen base, whose weights stay as they were trained in every draw', async () => {
    const base = tf.sequential({
      layers: [dense(4, 2, { activation: 'relu' }), dense(3, undefined, { activation: 'relu' })],
    });
    base.setWeights([normal([2, 4], 1), normal([4], 2), normal([4, 3], 3), normal([3], 4)]);
    base.trainable = false;
    const input = tf.input({ shape: [2] });
    const outputs = dense(1).apply(base.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
    const trained = numbersOf(base.getWeights());
    const seen: number[][][] = [];
    const { findings } = await diagnose(model, line(), {
      steps: 100,
      onProgress: ({ look, step }) => {
        if (look === 'training' && step % 50 === 0) seen.push(numbersOf(base.getWeights()));
      },
    });
    expect(findings.map(({ rule }) => rule)).toContain('learns');
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    for (const weights of seen) expect(weights).toEqual(trained);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('leave them so when they are cut short, and the model can be trained then', async () => {
    const model = compiled([dense(4, 2), dense(1)], 'sgd');
    const data = line();
    const [weights, tensors] = [numbersOf(model.getWeights()), tf.memory().numTensors];
    const stop = diagnose(model, data, {
      onProgress: ({ look, step }) => {
        if (look === 'training' && step === 5) throw new Error('enough');
      },
    });

    await expect(stop).rejects.toThrow('enough');
    expect(numbersOf(model.getWeights())).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
    await expect(model.fit(data.x, data.y, { epochs: 1, verbose: 0 })).resolves.toBeDefined();
  });

  it('leave the states of stateful layers as they were', async () => {
    const rnn = tf.layers.simpleRNN({ units: 3, stateful: true, batchInputShape: [4, 2, 1] });
    const model = compiled([rnn, dense(1)], 'sgd');
    const x = tf.randomNormal([8, 2, 1], 0, 1, 'float32', 1);
    tf.dispose(model.predict(x.slice(0, 4)));
    const states = () => numbersOf((rnn as unknown as { states: tf.Tensor[] }).states);
    const before = states();
    await diagnose(model, { x, y: tf.ones([8, 1]).mul(tf.range(0, 8).reshape([8, 1])) }, { steps: 4 });
    expect(states()).toEqual(before);
  });

  it.each(['start', 'training'] as const)(
    'leave no masks of the dropout in cells behind, after the look %s',
    async (until) => {
      const layers = [
        tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
        tf.layers.lstm({ units: 3, dropout: 0.2, recurrentDropout: 0.2, returnSequences: true }),
        tf.layers.bidirectional({
          layer: tf.layers.gru({ units: 2, recurrentDropout: 0.2 }),
          mergeMode: 'concat',
        }),
        dense(1),
      ];
      const model = compiled(layers, 'sgd');
      const x = tf.tensor2d(
        Array.from({ length: 32 }, (_, i) => i % 5),
        [8, 4],
        'int32',
      );
      const y = normal([8, 1]);
      const tensors = tf.memory().numTensors;
      const { history } = await diagnose(model, { x, y }, { until, steps: 3, seeds: 2 });
      expect(history === null).toBe(until === 'start');
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );

  it('are the same each time with dropout, and leave Math.random alone', async () => {
    const model = compiled(
      [dense(8, 2, { activation: 'relu' }), tf.layers.dropout({ rate: 0.5 }), dense(1)],
      'adam',
    );
    const random = Math.random;
    const data = line();
    const losses = async () => (await diagnose(model, data, { steps: 20 })).history!.array('loss');
    expect(await losses()).toEqual(await losses());
    expect(Math.random).toBe(random);
  });

  it('are as long as the training, and no longer than the arithmetic allows', () => {
    const small = compiled([dense(4, 2), dense(1)], 'sgd');
    expect(runLengths({ model: small, batchSize: 32, steps: 12, rows: 64 }).steps).toBe(12);
    const wide = compiled([dense(20_000, 20_000, { kernelInitializer: 'zeros' })], 'sgd');
    expect(runLengths({ model: wide, batchSize: 1000, steps: 500, rows: 1000 }).steps).toBe(0);
    wide.dispose();
  });

  it('are shorter for a convolution in three dimensions with a stride, whose gradient takes 60 times as long a product', () => {
    const lengthsOf = (strides: number): number => {
      const conv = tf.layers.conv3d({ filters: 8, kernelSize: 5, strides, inputShape: [16, 16, 16, 1] });
      const model = compiled([conv, tf.layers.flatten(), dense(1)], 'sgd');
      const { steps } = runLengths({ model, batchSize: 4, steps: 1000, rows: 64 });
      model.dispose();
      return steps;
    };
    // Although a stride of 2 leaves an eighth of the products.
    expect(lengthsOf(2)).toBeLessThan(lengthsOf(1));
  });

  it('are one of a few steps, and say so, where a layer whose dropout no graph can hold has many time steps', async () => {
    const lstm = tf.layers.lstm({ units: 2, recurrentDropout: 0.3, inputShape: [100, 1] });
    const model = compiled([lstm, dense(1)], 'sgd');
    const { training, history } = await diagnose(
      model,
      { x: normal([8, 100, 1]), y: normal([8, 1]) },
      { steps: 50, seeds: 2, firstChange: false },
    );
    expect(training).toMatchObject({ planned: 50, runs: 1, steps: 10 });
    expect(history!.numRows()).toBe(training!.steps);
  });

  it('are left out where even two steps take too long', () => {
    const lstm = tf.layers.lstm({ units: 2, recurrentDropout: 0.3, inputShape: [2000, 1] });
    const model = compiled([lstm, dense(1)], 'sgd');
    const { steps } = runLengths({ model, batchSize: 8, steps: 50, rows: 8 });
    expect(steps).toBe(0);
    model.dispose();
  });

  it('train two draws where they agree', async () => {
    const { history } = await diagnose(
      compiled([dense(8, 2), dense(1, undefined, { activation: 'sigmoid' })], 'adam', 'binaryCrossentropy'),
      halves(),
      { seeds: 5, steps: 200 },
    );
    expect(new Set(history!.array('seed')).size).toBe(2);
  });
});
