// The rules of the plan on rates and the number of steps.
import { describe, expect, it } from 'vitest';
import { tf, train, type LossFunction } from '../../../src';
import { alternating, compiled, findingsOf, hidden, normal } from './networks';

const data = { x: normal([64, 4]), y: alternating(64) };
const model = (optimizer: tf.Optimizer, width = 8): tf.Sequential =>
  compiled(
    [hidden(width, 4), tf.layers.dense({ units: 1, activation: 'sigmoid' })],
    'binaryCrossentropy',
    optimizer,
  );

describe('too-few-steps', () => {
  it('bounds what Adam can change by rate, steps and inputs of a unit', async () => {
    const [finding] = await findingsOf('too-few-steps', model(tf.train.adam(0.001)), data, { steps: 10 });
    // 0.001 × 10 steps × 8 inputs of the output
    expect(finding).toMatchObject({ severity: 'error', evidence: { threshold: 2 } });
    expect(finding!.evidence.value).toBeCloseTo(0.08, 10);
  });

  it('is a bound: fit moves no weight by more than rate × steps', async () => {
    const one = model(tf.train.adam(0.001));
    const before = one.getWeights().map((weight) => weight.dataSync());
    await one.fit(data.x, data.y, { epochs: 5, batchSize: 32, verbose: 0 });
    const moved = one.getWeights().map((weight, i) => {
      const values = weight.dataSync();
      return Math.max(...values.map((value, j) => Math.abs(value - before[i]![j]!)));
    });
    // Kingma and Ba 2015, section 2.1: a step is below the rate unless gradients are sparse; float32 rounds.
    expect(Math.max(...moved)).toBeLessThanOrEqual(0.001 * 10 * 1.01);
  });

  it('is silent with so many steps that the bound is far off, and where they are not known', async () => {
    expect(await findingsOf('too-few-steps', model(tf.train.adam(0.001)), data, { steps: 500 })).toEqual([]);
    expect(await findingsOf('too-few-steps', model(tf.train.adam(0.001)), data)).toEqual([]);
    expect(await findingsOf('too-few-steps', model(tf.train.sgd(0.1)), data, { steps: 500 })).toEqual([]);
  });

  it('blames the rate where it is a tenth of the usual one or less', async () => {
    const found = await findingsOf('too-few-steps', model(tf.train.sgd(1e-5)), data, { steps: 500 });
    expect(found).toMatchObject([{ cause: 'learning-rate-too-low', severity: 'error' }]);
  });

  it('counts what momentum adds up: at 0.9 ten times the rate', async () => {
    const options = { steps: 40 };
    const [plain] = await findingsOf('too-few-steps', model(tf.train.sgd(0.001)), data, options);
    const [momentum] = await findingsOf('too-few-steps', model(tf.train.momentum(0.001, 0.9)), data, options);
    expect(momentum!.evidence.value / plain!.evidence.value).toBeCloseTo(10, 6);
  });
});

describe('the weights of classes', () => {
  it('count as a factor on the rate: tenfold weights at a tenth of the rate are the same training', async () => {
    const found = async (rule: string, rate: number, weight: number) => {
      const classWeight = { 0: weight, 1: weight };
      const one = model(tf.train.sgd(rate));
      return findingsOf(rule, one, data, { steps: 500, classWeight });
    };
    const [plain] = await found('too-few-steps', 1e-4, 1);
    const [weighted] = await found('too-few-steps', 1e-5, 10);
    expect(weighted!.evidence.value).toBeCloseTo(plain!.evidence.value, 6);
    expect(await found('learning-rate-small', 1e-5, 10)).toEqual([]);
    expect(await found('learning-rate-small', 1e-5, 1)).toHaveLength(1);
  });
});

describe('learning-rate-small', () => {
  it('is an error at zero, a warning at a thousandth of the usual rate, and silent at a hundredth', async () => {
    const severities = async (optimizer: tf.Optimizer): Promise<string[]> =>
      (await findingsOf('learning-rate-small', model(optimizer), data)).map(({ severity }) => severity);
    expect(await severities(tf.train.sgd(0))).toEqual(['error']);
    expect(await severities(tf.train.sgd(1e-5))).toEqual(['warning']);
    expect(await severities(tf.train.adadelta(0.001))).toEqual(['warning']);
    expect(await severities(tf.train.sgd(1e-3))).toEqual([]);
    expect(await severities(tf.train.adam(1e-5))).toEqual([]);
  });

  it('is an error below zero, and for a rate that is no number', async () => {
    for (const rate of [-0.01, NaN, Infinity]) {
      const [finding] = await findingsOf('learning-rate-small', model(tf.train.sgd(rate)), data);
      expect(finding).toMatchObject({
        severity: 'error',
        problem: expect.stringContaining(`is ${rate}`) as string,
      });
    }
  });

  it('asks for a tenth of the paper’s rate of Adadelta, of which tfjs’s first step is the whole gradient', async () => {
    const [finding] = await findingsOf('learning-rate-small', model(tf.train.adadelta(0.001)), data);
    expect(finding!.remedy.code).toContain('tf.train.adadelta(0.1');
    // The first step of tfjs at a rate of 1, from w = 0 with a loss of 3 w: √ε / √ε times the gradient.
    const w = tf.variable(tf.scalar(0));
    tf.train.adadelta(1).minimize(() => tf.mul(w, 3).asScalar());
    expect(w.dataSync()[0]).toBeCloseTo(-3, 5);
  });
});

describe('learning-rate-large', () => {
  it('finds a rate of Adam with which one step turns a wide layer over', async () => {
    const [finding] = await findingsOf('learning-rate-large', model(tf.train.adam(0.1), 256), data);
    expect(finding).toMatchObject({ severity: 'warning', cause: 'learning-rate-too-high' });
    expect(finding!.evidence.value).toBeCloseTo(25.6, 10); // 0.1 × 256 inputs of the output
  });

  it('is an error above the bound of gradient descent for a squared error, K (1 + momentum), where fit diverges', async () => {
    const regression = (rate: number, momentum?: number): tf.Sequential =>
      compiled(
        [tf.layers.dense({ units: 2, inputShape: [4] })],
        'meanSquaredError',
        momentum === undefined ? tf.train.sgd(rate) : tf.train.momentum(rate, momentum),
      );
    const numbers = { x: normal([64, 4], 0, 0.1), y: normal([64, 2], 0, 1, 2) };
    const found = async (one: tf.Sequential): Promise<string[]> =>
      (await findingsOf('learning-rate-large', one, numbers)).map(({ severity }) => severity);
    const lossAfter = async (one: tf.Sequential): Promise<number> => {
      const { history } = await one.fit(numbers.x, numbers.y, { epochs: 200, batchSize: 64, verbose: 0 });
      return history.loss!.at(-1) as number;
    };
    expect(await found(regression(2.2))).toEqual(['error']);
    expect(await lossAfter(regression(2.2))).toBeGreaterThan(1e6);
    expect(await found(regression(1.8))).toEqual([]);
    expect(await lossAfter(regression(1.8))).toBeLessThan(2);
    expect(await found(regression(2.2, 0.9))).toEqual([]); // heavy ball: 2 (1 + 0.9)
    expect(await found(regression(4, 0.9))).toEqual(['error']);
    expect(await lossAfter(regression(4, 0.9))).toBeGreaterThan(1e6);
  });

  it('is a warning for gradient descent on a cross-entropy far above the bound at the start', async () => {
    // 4 / (1 / 4): the curvature of the loss along the bias of a sigmoid is p (1 - p).
    expect(await findingsOf('learning-rate-large', model(tf.train.sgd(20)), data)).toMatchObject([
      { severity: 'warning', evidence: { threshold: 16 } },
    ]);
    expect(await findingsOf('learning-rate-large', model(tf.train.sgd(1)), data)).toEqual([]);
  });

  it('is silent for a loss function of the caller, whose factor is not known', async () => {
    // A millionth of the loss at a million times the rate makes the same steps.
    const small: LossFunction = (y, p) => tf.losses.meanSquaredError(y, p as tf.Tensor).mul(1e-6);
    expect(await findingsOf('learning-rate-large', model(tf.train.sgd(1e5)), data, { loss: small })).toEqual(
      [],
    );
  });

  it('is silent for Adam at the same rate in a narrow network, and at the usual rate in a wide one', async () => {
    expect(await findingsOf('learning-rate-large', model(tf.train.adam(0.1), 16), data)).toEqual([]);
    expect(await findingsOf('learning-rate-large', model(tf.train.adam(0.001), 4096), data)).toEqual([]);
  });
});

describe('clipping-freezes', () => {
  const clip = { norm: 1e-6 };

  it('is an error where all steps together are a millionth of what moves the weights, as train shows', async () => {
    const one = model(tf.train.sgd(0.1));
    const [finding] = await findingsOf('clipping-freezes', one, data, { steps: 20, clip });
    const before = one.getWeights().map((weight) => weight.dataSync());
    const norm = Math.sqrt(
      before.reduce((sum, values) => sum + [...values].reduce((part, v) => part + v * v, 0), 0),
    );
    expect(finding).toMatchObject({ severity: 'error', cause: 'learning-rate-too-low' });
    expect(finding!.evidence.value).toBeCloseTo((20 * 0.1 * 1e-6) / norm, 9);
    await train(one, data, { steps: 20, batchSize: 32, clip });
    const way = one
      .getWeights()
      .flatMap((weight, i) => [...weight.dataSync()].map((v, j) => v - before[i]![j]!));
    // float32 rounds each weight to 6e-8 of its size a step.
    expect(Math.hypot(...way)).toBeLessThan(20 * 0.1 * 1e-6 + 20 * 6e-8 * norm);
  });

  it('is silent at a norm of 1, without clipping, and for Adam, which divides by the size of the gradient', async () => {
    expect(
      await findingsOf('clipping-freezes', model(tf.train.sgd(0.1)), data, { steps: 20, clip: { norm: 1 } }),
    ).toEqual([]);
    expect(await findingsOf('clipping-freezes', model(tf.train.sgd(0.1)), data, { steps: 20 })).toEqual([]);
    expect(
      await findingsOf('clipping-freezes', model(tf.train.adam(0.001)), data, { steps: 500, clip }),
    ).toEqual([]);
  });
});
