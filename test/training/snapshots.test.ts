// A training leaves unchanged all that it did not promise to change.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { learningRateRange, train } from '../../src/training';

const x = tf.randomNormal([32, 3], 0, 1, 'float32', 1);
const y = tf.tidy(() => tf.sum(x, 1, true));
const data = { x, y };
const loss = 'meanSquaredError';
afterAll(() => {
  tf.dispose([x, y]);
});

const linear = (): tf.Sequential =>
  tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'zeros' })] });

const optimizers: [string, () => tf.Optimizer][] = [
  ['sgd', () => tf.train.sgd(0.01)],
  ['momentum', () => tf.train.momentum(0.01, 0.9)],
  ['adam', () => tf.train.adam(0.01)],
  ['adamax', () => tf.train.adamax(0.01)],
  ['rmsprop', () => tf.train.rmsprop(0.01, 0.9, 0.5)],
  ['adagrad', () => tf.train.adagrad(0.01)],
  ['adadelta', () => tf.train.adadelta(0.01)],
];
const learningRateOf = (optimizer: tf.Optimizer): number =>
  (optimizer as unknown as { learningRate: number }).learningRate;
/** All that an optimiser holds, as plain values. */
const stateOf = (optimizer: tf.Optimizer): unknown => {
  const plain = (value: unknown): unknown => {
    if (value instanceof tf.Tensor) return [...value.dataSync()];
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
    return value;
  };
  return Object.fromEntries(Object.entries(optimizer).map(([name, value]) => [name, plain(value)]));
};

describe.each(optimizers)('%s', (_, make) => {
  test('keeps its learning rate through a schedule, so that the next training begins with it', async () => {
    const [model, optimizer] = [linear(), make()];
    for (const schedule of [{ kind: 'cosine' }, { kind: 'linear', warmup: 3 }, (step: number) => step + 1]) {
      const { history } = await train(model, data, { steps: 5, optimizer, schedule, loss });
      expect(learningRateOf(optimizer)).toBeCloseTo(0.01, 10);
      expect(history.array('learningRate')[4]).not.toBeCloseTo(0.01, 10);
    }
    expect(optimizer.iterations).toBe(15); // steps count, as in fit
    model.dispose();
    optimizer.dispose();
  });

  test.each([0, 3])(
    'is after learningRateRange what it was before, after %d steps of its own',
    async (steps) => {
      const [model, optimizer] = [linear(), make()];
      if (steps > 0) await train(model, data, { steps, optimizer, loss });
      const was = stateOf(optimizer);
      const tensors = tf.memory().numTensors;
      await learningRateRange(model, data, { steps: 12, optimizer, loss });
      expect(tf.memory().numTensors).toBe(tensors);
      expect(stateOf(optimizer)).toEqual(was);
      // And it goes on as if nothing had been: the same steps as a twin's that was not in between.
      const [twin, other] = [linear(), make()];
      if (steps > 0) await train(twin, data, { steps, optimizer: other, loss });
      for (const [m, o] of [
        [model, optimizer],
        [twin, other],
      ] as const)
        await train(m, data, { steps: 3, optimizer: o, loss, compiled: false });
      expect([...model.getWeights()[0].dataSync()]).toEqual([...twin.getWeights()[0].dataSync()]);
      for (const one of [model, twin, optimizer, other]) one.dispose();
    },
  );
});

test('an error in the middle leaves the rate, the states of batch norm, and no tensor', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const optimizer = tf.train.sgd(0.1);
  const averages = (): number[] => [...model.layers[1].getWeights()[2].dataSync()];
  let calls = 0;
  let last: number[] = [];
  const throwing = (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]): tf.Tensor => {
    if (++calls > 3) throw new Error('mine');
    return tf.mean(tf.squaredDifference(yTrue, yPred as tf.Tensor));
  };
  const tensors = tf.memory().numTensors;
  await expect(
    train(model, data, {
      steps: 9,
      optimizer,
      loss: throwing,
      compiled: false,
      schedule: { kind: 'linear' },
      onProgress: () => {
        last = averages();
      },
    }),
  ).rejects.toThrow('mine');
  expect(learningRateOf(optimizer)).toBe(0.1);
  expect(averages()).toEqual(last);
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(learningRateRange(model, data, { optimizer, loss: throwing })).rejects.toThrow('mine');
  expect(learningRateOf(optimizer)).toBe(0.1);
  expect(averages()).toEqual(last);
  model.dispose();
  optimizer.dispose();
});

describe.each([false, true])('where training stops at a number that is none; compiled: %s', (compiled) => {
  test('batch norm has the averages of the step before, the sentence names the row', async () => {
    const made = (): tf.Sequential =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            units: 4,
            inputShape: [3],
            kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
          }),
          tf.layers.batchNormalization(),
          tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
        ],
      });
    const rows = x.arraySync() as number[][];
    const bad = tf.tensor2d(rows.map((row, i) => (i === 20 ? [0, NaN, 0] : row)));
    const [model, twin] = [made(), made()];
    const { stopped, history } = await train(
      model,
      { x: bad, y },
      { epochs: 3, batchSize: 8, loss, compiled },
    );
    const values = (m: tf.LayersModel): number[] =>
      m.getWeights().flatMap((w) => [...w.dataSync<'float32'>()]);
    expect(values(model).every(Number.isFinite)).toBe(true);
    expect(stopped).toEqual({
      step: stopped!.step,
      layer: null,
      quantity: 'x',
      reason: `at step ${stopped!.step}, row 20 in x of the data is not finite`,
    });
    expect(history.numRows()).toBe(stopped!.step);
    // The same steps without the last one.
    if (stopped!.step > 1)
      await train(twin, { x: bad, y }, { steps: stopped!.step - 1, batchSize: 8, loss, compiled });
    expect(values(model)).toEqual(values(twin));
    for (const one of [model, twin, bad]) one.dispose();
  });

  test.each([
    [
      'a target',
      () => tf.tidy(() => tf.concat([tf.zeros([31, 1]), tf.fill([1, 1], Infinity)])),
      'row 31 in y of the data',
    ],
    ['a loss that overflows', () => tf.fill([32, 1], 3e38), 'is not finite'],
  ])('%s is named', async (_, targets, words) => {
    const model = linear();
    const bad = targets();
    const { stopped } = await train(model, { x, y: bad }, { steps: 3, loss, compiled, batchSize: 32 });
    expect(stopped!.reason).toContain(words);
    tf.dispose(bad);
    model.dispose();
  });
});

/** A layer that counts its calls in a variable which is no weight of it. */
class Counting extends tf.layers.Layer {
  static readonly className = 'CountingOfTest';
  readonly count = tf.variable(tf.scalar(0), false);
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    this.count.assign(tf.add(this.count, 1));
    return tf.mul(Array.isArray(inputs) ? inputs[0] : inputs, 1);
  }
}

test('variables outside of the model: train moves none, and learningRateRange takes back what a layer wrote', async () => {
  const counting = new Counting();
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] }), counting] });
  const outside = tf.variable(tf.scalar(2), true);
  const own = (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]): tf.Tensor =>
    tf.mul(outside, tf.mean(tf.squaredDifference(yTrue, yPred as tf.Tensor)));
  const was = counting.count.dataSync()[0];
  await learningRateRange(model, data, { steps: 5, loss: own });
  expect(counting.count.dataSync()[0]).toBe(was);
  expect(outside.dataSync()[0]).toBe(2);
  await train(model, data, { steps: 5, loss: own, compiled: false });
  expect(outside.dataSync()[0]).toBe(2);
  expect(counting.count.dataSync()[0]).toBe(was + 5);
  tf.dispose([outside, counting.count]);
  model.dispose();
});

test('a learning rate of zero is no hindrance to learningRateRange', async () => {
  const model = linear();
  const optimizer = tf.train.sgd(0);
  for (const spec of [optimizer, { name: 'sgd', learningRate: 0 }]) {
    const range = await learningRateRange(model, data, {
      from: 1e-3,
      to: 1e-1,
      steps: 3,
      loss,
      optimizer: spec,
    });
    expect(range.array('learningRate')).toEqual(
      [0.001, 0.01, 0.1].map((v) => expect.closeTo(v, 8) as number),
    );
  }
  expect(learningRateOf(optimizer)).toBe(0);
  model.dispose();
  optimizer.dispose();
});

test('onProgress may be async: it is waited for, and its error ends the training', async () => {
  const model = linear();
  const seen: number[] = [];
  await train(model, data, {
    steps: 3,
    loss,
    onProgress: async ({ step }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(step);
    },
  });
  expect(seen).toEqual([1, 2, 3]);
  await expect(
    train(model, data, { steps: 3, loss, onProgress: () => Promise.reject(new Error('mine')) }),
  ).rejects.toThrow('mine');
  model.dispose();
});
