// Nothing is left behind, however often: the short form of bench/memory.mjs, which also measures resident memory.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observe, mlp, tf, train, watch } from '../../src';
import { numbers, oneHot } from './architecture';

const spec = { inputs: 6, hidden: [4, 4], outputs: 3, activation: 'tanh', normalization: 'batch' } as const;
let x: tf.Tensor, y: tf.Tensor;
beforeAll(() => {
  x = numbers([8, 6], 1);
  y = oneHot(8, 3, 2);
});
afterAll(() => {
  tf.dispose([x, y]);
});

const counts = (): object => ({
  tensors: tf.memory().numTensors,
  variables: Object.keys(tf.engine().registeredVariables).length,
});

test('a thousand observed steps of train, and as many looks on the tape and by a graph, leave no tensor behind', async () => {
  const model = mlp(spec);
  observe(model, x, y, { compiled: true }); // its graph is kept
  const before = counts();
  await train(model, { x, y }, { steps: 1000, observeEvery: 1, batchSize: 4 });
  expect(counts()).toEqual(before);
  for (let i = 0; i < 100; i++) observe(model, x, y);
  for (let i = 0; i < 900; i++) observe(model, x, y, { compiled: true });
  expect(counts()).toEqual(before);
  model.dispose();
});

test('thirty rounds in which a model is built, watched in fit, observed and disposed of leave no tensor behind', async () => {
  const round = async (seed: number): Promise<void> => {
    const model = mlp({ ...spec, seed });
    const optimizer = tf.train.sgd(0.01);
    model.compile({
      optimizer,
      loss: (t: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(t, logits),
    });
    await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, callbacks: [watch(model)] });
    observe(model, x, y, { compiled: true });
    model.dispose();
    optimizer.dispose();
  };
  await round(0);
  const before = counts();
  for (let seed = 1; seed <= 30; seed++) await round(seed);
  expect(counts()).toEqual(before);
});
