// The native engine against TensorFlow: values of every op, variables in step with tfjs, and what it leaves to TensorFlow.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import { tf } from '../../src/backend';
import { compileWith } from '../../src/graph/compile';
import { exactPasses } from '../../src/graph/passes';
import { loadAddon } from '../../src/graph/native/addon';
import { compile, type Compiled, type CompileOptions } from '../../src/graph';
import { writeOnlyIf } from '../../src/graph/tracing';
import { randomStream } from './random-function';
import { holdTensorCount } from './tensor-count';

// There is none where set-up found no compiler.
const hasEngine = typeof loadAddon() !== 'string';

const disposeAfter = holdTensorCount();

/** A function in the native engine; nothing of it may be left to TensorFlow. */
function native<A extends unknown[], R>(fn: (...args: A) => R, passes = exactPasses): Compiled<A, R> {
  const compiled = compileWith(fn, 'fn', { engine: 'native', passes });
  disposeAfter(compiled);
  return compiled;
}
const variable = (values: number[], shape = [values.length]): tf.Variable => {
  const one = tf.variable(tf.tensor(values, shape));
  disposeAfter(one);
  return one;
};
const flat = (tensors: unknown): number[][] =>
  (Array.isArray(tensors) ? tensors : [tensors]).map((t) => [...(t as tf.Tensor).dataSync()]);

/** The engine's values are TensorFlow's, to `ulps` of float32 at the size of the largest. */
function expectSame(fn: (...args: tf.Tensor[]) => unknown, ...args: tf.Tensor[]): void {
  const compiled = native(fn);
  const [mine, theirs] = [flat(compiled(...args)), flat(fn(...args))];
  expect(compiled.inspect()[0].engineReason).toBeNull();
  mine.forEach((values, i) => {
    const finite = theirs[i].filter(Number.isFinite).map(Math.abs);
    const size = Math.max(...finite, 1e-30);
    expect(values.length).toBe(theirs[i].length);
    values.forEach((value, j) => {
      const other = theirs[i][j];
      if (Number.isFinite(other))
        expect(Math.abs(value - other) / size, `${j}: ${value}, ${other}`).toBeLessThan(3e-6);
      else expect(value).toBe(other);
    });
  });
}

const random = (shape: number[], seed = 7): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const SPECIAL = [0, -0, 1, -1, 0.5, -2, 3.7, -8, 60, -60, 1e-20, 1e20, -1e20, Infinity, -Infinity, NaN];

describe.runIf(hasEngine)('the native engine', () => {
  describe('has the values of TensorFlow', () => {
    const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
      ...{
        abs: tf.abs,
        neg: tf.neg,
        square: tf.square,
        sqrt: tf.sqrt,
        rsqrt: tf.rsqrt,
        exp: tf.exp,
        log: tf.log,
      },
      ...{ tanh: tf.tanh, sigmoid: tf.sigmoid, relu: tf.relu, relu6: tf.relu6, elu: tf.elu, selu: tf.selu },
      ...{ softplus: tf.softplus, sign: tf.sign, reciprocal: tf.reciprocal, floor: tf.floor, ceil: tf.ceil },
      ...{
        isNaN: tf.isNaN,
        isInf: tf.isInf,
        isFinite: tf.isFinite,
        expm1: tf.expm1,
        log1p: tf.log1p,
        erf: tf.erf,
      },
      leakyRelu: (x) => tf.leakyRelu(x, 0.1),
    };
    test.each(Object.keys(unary))('of %s, also at 0, infinity and NaN', (name) => {
      for (const value of SPECIAL) expectSame(unary[name], tf.tensor1d([value]));
      expectSame(unary[name], random([37, 5]));
    });

    const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
      ...{ add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum },
      ...{
        squaredDifference: tf.squaredDifference,
        divNoNan: tf.divNoNan,
        greater: tf.greater,
        less: tf.less,
      },
      ...{ greaterEqual: tf.greaterEqual, lessEqual: tf.lessEqual, equal: tf.equal, notEqual: tf.notEqual },
      pow: (a, b) => tf.pow(tf.abs(a), b),
    };
    const shapes: [number[], number[]][] = [
      [
        [4, 3],
        [4, 3],
      ],
      [[4, 3], [3]],
      [[3], [4, 3]],
      [
        [4, 3],
        [4, 1],
      ],
      [[4, 3], []],
      [
        [4, 1],
        [1, 3],
      ],
      [
        [2, 1, 3],
        [4, 1],
      ],
      [[2, 700], [700]],
      [
        [2, 700],
        [2, 1],
      ],
      [[64, 10], [10]],
    ];
    test.each(Object.keys(binary))('of %s, with every way to broadcast', (name) => {
      for (const [a, b] of shapes) expectSame(binary[name], random(a, 1), random(b, 2));
    });

    test('of reductions over any axes', () => {
      const x = random([3, 4, 5, 6]);
      for (const axes of [undefined, [0], [1], [3], [0, 1], [1, 2], [0, 2], [1, 3], [0, 3], [0, 1, 2]])
        for (const reduce of [tf.sum, tf.mean, tf.max, tf.min] as const)
          expectSame((v) => [reduce(v, axes), reduce(v, axes, true)], x);
      expectSame((v) => tf.sum(v), random([70_001]));
    });

    test('of products, transposed in any way, batched and of one row', () => {
      for (const [ta, tb] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ])
        for (const [m, k, n] of [
          [4, 3, 5],
          [1, 7, 1],
          [64, 65, 33],
          [1, 1, 1],
        ]) {
          expectSame(
            (a, b) => tf.matMul(a, b, ta, tb),
            random(ta ? [k, m] : [m, k]),
            random(tb ? [n, k] : [k, n], 8),
          );
          expectSame(
            (a, b) => tf.matMul(a, b, ta, tb),
            random(ta ? [3, k, m] : [3, m, k]),
            random(tb ? [3, n, k] : [3, k, n], 8),
          );
        }
    });

    test('of copies: slices, joins, transposes, tiles, pads, reversals', () => {
      const x = random([4, 6, 3]);
      expectSame((v) => tf.slice(v, [1, 2, 0], [2, 3, 2]), x);
      expectSame((v) => tf.split(v, 3, 1), x);
      expectSame((v) => tf.unstack(v), x);
      expectSame((v) => tf.unstack(v, 2), x);
      expectSame((v) => tf.stack([v, tf.neg(v)], 1), x);
      expectSame((v) => tf.concat([v, tf.exp(v), tf.slice(v, 0, 1)], 0), x);
      expectSame((v) => tf.concat([v, tf.exp(v)], 2), x);
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
        [1, 0, 2],
        [2, 1, 0],
      ])
        expectSame((v) => tf.transpose(v, order), x);
      expectSame((v) => tf.tile(v, [2, 1, 3]), x);
      expectSame(
        (v) =>
          tf.pad(
            v,
            [
              [1, 0],
              [2, 1],
              [0, 2],
            ],
            1.5,
          ),
        x,
      );
      expectSame((v) => tf.reverse(v, [0, 2]), x);
    });

    test('of softmax and cross-entropy, with large logits too', () => {
      const labels = tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3);
      for (const scale of [1, 1e4]) {
        const z = tf.mul(random([4, 3]), scale);
        expectSame((v) => tf.softmax(v), z);
        const loss = (v: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, v).asScalar();
        const fn = (v: tf.Tensor) => [loss(v), tf.grad(loss)(v)];
        const [mine, theirs] = [native(fn, undefined)(z), fn(z)].map(flat);
        mine.flat().forEach((value, i) => expect(value).toBeCloseTo(theirs.flat()[i], scale === 1 ? 6 : 1));
      }
    });

    test('of convolutions and their gradients: strides, dilations, paddings', () => {
      const x = random([3, 7, 6, 2]) as tf.Tensor4D;
      const w = random([3, 2, 2, 4], 8) as tf.Tensor4D;
      for (const padding of ['same', 'valid'] as const)
        for (const [stride, dilation] of [
          [1, 1],
          [2, 1],
          [1, 2],
        ]) {
          const conv = (a: tf.Tensor, b: tf.Tensor) =>
            tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, padding, 'NHWC', dilation);
          expectSame(conv, x, w);
          if (dilation === 1)
            expectSame((a, b) => tf.grads((c, d) => tf.sum(tf.square(conv(c, d))))([a, b]), x, w);
        }
    });

    test.each([
      ['a few channels to one vector of them', [2, 8, 8, 4], [3, 3, 4, 16]],
      ['channels that fill no tile', [3, 9, 5, 11], [2, 3, 11, 21]],
      ['two vectors and a half, from a kernel larger than the image', [2, 3, 4, 6], [5, 5, 6, 40]],
      ['one channel, and a kernel of one pixel', [4, 6, 6, 1], [1, 1, 1, 32]],
    ])('of convolutions of %s', (_, image, kernel) => {
      const [x, w] = [random(image), random(kernel, 8)];
      for (const stride of [1, 2]) {
        const conv = (a: tf.Tensor, b: tf.Tensor) =>
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same');
        expectSame(
          (a, b) => [conv(a, b), ...tf.grads((c, d) => tf.sum(tf.square(conv(c, d))))([a, b])],
          x,
          w,
        );
      }
    });

    test('at -0, which relu, relu6 and the sign make 0', () => {
      for (const fn of [tf.relu, tf.relu6, tf.sign, tf.neg, tf.sqrt] as ((x: tf.Tensor) => tf.Tensor)[]) {
        const x = tf.fill([64], -0); // as many as fill vectors: TensorFlow gives -0 for the rest
        expect(flat(native(fn)(x))).toEqual(flat(fn(x)));
      }
    });

    test('of a gradient that is NaN or infinite where a ReLU is off', () => {
      const x = tf.tensor1d([1, -1, 0, -2, 3]);
      const dy = tf.tensor1d([NaN, NaN, Infinity, 4, 5]);
      const grad = (a: tf.Tensor, b: tf.Tensor) => tf.grad((c) => tf.relu(c))(a, b);
      expect(flat(native(grad, undefined)(x, dy))).toEqual([[NaN, NaN, NaN, 0, 5]]);
      expect(flat(grad(x, dy))).toEqual([[NaN, NaN, NaN, 0, 5]]);
    });

    test('of powers of denormal numbers, which count as zero', () => {
      const [base, exponent] = [tf.tensor1d([0, 1e-40, 2]), tf.tensor1d([-1e-40, -1, 1e-40])];
      expect(flat(native((a: tf.Tensor, b: tf.Tensor) => tf.pow(a, b))(base, exponent))).toEqual([
        [1, Infinity, 1],
      ]);
    });

    test.each([[[0, 3]], [[3, 0]], [[0]]])('of tensors without entries, of shape %j', (shape) => {
      const x = tf.zeros(shape);
      for (const fn of [tf.softmax, tf.sum, tf.relu, tf.neg] as ((v: tf.Tensor) => tf.Tensor)[]) {
        const result = native(fn)(x);
        expect([result.shape, flat(result)]).toEqual([fn(x).shape, flat(fn(x))]);
      }
    });

    test.each([1, 2, 3, 16, 17, 18, 40])('of the sum of %i tensors', (count) => {
      expectSame((x) => tf.addN(Array.from({ length: count }, (_, i) => tf.mul(x, i + 1))), random([5, 3]));
      expectSame(
        (x) => tf.addN(Array.from({ length: count }, (_, i) => tf.sum(tf.mul(x, i - 3)))),
        random([4]),
      );
    });

    test('of one-hot rows of int32 that each call is given, out of range too', () => {
      expectSame((y) => tf.oneHot(y, 4), tf.tensor1d([0, 3, 4, -1, 2], 'int32'));
      expectSame((y) => tf.oneHot(tf.cast(y, 'int32'), 4), tf.tensor1d([0.2, 3.9, 1]));
    });

    test('of bool, given and returned', () => {
      const mask = tf.tensor1d([1, 0, 1], 'bool');
      expectSame(
        (m, x) => [tf.logicalNot(m), tf.where(m, x, tf.neg(x)), tf.cast(m, 'float32')],
        mask,
        random([3]),
      );
      expect(native((m: tf.Tensor) => tf.logicalNot(m))(mask).dtype).toBe('bool');
    });

    test.each([1, 2, 3, 4, 5, 6])('of random functions, and of their gradients (seed %i)', (seed) => {
      const { fn, inputs } = randomStream(seed);
      expectSame(fn, ...inputs);
    });
  });

  // The rest is in compile.test.ts, for both engines.
  describe('keeps variables in step with tfjs', () => {
    test('that a graph in TensorFlow and one in the engine write in turn', () => {
      const v = variable([1, 2]);
      const double = native(() => {
        v.assign(tf.mul(v, 2));
      });
      const add = compile(() => {
        v.assign(tf.add(v, 1));
      });
      disposeAfter(add);
      for (let i = 0; i < 3; i++) {
        double();
        add();
      }
      expect(flat(v)).toEqual([[15, 23]]);
    });

    test('whose values from before are returned', () => {
      const v = variable([1, 2]);
      const fn = native(() => {
        const old = tf.clone(v);
        v.assign(tf.add(v, 1));
        return [old, v.clone()];
      });
      expect(flat(fn())).toEqual([
        [1, 2],
        [2, 3],
      ]);
    });

    test('that a closed gate leaves as they are', () => {
      const v = variable([1]);
      const fn = native((x: tf.Tensor) => {
        v.assign(tf.add(v, x));
        writeOnlyIf(tf.greater(x, 0).asScalar());
        return x.clone();
      });
      for (const x of [1, -5, 2]) fn(tf.scalar(x));
      expect(flat(v)).toEqual([[4]]);
    });
  });

  test('reads the learning rate at each call', () => {
    const v = variable([1]);
    const optimizer = tf.train.sgd(0.5);
    const step = native(() => optimizer.applyGradients({ [v.name]: tf.tensor1d([1]) }), undefined);
    step();
    optimizer.setLearningRate(0.25);
    step();
    optimizer.dispose();
    expect(flat(v)).toEqual([[0.25]]);
  });

  test('gives the same bits at each run, whichever thread has done what', () => {
    const w = random([256, 256]);
    const fn = native((x: tf.Tensor) => {
      let h = x;
      for (let i = 0; i < 8; i++) h = tf.tanh(tf.matMul(h, w));
      return [h, tf.sum(tf.square(h)), tf.matMul(h, h, true)];
    });
    const x = random([128, 256], 3);
    const first = flat(fn(x));
    for (let i = 0; i < 20; i++) expect(flat(fn(x))).toEqual(first);
  });

  test('takes a tensor that was changed through a variable that shares its data', () => {
    const v = variable([1, 2]);
    const double = native((x: tf.Tensor) => tf.mul(x, 2));
    const add = native(() => {
      v.assign(tf.add(v, 1));
    });
    add();
    const alias = v.clone();
    expect(flat(double(alias))).toEqual([[4, 6]]);
    add();
    expect(flat([double(alias), double(v.clone())])).toEqual([
      [4, 6],
      [6, 8],
    ]);
  });

  test('leaves a graph with an op that it lacks to TensorFlow, and says which', () => {
    const fn = compileWith((x: tf.Tensor) => tf.cumsum(x), 'fn', { engine: 'native' });
    disposeAfter(fn);
    expect(flat(fn(tf.tensor1d([1, 2, 3])))).toEqual([[1, 3, 6]]);
    expect(fn.inspect()[0]).toMatchObject({
      engine: 'tensorflow',
      engineReason: 'the native engine lacks Cumsum',
    });
  });

  test('gives the same numbers in worker threads at the same time, and ends with them in the middle of a step', async () => {
    const step = `
      const { tf, compile } = require(${JSON.stringify(join(process.cwd(), 'dist'))});
      const { parentPort } = require('node:worker_threads');
      const w = tf.randomNormal([96, 96], 0, 0.1, 'float32', 1);
      const fn = compile((x) => { for (let i = 0; i < 6; i++) x = tf.tanh(tf.matMul(x, w)); return tf.sum(x); }, { engine: 'native' });
      const x = tf.randomNormal([64, 96], 0, 1, 'float32', 2);
      const results = new Set();
      for (let i = 0; i < 200; i++) results.add(fn(x).dataSync()[0]);
      parentPort.postMessage({ engine: fn.inspect()[0].engine, results: [...results] });
      const again = () => { for (let i = 0; i < 100; i++) fn(x); setImmediate(again); };
      again();`;
    const workers = [1, 2].map(() => new Worker(step, { eval: true }));
    const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
    const codes = await Promise.all(workers.map((worker) => worker.terminate()));
    const [[first], [second]] = answers as { engine: string; results: number[] }[][];
    expect(first.engine).toBe('native');
    expect(first.results).toHaveLength(1);
    expect(second.results).toEqual(first.results);
    expect(codes).toEqual([1, 1]);
  });

  test('frees the memory of a plan that is disposed of, without waiting for the event loop', () => {
    const x = tf.zeros([1024, 1024]);
    const before = process.memoryUsage().arrayBuffers;
    // 8 MB each, 640 MB in all.
    for (let i = 0; i < 80; i++) {
      const fn = compileWith((a: tf.Tensor) => tf.max(tf.neg(a)), 'fn', { engine: 'native' });
      tf.dispose(fn(x));
      fn.dispose();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300e6);
  });

  test('runs graphs that ask for no engine where the variable for notebooks says so, but not those of XLA', () => {
    vi.stubEnv('VANISHING_GRADIENTS_ENGINE', 'native');
    const engineOf = (options: CompileOptions): string => {
      const fn = compile((x: tf.Tensor) => tf.neg(x), options);
      disposeAfter(fn);
      tf.dispose(fn(tf.ones([2])));
      return fn.inspect()[0].engine;
    };
    const engines = [{}, { engine: 'tensorflow' }, { xla: true }].map((one) =>
      engineOf(one as CompileOptions),
    );
    vi.unstubAllEnvs();
    expect([...engines, engineOf({})]).toEqual(['native', 'tensorflow', 'tensorflow', 'tensorflow']);
  });

  test('holds no more memory after a thousand steps than after ten', () => {
    const v = variable([1, 2, 3]);
    const step = native((x: tf.Tensor) => {
      v.assign(tf.mul(tf.add(v, x), 0.5));
      return [tf.sum(v), tf.mul(x, 2)];
    });
    const run = (times: number): number => {
      for (let i = 0; i < times; i++)
        tf.tidy(() => {
          flat(step(tf.scalar(i)));
          flat(v);
        });
      return tf.memory().numTensors;
    };
    expect(run(990)).toBe(run(10));
  });
});

test('a graph that the native engine was not asked for has no reason to be in TensorFlow', () => {
  const fn = compile((x: tf.Tensor) => tf.neg(x));
  disposeAfter(fn);
  fn.trace(tf.ones([2]));
  expect(fn.inspect()[0]).toMatchObject({ engine: 'tensorflow', engineReason: null });
});

test('XLA and the native engine exclude each other', () => {
  expect(() => compile((x: tf.Tensor) => x, { engine: 'native', xla: true })).toThrow(
    new TypeError(
      "compile: options have xla: true and engine: 'native'; XLA compiles a graph of TensorFlow's: leave out one of the two",
    ),
  );
});

test('an engine that does not exist is refused by name', () => {
  expect(() => compile((x: tf.Tensor) => x, { engine: 'cuda' as 'native' })).toThrow(/engine/);
});
