// Optimisers and backends around a compiled function. The oracle is the function itself, run op by op.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tf } from '../../src/backend';
import { compile } from '../../src/graph';
import { observe } from '../../src/hooks';
import { train } from '../../src/training';
import { disposeOptimizer } from '../../src/training/optimizers';
import { expectNoLeaksInScopes } from '../leaks';

expectNoLeaksInScopes();
afterEach(() => {
  vi.restoreAllMocks();
});

const optimizers: [string, () => tf.Optimizer][] = [
  ['momentum', () => tf.train.momentum(0.1, 0.9)],
  ['Adam', () => tf.train.adam(0.1)],
  ['RMSProp', () => tf.train.rmsprop(0.1, 0.9, 0.5)],
  ['AdaGrad', () => tf.train.adagrad(0.1)],
  ['AdaDelta', () => tf.train.adadelta(1)],
];

describe('moments that setWeights puts in place', () => {
  test.each(optimizers)('of %s are those of the next call', async (_, make) => {
    const run = async (asGraph: boolean): Promise<number[]> => {
      const weight = tf.variable(tf.tensor1d([1, -2]));
      const optimizer = make();
      const plain = (): void => {
        tf.tidy(() => {
          optimizer.minimize(() => tf.sum(tf.square(weight)), false, [weight]);
        });
      };
      const step = asGraph ? compile(plain) : plain;
      step();
      step();
      const saved = (await optimizer.getWeights()).map(({ name, tensor }) => ({
        name,
        tensor: tensor.clone(),
      }));
      const was = weight.clone();
      step();
      step();
      const replaced = Object.values(optimizer)
        .flat()
        .map((slot) => (slot as { variable?: tf.Variable } | null)?.variable);
      await optimizer.setWeights(saved);
      weight.assign(was);
      step();
      const values = [...weight.dataSync()];
      if (asGraph) (step as ReturnType<typeof compile>).dispose();
      disposeOptimizer(optimizer); // tfjs's momentum leaves a tensor
      tf.dispose([weight, ...replaced.filter((variable) => variable !== undefined)]);
      return values;
    };
    expect(await run(true)).toEqual((await run(false)).map((v) => expect.closeTo(v, 4) as number));
  });
});

test('in debug mode a function is traced and runs, and the mode stays on', () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const twice = compile((x: tf.Tensor) => tf.mul(tf.tanh(x), 2));
  try {
    tf.env().set('DEBUG', true);
    expect(twice(tf.scalar(0.5)).dataSync()[0]).toBeCloseTo(2 * Math.tanh(0.5), 6);
    expect(tf.env().getBool('DEBUG')).toBe(true);
  } finally {
    tf.env().set('DEBUG', false);
    twice.dispose();
  }
});

test("on another backend than TensorFlow's the error says which to set", async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const twice = compile((x: tf.Tensor) => tf.mul(x, 2));
  await tf.setBackend('cpu');
  try {
    expect(() => twice(tf.scalar(1))).toThrow(
      "compile: a graph runs on the backend 'tensorflow', and tfjs now has 'cpu'. Write tf.setBackend('tensorflow')",
    );
  } finally {
    await tf.setBackend('tensorflow');
    twice.dispose();
  }
});

test('a variable that tf.disposeVariables has freed is an error', () => {
  const weight = tf.variable(tf.scalar(2), true, 'freed_with_all');
  const twice = compile((x: tf.Tensor) => tf.mul(x, weight));
  twice(tf.scalar(1));
  // tf.disposeVariables does this to each of them.
  (tf.engine() as unknown as { disposeVariable(variable: tf.Variable): void }).disposeVariable(weight);
  expect(() => twice(tf.scalar(1))).toThrow("compile: the variable 'freed_with_all' has been disposed of");
  twice.dispose();
});

test('what a graph cannot hold is said under the name of the function that was asked for one', async () => {
  const layers = [tf.layers.gaussianNoise({ stddev: 1, inputShape: [2] }), tf.layers.dense({ units: 1 })];
  const model = tf.sequential({ layers });
  const [x, y] = [tf.ones([3, 2]), tf.ones([3, 1])];
  const options = { loss: 'meanSquaredError', compiled: true };
  expect(() => observe(model, x, y, options)).toThrow(
    /^observe: compiled: true asks for a graph, and a layer of class GaussianNoise draws random numbers/,
  );
  await expect(train(model, { x, y }, { ...options, steps: 1 })).rejects.toThrow(
    /^train: compiled: true asks for a graph, and a layer of class GaussianNoise draws random numbers/,
  );
  model.dispose();
});

test('an instance of a class whose fields are private is refused by name', () => {
  class Batch {
    readonly #x: tf.Tensor;
    constructor(x: tf.Tensor) {
      this.#x = x;
    }
    doubled(): tf.Tensor {
      return tf.mul(this.#x, 2);
    }
  }
  const twice = compile((batch: Batch) => batch.doubled());
  expect(() => twice(new Batch(tf.scalar(1)))).toThrow(
    'an instance of Batch, which shows no field, as its argument 0',
  );
  twice.dispose();
});
