// train as graphs against train on the tape: the same spec, seed and data.
import { afterAll, describe, expect, test } from 'vitest';
import { backend, tf } from '../../src/backend';
import { addingProblem, digits } from '../../src/datasets';
import { registerForwardHook } from '../../src/hooks';
import { build, type NetworkSpec } from '../../src/networks';
import { train, type TrainOptions } from '../../src/training';

const sessions = (): number => backend().binding.getNumOfSavedModels();
const before = { tensors: tf.memory().numTensors, sessions: sessions() };
const data = digits({ seed: 1 });
const adding = addingProblem({ steps: 10, size: 64, seed: 1 });
afterAll(() => {
  tf.dispose([data, adding]);
  expect({ tensors: tf.memory().numTensors, sessions: sessions() }).toEqual(before);
});

const MLP = { inputs: 64, hidden: [32, 32], outputs: 10, activation: 'tanh', seed: 1 } as const;

async function both(spec: NetworkSpec, options: TrainOptions, examples: typeof data | typeof adding = data) {
  const run = async (compiled: boolean) => {
    const model = build(spec);
    const result = await train(model, examples, { ...options, compiled });
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    model.dispose();
    return { ...result, weights };
  };
  return { graph: await run(true), tape: await run(false) };
}

/** Number by number, where both have one. */
function expectSame(mine: readonly unknown[], tape: readonly unknown[], tolerance: number): void {
  expect(mine).toHaveLength(tape.length);
  const numbers = tape.filter((value): value is number => typeof value === 'number');
  const size = Math.max(1e-12, ...numbers.map(Math.abs));
  mine.forEach((value, i) => {
    if (typeof tape[i] !== 'number') expect(value).toEqual(tape[i]);
    else if (Number.isNaN(tape[i])) expect(value).toBeNaN();
    else expect(Math.abs((value as number) - tape[i]) / size).toBeLessThan(tolerance);
  });
}

const cases: [string, NetworkSpec, TrainOptions][] = [
  ['SGD', MLP, {}],
  ['Adam with a schedule', MLP, { optimizer: 'adam', schedule: (step) => 1 / (1 + step) }],
  ['momentum, gradients clipped', MLP, { optimizer: 'momentum', clip: { norm: 0.5, value: 0.1 } }],
  ['dropout, whose masks are the same', { ...MLP, dropout: 0.3 }, {}],
  ['batch norm, whose averages move', { ...MLP, normalization: 'batch' }, {}],
];

describe.each(cases)('train with %s', (_, spec, options) => {
  test('has the same history, observations and weights as a graph as on the tape', async () => {
    const { graph, tape } = await both(spec, { steps: 30, batchSize: 100, observeEvery: 3, ...options });
    expect(graph.history.columnNames()).toEqual(tape.history.columnNames());
    for (const name of tape.history.columnNames()) {
      expectSame([...graph.history.array(name)], [...tape.history.array(name)], 2e-4);
    }
    for (const name of ['layer', 'quantity', 'norm', 'mean', 'std', 'saturated', 'dead', 'ratio']) {
      expectSame([...graph.layers!.array(name)], [...tape.layers!.array(name)], 2e-3);
    }
    graph.weights.forEach((weight, i) => expectSame(weight, tape.weights[i], 2e-4));
    expect([graph.fallbackReason, tape.fallbackReason]).toEqual([null, 'compiled: false']);
  });
});

test('an LSTM has the same losses, and the same observations over time', async () => {
  const spec = { inputs: 2, steps: 10, units: 8, outputs: 1, cell: 'lstm' } as const;
  const options = { steps: 12, loss: 'meanSquaredError', observeEvery: 4, optimizer: 'adam' } as const;
  const { graph, tape } = await both(spec, options, adding);
  expectSame([...graph.history.array('loss')], [...tape.history.array('loss')], 1e-4);
  expectSame([...graph.layers!.array('norm')], [...tape.layers!.array('norm')], 1e-4);
});

test('where the loss is not finite it stops before the weights are touched, and says where it arose', async () => {
  const { graph, tape } = await both(
    { ...MLP, activation: 'relu', initializer: 'heNormal' },
    { steps: 40, batchSize: 100, optimizer: { name: 'sgd', learningRate: 1e4 } },
  );
  expect(tape.stopped).not.toBeNull();
  expect(graph.stopped).not.toBeNull();
  expect(graph.weights.flat().every(Number.isFinite)).toBe(true);
});

describe('on its own, train', () => {
  test('runs as a graph where the steps are many enough', async () => {
    const { fallbackReason: tape, model } = await train(MLP, data, { steps: 20, batchSize: 50 });
    expect(tape).toBeNull();
    model.dispose();
  });

  test('runs on the tape where a layer has hooks, all of which are heard, and says so', async () => {
    const model = build(MLP);
    let heard = 0;
    const handle = registerForwardHook(model.layers[1], () => {
      heard++;
    });
    const { fallbackReason: tape } = await train(model, data.train, { steps: 20, batchSize: 50 });
    handle.remove();
    expect(heard).toBe(20);
    expect(tape).toMatch(/hooks, which run in JavaScript/);
    model.dispose();
  });

  test('runs on the tape where a layer reads a value, and says which line does', async () => {
    class Reader extends tf.layers.Layer {
      static readonly className = 'Reader';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [x] = [inputs].flat();
        return x.dataSync()[0] > 1e9 ? tf.mul(x, 0) : tf.mul(x, 1);
      }
    }
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 10, inputShape: [64] }), new Reader({})],
    });
    const { fallbackReason: tape, history } = await train(model, data.train, { steps: 10, batchSize: 50 });
    expect(history.numRows()).toBe(10);
    expect(tape).toMatch(/value is read .*compiled\.test\.ts:\d+/s);
    await expect(train(model, data.train, { steps: 10, batchSize: 50, compiled: true })).rejects.toThrow(
      /value is read/,
    );
    model.dispose();
  });

  test('runs on the tape with an optimiser of a class of its own, and refuses to compile it', async () => {
    class Mine extends tf.SGDOptimizer {}
    const optimizer = new Mine(0.1);
    const model = build(MLP);
    const { fallbackReason: tape } = await train(model, data.train, { steps: 10, batchSize: 50, optimizer });
    expect(tape).toMatch(/not one of tfjs's own/);
    await expect(train(model, data.train, { steps: 10, optimizer, compiled: true })).rejects.toThrow(
      /tfjs's own/,
    );
    model.dispose();
    optimizer.dispose();
  });

  test('goes by what callbacks change: a number that the loss reads, and the decay of the optimiser', async () => {
    const run = async (compiled: boolean) => {
      const [model, optimizer] = [build(MLP), tf.train.rmsprop(0.01, 0.9)];
      let factor = 1;
      const { history, fallbackReason: tape } = await train(model, data.train, {
        steps: 12,
        batchSize: 50,
        optimizer,
        compiled,
        loss: (y, output) =>
          tf.mul(factor, tf.losses.softmaxCrossEntropy(tf.oneHot(y.toInt(), 10), output as tf.Tensor)),
        onProgress: ({ step }) => {
          factor = 1 + step;
          if (step === 6) Object.assign(optimizer, { decay: 0.2 });
        },
      });
      model.dispose();
      optimizer.dispose();
      return { losses: [...(history.array('loss') as number[])], tape };
    };
    const [graph, tape] = [await run(true), await run(false)];
    expect(graph.tape).toBeNull();
    expectSame(graph.losses, tape.losses, 1e-3);
  });

  test('finds a bad label before anything is trained', async () => {
    const model = build(MLP);
    const y = tf.fill(data.train.y.shape, 12, 'int32');
    await expect(train(model, { x: data.train.x, y }, { steps: 20 })).rejects.toThrow(/class index 12/);
    y.dispose();
    model.dispose();
  });
});

test("an optimiser's steps are counted, and its learning rate is its own afterwards", async () => {
  const optimizer = tf.train.sgd(0.05);
  const model = build(MLP);
  await train(model, data.train, { steps: 12, batchSize: 50, optimizer, compiled: true });
  expect(optimizer.iterations).toBe(12);
  expect((optimizer as unknown as { learningRate: number }).learningRate).toBe(0.05);
  model.dispose();
  optimizer.dispose();
});
