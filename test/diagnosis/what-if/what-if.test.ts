// whatIf: fixes tried on networks that do not train.
import { describe, expect, it } from 'vitest';
import { datasets, tables, tf, theory, whatIf } from '../../../src';

const digits = datasets.digits().train;

describe('whatIf', () => {
  it('ranks what makes ten sigmoid layers train first, with the factors that theory predicts', async () => {
    const spec = { inputs: 64, hidden: Array(10).fill(64) as number[], outputs: 10, activation: 'sigmoid' };
    const found = await whatIf(spec, digits, {
      fixes: ['activation', 'initializer', 'lsuv', 'clipping'],
      optimizer: 'adam',
      seeds: 2,
      steps: 60,
    });

    expect(tables.values(found, 'fix').slice(0, 2)).toEqual(['none', 'activation and initializer']);
    const best = tables.rows(found, { rank: 1 })[0]!;
    expect(best).toMatchObject({ halved: 1, change: "activation: 'relu', initializer: 'heNormal'" });
    expect(best.predicted).toBeCloseTo(1, 10); // He et al. 2015: weights of variance 2 / fan-in keep the gradient
    expect(tables.value(found, 'predicted', { fix: 'none' })).toBeCloseTo(
      theory.gradientRatio(spec, {
        inputPower: tf.tidy(() => tf.mean(tf.square(digits.x)).dataSync()[0]!),
      }),
      5,
    );
    for (const { fix, predicted, factor } of tables.rows(found))
      expect(Math.abs(Math.log(factor / predicted!)), fix).toBeLessThan(0.1); // 64 units and ten layers: √(10 / 64) / 10 a layer
  });

  it('builds a model without a spec anew for each fix, and leaves it and its optimiser as they were', async () => {
    const dense = (seed: number) =>
      tf.layers.dense({
        units: 32,
        activation: 'relu',
        ...(seed === 0 ? { inputShape: [64] } : {}),
        kernelInitializer: tf.initializers.randomNormal({ stddev: 0.01, seed }),
      });
    const model = tf.sequential({
      layers: [...Array.from({ length: 6 }, (_, i) => dense(i)), tf.layers.dense({ units: 10 })],
    });
    model.compile({
      optimizer: tf.train.momentum(0.05, 0.9),
      loss: (y, z) => tf.losses.softmaxCrossEntropy(y, z),
    });
    const y = tf.oneHot(digits.y, 10).toFloat();
    const weights = model.getWeights().map((one) => one.arraySync());
    const tensors = tf.memory().numTensors;

    const found = await whatIf(model, { x: digits.x, y }, { seeds: 1, steps: 60 });

    expect(tables.values(found, 'fix')).toEqual(
      expect.arrayContaining(['initializer', 'lsuv', 'adam', 'larger rate']),
    );
    expect(tables.values(found, 'fix')).toContain('skip'); // the hidden layers are as wide as their inputs
    expect(tables.values(found, 'fix')).not.toContain('gates');
    expect(tables.rows(found, { rank: 1 })[0]!.halved).toBe(1);
    expect(model.getWeights().map((one) => one.arraySync())).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('gives the loss of scaled targets in the unit of the given ones', async () => {
    const x = tf.randomNormal([128, 3], 0, 1, 'float32', 1);
    const y = tf.tidy(() => x.slice([0, 0], [128, 1]).mul(50).add(1000));
    const spec = { inputs: 3, hidden: [16], outputs: 1 };
    const options = { loss: 'meanSquaredError', optimizer: { name: 'adam', learningRate: 0.01 }, seeds: 1 };
    const found = await whatIf(spec, { x, y }, { ...options, fixes: ['scale y'], steps: 200 });
    // Far from its targets, Adam moves an output by about 0.01 a step and weight; scaled, the line is learnt.
    const [asItIs, scaled] = tables.values(found, 'loss');
    expect(asItIs).toBeGreaterThan(500_000);
    expect(scaled).toBeLessThan(2500 / 4); // the variance of y is 2500
  });

  it.each([
    [3, {}, /network must be a tf.LayersModel or a spec; got 3/],
    [
      { inputs: 64, hidden: [8], outputs: 10 },
      { fixes: ['magic'] },
      /fixes must be a diagnosis, or an array of width, activation, .*magic/,
    ],
    [
      { inputs: 64, hidden: [8], outputs: 10 },
      { steps: 2 },
      /steps must be a whole number of at least 10; got 2/,
    ],
  ])('refuses %j with %j', async (network, options, message) => {
    await expect(whatIf(network as never, digits, options)).rejects.toThrow(message);
  });
});
