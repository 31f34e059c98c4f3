// Which weights a training moves, by which optimiser and rate, and what it says where that may surprise. fit is the source.
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { tf } from '../../src/backend';
import { observe } from '../../src/hooks';
import { learningRateRange, train, watch } from '../../src/training';

const x = tf.randomNormal([12, 3], 0, 1, 'float32', 1);
const y = tf.randomNormal([12, 1], 0, 1, 'float32', 2);
const models: tf.LayersModel[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const model of models.splice(0)) tf.dispose(model.weights.map((weight) => weight.read()));
});
afterAll(() => {
  tf.dispose([x, y]);
});

const dense = (units: number, seed: number, more: object = {}) =>
  tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotNormal({ seed }), ...more });
const tracked = <M extends tf.LayersModel>(model: M, optimizer: tf.Optimizer = tf.train.sgd(0.05)): M => {
  model.compile({ optimizer, loss: 'meanSquaredError' });
  models.push(model);
  return model;
};
const small = (optimizer?: tf.Optimizer): tf.Sequential =>
  tracked(
    tf.sequential({ layers: [dense(4, 1, { inputShape: [3], activation: 'tanh' }), dense(1, 2)] }),
    optimizer,
  );
const valuesOf = (model: tf.LayersModel) => model.weights.map((weight) => [...weight.read().dataSync()]);
const close = (values: number[][]) => values.map((one) => one.map((v) => expect.closeTo(v, 5) as number));
const fit = (model: tf.LayersModel, epochs: number, more: object = {}) =>
  model.fit(x, y, { epochs, batchSize: 12, shuffle: false, verbose: 0, ...more });

/** A layer inside and outside of a model within the model: tfjs lists its weights twice. */
function listedTwice(optimizer: tf.Optimizer): tf.LayersModel {
  const layer = dense(3, 1, { activation: 'tanh' });
  const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
  const inner = tf.model({ inputs: a, outputs: layer.apply(a) as tf.SymbolicTensor });
  const twice = layer.apply(inner.apply(b)) as tf.SymbolicTensor;
  return tracked(tf.model({ inputs: b, outputs: dense(1, 2).apply(twice) as tf.SymbolicTensor }), optimizer);
}

/** A frozen model that tfjs runs as a part of the Sequential around it. */
function thawed(): tf.LayersModel {
  const base = tf.sequential({ layers: [dense(4, 1, { inputShape: [3], activation: 'tanh' })] });
  base.trainable = false;
  return tracked(tf.sequential({ layers: [base, dense(1, 2)] }));
}

const cases: [string, () => tf.LayersModel, string][] = [
  ['gradient descent', () => listedTwice(tf.train.sgd(0.05)), 'moves them twice'],
  ['momentum', () => listedTwice(tf.train.momentum(0.02, 0.9)), 'moves them twice'],
  ['Adam', () => listedTwice(tf.train.adam(0.02)), 'moves them twice'],
  [
    'a frozen model that is a Sequential’s first layer',
    thawed,
    'frozen as a whole, but fit trains its layers',
  ],
];
describe.each([false, true])('the weights end where fit has them, with a note (compiled: %s)', (compiled) => {
  test.each(cases)('%s', async (_, build, note) => {
    const [byFit, model] = [build(), build()];
    await fit(byFit, 3);
    const { notes } = await train(model, { x, y }, { steps: 3, batchSize: 12, compiled });
    expect(valuesOf(model)).toEqual(close(valuesOf(byFit)));
    expect(notes).toEqual([expect.stringContaining(note) as string]);
    expect(observe(model, x, y).notes).toEqual(notes);
  });

  test('a variable of no layer is named', async () => {
    const model = small();
    const extra = tf.variable(tf.scalar(1), true, 'of_no_layer');
    const loss = (t: tf.Tensor, p: tf.Tensor | tf.Tensor[]) =>
      tf.mul(extra, tf.losses.meanSquaredError(t, p as tf.Tensor)) as tf.Scalar;
    const inLoss = compiled ? [] : [expect.stringContaining('of_no_layer: in the loss') as string];
    const { notes } = await train(model, { x, y }, { steps: 2, batchSize: 12, compiled, loss });
    expect(notes).toEqual(inLoss); // (a graph has the model alone: the loss runs beside it)
    extra.dispose();
  });

  test('nothing to say', async () => {
    expect((await train(small(), { x, y }, { steps: 2, compiled })).notes).toEqual([]);
  });
});

test('a layer set free after compile: train moves it, fit does not, and a note says so', async () => {
  const model = small();
  model.layers[0].trainable = false;
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  model.layers[0].trainable = true;
  const { notes } = await train(model, { x, y }, { steps: 1 });
  expect(notes).toEqual([expect.stringContaining('compile the model again') as string]);
});

test('a layer frozen after compile: watch has the rows of what fit moves, and the weights are those of fit', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined); // tfjs says that it was not compiled again
  const build = () => {
    const model = small();
    model.layers[0].trainable = false;
    return model;
  };
  const [plain, model] = [build(), build()];
  await fit(plain, 2);
  const watcher = watch(model);
  await fit(model, 2, { callbacks: [watcher] });
  expect(valuesOf(model)).toEqual(valuesOf(plain));
  const rows = watcher.layers().objects();
  expect(rows.filter(({ quantity }) => quantity === 'dL/dW').map(({ step, depth }) => [step, depth])).toEqual(
    [
      [1, 2],
      [2, 2],
    ],
  );
});

describe('without an optimiser of its own, a training', () => {
  test.each([false, true])('takes the one of compile, as it is (compiled: %s)', async (compiled) => {
    const [byFit, model] = [small(tf.train.adam(0.1)), small(tf.train.adam(0.1))];
    await fit(byFit, 6);
    await fit(model, 2);
    const { history } = await train(model, { x, y }, { steps: 2, batchSize: 12, compiled });
    await learningRateRange(model, { x, y }, { steps: 4, batchSize: 12 }); // leaves it as it is
    await fit(model, 2);
    expect(history.array('learningRate')).toEqual([0.1, 0.1]);
    expect(valuesOf(model)).toEqual(close(valuesOf(byFit)));
  });

  test('descends at 0.01 where the model is not compiled', async () => {
    const model = tf.sequential({ layers: [dense(1, 1, { inputShape: [3] })] });
    models.push(model);
    const { history } = await train(model, { x, y }, { steps: 1, loss: 'meanSquaredError' });
    expect(history.array('learningRate')).toEqual([0.01]);
  });
});

test.each([false, true])(
  'a rate that is set between steps holds from the next one on (compiled: %s)',
  async (compiled) => {
    const optimizer = tf.train.adam(0.1);
    const model = small(optimizer);
    const { history } = await train(
      model,
      { x, y },
      {
        steps: 4,
        batchSize: 12,
        compiled,
        schedule: (step) => 1 / (step + 1),
        onProgress({ step }) {
          if (step === 2) (optimizer as unknown as { learningRate: number }).learningRate = 0.6;
        },
      },
    );
    expect(history.array('learningRate')).toEqual(
      [0.1, 0.05, 0.2, 0.15].map((rate) => expect.closeTo(rate, 10) as number),
    );
    expect((optimizer as unknown as { learningRate: number }).learningRate).toBe(0.6);
  },
);

test.each([false, true])(
  'moments that setWeights puts back are those of the next step (compiled: %s)',
  async (compiled) => {
    const optimizer = tf.train.adam(0.1);
    const [model, twin] = [small(optimizer), small(tf.train.adam(0.1))];
    const options = { steps: 2, batchSize: 12, compiled };
    await train(twin, { x, y }, { ...options, steps: 3 });
    await train(model, { x, y }, options);
    const state = (await optimizer.getWeights()).map(({ name, tensor }) => ({
      name,
      tensor: tf.clone(tensor),
    }));
    const weights = model.getWeights().map((tensor) => tf.clone(tensor));
    // Two steps elsewhere, and back in the middle of a third training.
    await train(
      model,
      { x, y },
      {
        ...options,
        steps: 3,
        async onProgress({ step }) {
          if (step !== 2) return;
          await optimizer.setWeights(state);
          model.setWeights(weights);
        },
      },
    );
    expect(valuesOf(model)).toEqual(close(valuesOf(twin)));
    tf.dispose(weights);
  },
);

describe('one training of a model at a time', () => {
  const twoSteps = (model: tf.LayersModel) =>
    train(model, { x, y }, { steps: 2, onProgress: () => Promise.resolve() });

  test('a second one, and learningRateRange, are errors that say what to do, and leave the first alone', async () => {
    const [model, twin] = [small(), small()];
    await twoSteps(twin);
    const [first, ...others] = await Promise.allSettled([
      twoSteps(model),
      twoSteps(model),
      learningRateRange(model, { x, y }),
      fit(model, 1),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(others.map((one) => (one as PromiseRejectedResult).reason as Error)).toMatchObject([
      { message: 'train: the model is being trained already; await that training first' },
      { message: 'learningRateRange: the model is being trained already; await that training first' },
      { message: expect.stringContaining('another fit() call is ongoing') as string },
    ]);
    expect(valuesOf(model)).toEqual(valuesOf(twin));
  });

  test('train while fit runs is one too, and another training is free to begin after an error', async () => {
    const model = small();
    const fitting = fit(model, 1);
    await expect(twoSteps(model)).rejects.toThrow('is being trained already');
    await fitting;
    const onProgress = (): never => {
      throw new Error('mine');
    };
    await expect(train(model, { x, y }, { steps: 2, onProgress })).rejects.toThrow('mine');
    await expect(train(model, { x, y }, { steps: 2, optimizer: 'none' })).rejects.toThrow('optimizer');
    await twoSteps(model);
    await fit(model, 1);
  });
});

test.each([false, true])(
  'a model that is disposed of on the way is named (compiled: %s)',
  async (compiled) => {
    const model = small();
    const tensors = tf.memory().numTensors;
    const onProgress = ({ step }: { step: number }): void => {
      if (step === 2) model.dispose();
    };
    await expect(train(model, { x, y }, { steps: 4, batchSize: 12, compiled, onProgress })).rejects.toThrow(
      'train: the model was disposed of while it was trained',
    );
    expect(tf.memory().numTensors).toBe(tensors - 4);
    models.splice(0);
  },
);

test('debug mode, which reads every result, is no hindrance', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const [plain, model] = [small(), small()];
  const { loss } = observe(plain, x, y);
  try {
    tf.env().set('DEBUG', true);
    expect(observe(model, x, y, { compiled: true }).loss).toBeCloseTo(loss, 5);
    expect((await train(model, { x, y }, { steps: 20 })).fallbackReason).toBe(
      'tf.enableDebugMode checks every operation',
    );
    expect(tf.env().getBool('DEBUG')).toBe(true);
  } finally {
    tf.env().set('DEBUG', false);
  }
});
