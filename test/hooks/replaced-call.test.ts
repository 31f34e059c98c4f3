// A layer whose `call` its user has replaced: hooks, observe and train run it, and leave it where it was. fit is the source.
import { afterAll, afterEach, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, registerForwardHook } from '../../src/hooks';
import { train } from '../../src/training';

const x = tf.randomNormal([8, 3], 0, 1, 'float32', 1);
const y = tf.randomNormal([8, 1], 0, 1, 'float32', 2);
let model: tf.Sequential;
afterEach(() => model.dispose());
afterAll(() => {
  tf.dispose([x, y]);
});

function build(): tf.layers.Layer {
  const layer = (units: number, seed: number, more: object = {}) =>
    tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotNormal({ seed }), ...more });
  model = tf.sequential({ layers: [layer(4, 1, { inputShape: [3] }), layer(1, 2)] });
  model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  return model.layers[0];
}

/** Puts a `call` in the layer's place that gives twice as much. */
function double(layer: tf.layers.Layer): tf.layers.Layer['call'] {
  const own = layer.call.bind(layer);
  return (layer.call = (inputs, kwargs) => tf.mul(own(inputs, kwargs) as tf.Tensor, 2));
}

const lossOfFit = async (): Promise<number> => {
  const { history } = await model.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0 });
  return history.loss[0] as number;
};

test.each([false, true])('is observed and trained, compiled: %s', async (compiled) => {
  const layer = build();
  const plain = observe(model, x, y, { compiled }).loss;
  const mine = double(layer);
  const loss = await lossOfFit();
  expect(loss).not.toBeCloseTo(plain, 2);
  for (let i = 0; i < 2; i++) {
    expect(observe(model, x, y, { compiled }).loss).toBeCloseTo(loss, 5);
    expect(layer).toHaveProperty('call', mine);
  }
  const { history } = await train(model, { x, y }, { steps: 1, batchSize: 8, compiled });
  expect(history.array('loss')[0]).toBeCloseTo(loss, 5);
  expect(layer).toHaveProperty('call', mine);
});

test('is there after a hook that was registered later is removed', async () => {
  const layer = build();
  const mine = double(layer);
  const loss = await lossOfFit();
  registerForwardHook(layer, () => undefined).remove();
  expect(layer).toHaveProperty('call', mine);
  expect(await lossOfFit()).toBeCloseTo(loss, 6);
});

test('is there after a hook that was registered earlier is removed, and a later hook runs once', async () => {
  const layer = build();
  const first = registerForwardHook(layer, () => undefined);
  const mine = double(layer);
  const loss = await lossOfFit();
  first.remove();
  expect(layer).toHaveProperty('call', mine);
  let runs = 0;
  const next = registerForwardHook(layer, () => {
    runs++;
  });
  expect(await lossOfFit()).toBeCloseTo(loss, 6);
  next.remove();
  expect(await lossOfFit()).toBeCloseTo(loss, 6);
  expect(runs).toBe(1);
});
