// LSUV on layers with their activation inside, on recurrent layers and on wrapped ones.
import { expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe } from '../../src/hooks';
import { lsuv } from '../../src/training';
import { expectNoLeakedModels } from '../leaks';

const x = tf.randomNormal([200, 16], 0, 1, 'float32', 3);
const sequences = tf.randomNormal([100, 6, 4], 0.5, 2, 'float32', 4);
const images = tf.randomNormal([20, 6, 6, 3], 0, 3, 'float32', 5);
const disposable = expectNoLeakedModels(x, sequences, images);
const sequential = (layers: tf.layers.Layer[]): tf.Sequential => disposable(tf.sequential({ layers }));

const std = (values: tf.Tensor): number =>
  tf.tidy(() => Math.sqrt(tf.moments(values).variance.dataSync()[0]));
const weightsOf = (layer: tf.layers.Layer): tf.Tensor[] => layer.weights.map((w) => w.read());

test.each(['tanh', 'sigmoid', 'relu', 'selu', 'softplus'] as const)(
  '%s inside of the layers: every pre-activation has the standard deviation 1',
  (activation) => {
    const dense = (units: number, first: object = {}) => tf.layers.dense({ units, activation, ...first });
    const model = sequential([dense(16, { inputShape: [16] }), dense(32), dense(8), dense(16)]);
    const tensors = tf.memory().numTensors;
    lsuv(model, x);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.tidy(() => {
      let a: tf.Tensor = x;
      for (const layer of model.layers) {
        const z = tf.matMul(a, layer.getWeights()[0]);
        expect(Math.abs(std(z) - 1)).toBeLessThan(1e-3);
        a = layer.apply(a) as tf.Tensor;
      }
    });
  },
);

test('convolutions, plain, separable and depthwise, with a ReLU inside', () => {
  const model = sequential([
    tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 3] }),
    tf.layers.separableConv2d({ filters: 5, kernelSize: 2, activation: 'relu' }),
    tf.layers.depthwiseConv2d({ kernelSize: 2, activation: 'relu' }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 3 }),
  ]);
  lsuv(model, images);
  tf.tidy(() => {
    const [conv, separable, depthwise, flatten, dense] = model.layers;
    const [k] = conv.getWeights() as tf.Tensor4D[];
    expect(std(tf.conv2d(images as tf.Tensor4D, k, 1, 'valid'))).toBeCloseTo(1, 2);
    const a1 = conv.apply(images) as tf.Tensor4D;
    const [d, p] = separable.getWeights() as tf.Tensor4D[];
    expect(std(tf.separableConv2d(a1, d, p, 1, 'valid'))).toBeCloseTo(1, 2);
    const a2 = separable.apply(a1) as tf.Tensor4D;
    expect(std(tf.depthwiseConv2d(a2, depthwise.getWeights()[0] as tf.Tensor4D, 1, 'valid'))).toBeCloseTo(
      1,
      2,
    );
    const a3 = flatten.apply(depthwise.apply(a2)) as tf.Tensor;
    expect(std(tf.matMul(a3, dense.getWeights()[0]))).toBeCloseTo(1, 2);
  });
});

/** Pre-activations of all steps, by hand: of the simple cell and of the LSTM (i, f, c, o) with tfjs's hard sigmoid. */
function byHand(
  kind: 'simpleRNN' | 'lstm',
  [W, U, b]: tf.Tensor[],
  inputs: tf.Tensor,
  back: boolean,
): tf.Tensor {
  const steps = tf.unstack(inputs, 1);
  if (back) steps.reverse();
  let h: tf.Tensor = tf.zeros([inputs.shape[0], U.shape[0]]);
  let c: tf.Tensor = h;
  const hard = (z: tf.Tensor): tf.Tensor => tf.clipByValue(tf.add(tf.mul(z, 0.2), 0.5), 0, 1);
  const all = steps.map((step) => {
    const z = tf.add(tf.add(tf.matMul(step, W), tf.matMul(h, U)), b);
    if (kind === 'simpleRNN') h = tf.tanh(z);
    else {
      const [i, f, g, o] = tf.split(z, 4, 1);
      c = tf.add(tf.mul(hard(f), c), tf.mul(hard(i), tf.tanh(g)));
      h = tf.mul(hard(o), tf.tanh(c));
    }
    return z;
  });
  return tf.stack(all);
}

const recurrent = (kind: 'simpleRNN' | 'lstm', options: object = {}): tf.layers.Layer =>
  tf.layers[kind]({ units: 5, inputShape: [6, 4], ...options } as never);

test.each(['simpleRNN', 'lstm'] as const)(
  '%s: the pre-activations of all steps and gates have the standard deviation 1',
  (kind) => {
    const model = sequential([recurrent(kind), tf.layers.dense({ units: 1 })]);
    lsuv(model, sequences);
    tf.tidy(() => {
      expect(std(byHand(kind, weightsOf(model.layers[0]), sequences, false))).toBeCloseTo(1, 2);
      const U = tf.split(weightsOf(model.layers[0])[1], kind === 'lstm' ? 4 : 1, 1);
      for (const u of U)
        expect(tf.max(tf.abs(tf.sub(tf.matMul(u, u, true), tf.eye(5)))).dataSync()[0]).toBeLessThan(1e-5);
    });
  },
);

test('both halves of a Bidirectional', () => {
  const wrapped = tf.layers.bidirectional({
    layer: recurrent('lstm') as never,
    mergeMode: 'sum',
    inputShape: [6, 4],
  });
  const model = sequential([wrapped, tf.layers.dense({ units: 1 })]);
  const { forwardLayer, backwardLayer } = wrapped as unknown as Record<string, tf.layers.Layer>;
  lsuv(model, sequences);
  tf.tidy(() => {
    expect(std(byHand('lstm', weightsOf(forwardLayer), sequences, false))).toBeCloseTo(1, 2);
    expect(std(byHand('lstm', weightsOf(backwardLayer), sequences, true))).toBeCloseTo(1, 2);
  });
});

test('a GRU that goes on, and a dense layer for every step of what it gives', () => {
  const model = sequential([
    tf.layers.gru({ units: 5, returnSequences: true, inputShape: [6, 4] }),
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 7, activation: 'tanh' }) }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 2 }),
  ]);
  lsuv(model, sequences);
  tf.tidy(() => {
    const states = model.layers[0].apply(sequences) as tf.Tensor;
    const z = tf.matMul(tf.reshape(states, [-1, 5]), weightsOf(model.layers[1])[0]);
    expect(std(z)).toBeCloseTo(1, 2);
  });
});

test('what observe says of the same batch agrees', () => {
  const model = sequential([
    recurrent('simpleRNN'),
    tf.layers.dense({ units: 3, activation: 'tanh' }),
    tf.layers.dense({ units: 1 }),
  ]);
  lsuv(model, sequences);
  const y = tf.zeros([100, 1]);
  const rows = observe(model, sequences, y, { loss: 'meanSquaredError' }).layers.objects() as {
    quantity: string;
    std: number;
  }[];
  for (const { std: found } of rows.filter(({ quantity }) => quantity === 'z'))
    expect(found).toBeCloseTo(1, 2);
  y.dispose();
});

test('several inputs, and a layer that is shared', () => {
  const [a, b] = [tf.input({ shape: [16] }), tf.input({ shape: [16] })];
  const shared = tf.layers.dense({ units: 8, activation: 'tanh' });
  const both = tf.layers.concatenate().apply([shared.apply(a), shared.apply(b)] as tf.SymbolicTensor[]);
  const model = tf.model({
    inputs: [a, b],
    outputs: tf.layers.dense({ units: 2 }).apply(both) as tf.SymbolicTensor,
  });
  disposable(model);
  const other = tf.mul(x, 3);
  lsuv(model, [x, other]);
  // The layer is scaled by one of its calls, the one that tfjs makes first.
  const found = tf.tidy(() => [x, other].map((input) => std(tf.matMul(input, weightsOf(shared)[0]))));
  expect(Math.min(...found.map((one) => Math.abs(one - 1)))).toBeLessThan(2e-3);
  other.dispose();
});

test('states of stateful layers are as before, with and without an error', () => {
  const model = sequential([
    tf.layers.lstm({ units: 3, stateful: true, batchInputShape: [4, 5, 2] }),
    tf.layers.dense({ units: 1 }),
  ]);
  const batch = tf.randomNormal([4, 5, 2], 0, 1, 'float32', 1);
  tf.dispose(model.predict(batch));
  const { states_: states } = model.layers[0] as unknown as { states_: tf.Tensor[] };
  const was = states.map((state) => [...state.dataSync()]);
  const tensors = tf.memory().numTensors;
  const now = (): number[][] =>
    (model.layers[0] as unknown as { states_: tf.Tensor[] }).states_.map((state) => [...state.dataSync()]);
  lsuv(model, batch);
  expect(now()).toEqual(was);
  expect(tf.memory().numTensors).toBe(tensors);
  const weights = model.getWeights().map((w) => [...w.dataSync()]);
  const nothing = tf.zeros([4, 5, 2]);
  expect(() => lsuv(model, nothing)).toThrow('lsuv: the pre-activation of lstm_LSTM');
  expect(now()).toEqual(was);
  expect(model.getWeights().map((w) => [...w.dataSync()])).toEqual(weights);
  tf.dispose([batch, nothing, ...(model.layers[0] as unknown as { states_: tf.Tensor[] }).states_]);
});

test('where the iterations do not suffice, it says so, and the weights are as before', () => {
  const model = sequential([recurrent('lstm')]);
  const was = model.getWeights().map((w) => [...w.dataSync()]);
  expect(() => lsuv(model, sequences, { maxIterations: 1, tolerance: 1e-6 })).toThrow(
    /^lsuv: the pre-activation of lstm_LSTM\d+ has the standard deviation .* after 1 steps; give more maxIterations/,
  );
  expect(model.getWeights().map((w) => [...w.dataSync()])).toEqual(was);
});
