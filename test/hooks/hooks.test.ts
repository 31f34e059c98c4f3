import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { registerBackwardHook, registerForwardHook, type HookHandle } from '../../src/hooks';
import { mlp } from '../../src/networks';
import { usedTwice } from '../shared-layer';

const before = tf.memory().numTensors;
let model: tf.LayersModel, x: tf.Tensor2D, y: tf.Tensor2D;

beforeEach(() => {
  model = mlp({ inputs: 3, hidden: [4, 4], outputs: 2, activation: 'tanh', seed: 1 });
  x = tf.tensor2d([0.1, -0.2, 0.3, 0.5, 0.4, -0.6], [2, 3]);
  y = tf.tensor2d([1, 0, 0, 1], [2, 2]);
});
afterEach(() => {
  model.dispose();
  tf.dispose([x, y]);
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const loss = (): tf.Scalar => tf.losses.meanSquaredError(y, model.apply(x) as tf.Tensor) as tf.Scalar;

/** The gradient of the loss at the first layer's kernel. */
const firstGradient = (): number[] =>
  tf.tidy(() => {
    const { grads } = tf.variableGrads(loss);
    return [...Object.values(grads)[0].dataSync()];
  });

const predict = (): number[] => tf.tidy(() => [...(model.predict(x) as tf.Tensor).dataSync()]);

describe('a forward hook', () => {
  test('sees the input and the output of its layer', () => {
    const shapes: number[][] = [];
    const handle = registerForwardHook(model.getLayer('dense_2'), (input, output) => {
      shapes.push(input[0].shape, output.shape);
    });
    predict();
    expect(shapes).toEqual([
      [2, 4],
      [2, 4],
    ]);
    handle.remove();
  });

  test('replaces the output with the tensor that it returns', () => {
    const handle = registerForwardHook(model.getLayer('logits'), (_, output) => tf.zerosLike(output));
    expect(predict()).toEqual([0, 0, 0, 0]);
    handle.remove();
    expect(predict()).not.toEqual([0, 0, 0, 0]);
  });
});

describe('a backward hook', () => {
  test('sees the gradient at the output: of the mean squared error, 2 (prediction − target) / n', () => {
    let seen: number[] = [];
    const handle = registerBackwardHook(model.getLayer('logits'), (grad) => {
      seen = [...grad.dataSync()];
    });
    const expected = tf.tidy(() => [
      ...tf.div(tf.mul(2, tf.sub(model.predict(x) as tf.Tensor, y)), 4).dataSync(),
    ]);
    firstGradient();
    handle.remove();
    seen.forEach((g, i) => expect(g).toBeCloseTo(expected[i], 6));
  });

  test('replaces the gradient on its way to the input: doubled at the output, doubled at the first layer', () => {
    const plain = firstGradient();
    const handle = registerBackwardHook(model.getLayer('logits'), (grad) => grad.mul(2));
    const doubled = firstGradient();
    handle.remove();
    doubled.forEach((g, i) => expect(g).toBeCloseTo(2 * plain[i], 6));
  });

  test('runs in fit, and leaves the weights that training ends at bit-identical when it only reads', async () => {
    const fit = async (hooks: boolean): Promise<{ weights: number[][]; calls: number }> => {
      const trained = mlp({ inputs: 3, hidden: [4, 4], outputs: 2, activation: 'tanh', seed: 1 });
      let calls = 0;
      const handles = hooks
        ? trained.layers.flatMap((layer) => [
            registerBackwardHook(layer, (grad) => void (calls += grad.dataSync().length > 0 ? 1 : 0)),
            registerForwardHook(layer, (_, output) => void output.dataSync()),
          ])
        : [];
      const optimizer = tf.train.sgd(0.1);
      trained.compile({ optimizer, loss: 'meanSquaredError' });
      await trained.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 });
      handles.forEach((handle) => handle.remove());
      const weights = trained.getWeights().map((w) => [...w.dataSync()]);
      trained.dispose();
      optimizer.dispose();
      return { weights, calls };
    };
    const [plain, watched] = [await fit(false), await fit(true)];
    expect(watched.calls).toBe(15); // five layers, three steps
    expect(watched.weights).toEqual(plain.weights);
  });
});

describe('several hooks on one layer', () => {
  test('run forward in the order of registration, each on what the one before it gave', () => {
    const handles = [
      registerForwardHook(model.getLayer('logits'), (_, output) => tf.onesLike(output)),
      registerForwardHook(model.getLayer('logits'), (_, output) => output.add(1)),
    ];
    expect(predict()).toEqual([2, 2, 2, 2]);
    handles.forEach((handle) => handle.remove());
  });

  test('run backward in the order of registration too', () => {
    const order: number[] = [];
    const handles = [1, 2, 3].map((n) =>
      registerBackwardHook(model.getLayer('logits'), () => void order.push(n)),
    );
    firstGradient();
    expect(order).toEqual([1, 2, 3]);
    handles.forEach((handle) => handle.remove());
  });

  test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]]])(
    'can be removed in the order %o, and leave no trace',
    (order) => {
      const layer = model.getLayer('dense_1');
      const [output, gradient] = [predict(), firstGradient()];
      const handles: HookHandle[] = [
        registerForwardHook(layer, (_, o) => o.mul(2)),
        registerBackwardHook(layer, (g) => g.mul(3)),
        registerForwardHook(layer, (_, o) => o.add(1)),
      ];
      for (const i of order) {
        handles[i].remove();
        handles[i].remove(); // twice is harmless
      }
      expect(Object.hasOwn(layer, 'call')).toBe(false);
      expect(predict()).toEqual(output);
      expect(firstGradient()).toEqual(gradient);
    },
  );

  test('are two where one function is registered twice', () => {
    const add = (_: tf.Tensor[], output: tf.Tensor): tf.Tensor => output.add(1);
    const plain = predict();
    const handles = [
      registerForwardHook(model.getLayer('logits'), add),
      registerForwardHook(model.getLayer('logits'), add),
    ];
    predict().forEach((v, i) => expect(v).toBeCloseTo(plain[i] + 2, 5));
    handles[0].remove();
    predict().forEach((v, i) => expect(v).toBeCloseTo(plain[i] + 1, 5));
    handles[1].remove();
  });
});

test('a hook that throws fails the pass, and the layer is as before once it is removed', () => {
  const handle = registerForwardHook(model.getLayer('dense_1'), () => {
    throw new Error('from the hook');
  });
  expect(predict).toThrow('from the hook');
  handle.remove();
  expect(predict()).toHaveLength(4);
});

describe('hooks on layers of layers', () => {
  test('a layer of a model within the model is hooked like any other, forward and back', () => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3], name: 'deep' }), tf.layers.dense({ units: 4 })],
    });
    const input = tf.input({ shape: [3] });
    const outer = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2 }).apply(inner.apply(input)) as tf.SymbolicTensor,
    });
    const shapes: number[][] = [];
    const layer = inner.getLayer('deep');
    const handles = [
      registerForwardHook(layer, (_, output) => void shapes.push(output.shape)),
      registerBackwardHook(layer, (grad) => grad.mul(0)),
      registerForwardHook(inner, (_, output) => void shapes.push(output.shape)), // the inner model is a layer too
    ];
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => tf.losses.meanSquaredError(y, outer.apply(x) as tf.Tensor) as tf.Scalar,
      );
      const name = (layer.trainableWeights[0].read() as unknown as { name: string }).name;
      expect([...grads[name].dataSync()].every((g) => g === 0)).toBe(true);
    });
    expect(shapes).toEqual([
      [2, 4],
      [2, 4],
    ]);
    handles.forEach((handle) => handle.remove());
    expect([layer, inner].some((l) => Object.hasOwn(l, 'call'))).toBe(false);
    outer.dispose();
  });

  test('a shared layer runs its hooks at each of its uses', () => {
    const shared = tf.layers.dense({ units: 3, name: 'shared' });
    const both = usedTwice(shared, 3, tf.layers.dense({ units: 2 }));
    let [forward, back] = [0, 0];
    const handles = [
      registerForwardHook(shared, () => {
        forward++;
      }),
      registerBackwardHook(shared, () => {
        back++;
      }),
    ];
    tf.tidy(() => {
      tf.variableGrads(() => tf.losses.meanSquaredError(y, both.apply(x) as tf.Tensor) as tf.Scalar);
    });
    expect([forward, back]).toEqual([2, 2]);
    handles.forEach((handle) => handle.remove());
    both.dispose();
    shared.dispose(); // tfjs counts its uses, and the model was one
  });
});
