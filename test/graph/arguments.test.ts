// Arguments and results of compiled functions besides tensors are never those of an earlier call. The oracle is the function itself.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tf } from '../../src/backend';
import { compile, fresh, TraceError } from '../../src/graph';
import { expectNoLeaksInScopes } from '../leaks';

expectNoLeaksInScopes();
afterEach(() => {
  vi.restoreAllMocks();
});

const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const one = (value: number): tf.Tensor => tf.tensor1d([value]);

class Batch {
  constructor(
    public x: tf.Tensor,
    public scale = 2,
  ) {}

  get doubled(): tf.Tensor {
    return tf.mul(this.x, 2);
  }
}

describe('an argument that has changed since the last call', () => {
  interface Case {
    readonly make: () => unknown;
    readonly fn: (given: unknown) => tf.Tensor;
    readonly change: (given: unknown) => unknown;
  }
  const of = <T>(make: () => T, fn: (given: T) => tf.Tensor, change: (given: T) => unknown): Case =>
    ({ make, fn, change }) as unknown as Case;
  const batch = (): Batch => new Batch(one(1));
  const scaled = ({ x, scale }: Batch): tf.Tensor => tf.mul(x, scale);
  const inMap = () => new Map([['x', one(1)]]);
  const inObject = () => ({ m: new Map([[1, one(1)]]) });
  const integers = () => ({ a: Int32Array.of(1, 2) });
  const cases: [what: string, its: Case][] = [
    ['an instance, by its tensor', of(batch, scaled, (b) => (b.x = one(5)))],
    ['an instance, by its number', of(batch, scaled, (b) => (b.scale = 7))],
    [
      "an instance's getter",
      of(
        batch,
        (b) => b.doubled,
        (b) => (b.x = one(3)),
      ),
    ],
    [
      'an instance in an array',
      of(
        () => [batch()],
        ([b]) => scaled(b),
        ([b]) => (b.scale = -1),
      ),
    ],
    [
      'a Map',
      of(
        inMap,
        (m) => tf.mul(m.get('x')!, m.size),
        (m) => m.set('y', one(2)),
      ),
    ],
    [
      'a Map in an object',
      of(
        inObject,
        ({ m }) => tf.mul(m.get(1)!, 2),
        ({ m }) => m.set(1, one(9)),
      ),
    ],
    [
      'a Set',
      of(
        () => new Set([one(1), one(2)]),
        (s) => tf.addN([...s]),
        (s) => s.add(one(3)),
      ),
    ],
    [
      'a Float32Array',
      of(
        () => Float32Array.of(1, 2),
        (a) => tf.mul(tf.tensor1d(a), 2),
        (a) => (a[1] = 5),
      ),
    ],
    [
      'an Int32Array in an object',
      of(
        integers,
        ({ a }) => tf.tensor1d(a, 'int32'),
        ({ a }) => (a[0] = -3),
      ),
    ],
    [
      'a list of numbers',
      of(
        () => [1, 2],
        (a) => tf.tensor1d(a),
        (a) => a.push(3),
      ),
    ],
  ];

  test.each(cases)('%s', (_, { make, fn, change }) => {
    const graph = compile(fn);
    const given = make();
    expect(values(graph(given))).toEqual(values(fn(given)));
    change(given);
    expect(values(graph(given))).toEqual(values(fn(given)));
    expect(values(graph(given))).toEqual(values(fn(given)));
    graph.dispose();
  });
});

describe('a variable as an argument', () => {
  const made: tf.Variable[] = [];
  const variable = (value: number): tf.Variable => {
    const result = tf.variable(one(value));
    made.push(result);
    return result;
  };
  afterEach(() => {
    for (const one of made.splice(0)) one.dispose();
  });

  test('can be assigned to, and minimised, as the caller’s own', () => {
    const optimizer = tf.train.sgd(0.1);
    const assign = compile((w: tf.Variable) => {
      w.assign(tf.add(w, 1));
      return tf.mul(w, 10);
    });
    const minimize = compile((w: tf.Variable) => optimizer.minimize(() => tf.sum(tf.square(w)), true, [w])!);
    const [a, b] = [variable(1), variable(5)];
    expect([assign(a), assign(b), assign(a)].map(values)).toEqual([[20], [60], [30]]);
    expect([values(a), values(b)]).toEqual([[3], [6]]);
    expect(values(minimize(a))[0]).toBe(9);
    expect(values(a)[0]).toBeCloseTo(2.4, 6); // 3 - 0.1 · 2 · 3
    expect(values(minimize(a))[0]).toBeCloseTo(5.76, 5);
    assign.dispose();
    minimize.dispose();
    optimizer.dispose();
  });

  test('may come in an object, beside tensors and other variables', () => {
    const move = compile(({ to, from }: { to: tf.Variable; from: tf.Tensor }, by: tf.Variable) => {
      to.assign(tf.mul(from, by));
    });
    const [a, b] = [variable(1), variable(4)];
    move({ to: a, from: one(3) }, b);
    expect(values(a)).toEqual([12]);
    move({ to: b, from: one(3) }, b);
    expect(values(b)).toEqual([12]);
    move.dispose();
  });
});

describe('what a compiled function gives', () => {
  test('may be a Map, a Set, an instance and a typed array, anew at each call', () => {
    const graph = compile((x: tf.Tensor) => ({
      map: new Map([['double', tf.mul(x, 2)]]),
      set: new Set([tf.mul(x, 3)]),
      batch: new Batch(tf.mul(x, 4), 1),
      numbers: Float32Array.of(1, 2),
    }));
    for (const n of [1, 5]) {
      const { map, set, batch, numbers } = graph(one(n));
      expect(values(map.get('double')!)).toEqual([2 * n]);
      expect([...set].map(values)).toEqual([[3 * n]]);
      expect(batch).toBeInstanceOf(Batch);
      expect(values(batch.doubled)).toEqual([8 * n]);
      expect([...numbers]).toEqual([1, 2]);
      numbers[0] = 9; // the caller's own
    }
    graph.dispose();
  });
});

describe('what can be neither looked into nor left as it is', () => {
  const self: { self?: object } = {};
  self.self = self;
  const cases: [string, unknown, RegExp][] = [
    [
      'a long typed array',
      new Float32Array(5000),
      /step was given a Float32Array of 5000 numbers as its argument 0/,
    ],
    ['a date', new Date(0), /an instance of Date as its argument 0/],
    ['a promise', { later: Promise.resolve(1) }, /an instance of Promise as its argument 0\.later/],
    ['an object in itself', { self }, /refers to itself as its argument 0\.self/],
    ['an error', [new RangeError('x')], /an instance of RangeError as its argument 0\.0/],
  ];
  test.each(cases)('is named: %s', (_, given, says) => {
    const graph = compile((_given: unknown) => one(1), { name: 'step' });
    expect(() => graph(given)).toThrow(TypeError);
    expect(() => graph(given)).toThrow(says);
    const gives = compile(() => given);
    expect(() => gives()).toThrow(TraceError);
    graph.dispose();
    gives.dispose();
  });

  test('nor a tensor that is gone', () => {
    const graph = compile((x: tf.Tensor) => tf.mul(x, 2), { name: 'double' });
    const gone = one(1);
    gone.dispose();
    expect(() => graph(gone)).toThrow('compile: double was given a tensor that has been disposed of, as x_0');
    graph.dispose();
  });
});

describe('a number that changes from call to call', () => {
  const step = (optimizer: tf.Optimizer, w: tf.Variable) => () => {
    optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
  };
  const makers: [string, (rate: number) => tf.Optimizer][] = [
    ['sgd', (rate) => tf.train.sgd(rate)],
    ['momentum', (rate) => tf.train.momentum(rate, 0.9)],
    ['adam', (rate) => tf.train.adam(rate)],
    ['adamax', (rate) => tf.train.adamax(rate)],
    ['rmsprop', (rate) => tf.train.rmsprop(rate)],
    ['adagrad', (rate) => tf.train.adagrad(rate)],
    ['adadelta', (rate) => tf.train.adadelta(rate)],
  ];

  test.each(makers)("is the learning rate of %s, which is the optimiser's at each call", (_, make) => {
    const run = (isCompiled: boolean): number[] => {
      const [optimizer, w] = [make(0.1), tf.variable(tf.tensor1d([1, -2]))];
      const plain = step(optimizer, w);
      const graph = compile(plain);
      const seen: number[] = [];
      for (const rate of [0.1, 0, 0.5, 0.02]) {
        const of = optimizer as unknown as { learningRate: number; setLearningRate?: (rate: number) => void };
        if (of.setLearningRate) of.setLearningRate(rate);
        else of.learningRate = rate;
        tf.tidy(isCompiled ? graph : plain);
        seen.push(...values(w));
      }
      expect(optimizer.iterations).toBe(4);
      expect((optimizer as unknown as { learningRate: number }).learningRate).toBe(0.02);
      graph.dispose();
      optimizer.dispose();
      const { c } = optimizer as unknown as { c?: tf.Tensor };
      if (c && !c.isDisposed) c.dispose(); // momentum leaves its rate behind
      w.dispose();
      return seen;
    };
    const [graph, tape] = [run(true), run(false)];
    tape.forEach((value, i) => expect(graph[i]).toBeCloseTo(value, 4));
  });

  test('is each of two learning rates in one function', () => {
    const [fast, slow] = [tf.train.sgd(0.1), tf.train.sgd(0.01)];
    const [a, b] = [tf.variable(one(1)), tf.variable(one(1))];
    const graph = compile(() => {
      step(fast, a)();
      step(slow, b)();
      step(fast, b)();
    });
    graph();
    expect(values(a)[0]).toBeCloseTo(0.8, 6);
    expect(values(b)[0]).toBeCloseTo(0.98 * 0.8, 6);
    slow.setLearningRate(0.25);
    graph();
    expect(values(a)[0]).toBeCloseTo(0.64, 6);
    expect(values(b)[0]).toBeCloseTo(0.98 * 0.8 * 0.5 * 0.8, 6);
    expect([fast.iterations, slow.iterations]).toEqual([4, 2]);
    graph.dispose();
    for (const one of [fast, slow, a, b]) one.dispose();
  });

  test('is what fresh makes of it, or a tensor among the arguments', () => {
    let rate = 1;
    const graph = compile((x: tf.Tensor, n: tf.Tensor) =>
      tf.mul(
        tf.mul(
          x,
          fresh(() => tf.scalar(rate)),
        ),
        n,
      ),
    );
    expect(values(graph(one(2), tf.scalar(1)))).toEqual([2]);
    rate = 10;
    expect(values(graph(one(2), tf.scalar(3)))).toEqual([60]);
    expect(graph.inspect()).toHaveLength(1);
    graph.dispose();
  });

  test('that is given as a plain one is traced each time: the last graphs are kept, and it is said once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const graph = compile((x: tf.Tensor, n: number) => tf.mul(x, n), { name: 'times' });
    const x = one(1);
    for (let n = 0; n < 40; n++) expect(values(graph(x, n))).toEqual([n]);
    expect(values(graph(x, 0))).toEqual([0]); // its graph went; it is made again
    expect(graph.inspect()).toHaveLength(32);
    expect(warn.mock.calls).toHaveLength(1);
    expect(warn.mock.calls[0][0]).toMatch(
      /^compile: times was traced 16 times.*"number 15".*tf\.scalar\(n\)$/s,
    );
    graph.dispose();
  });

  test('a variable that was written by a graph which went keeps its value', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const w = tf.variable(one(0));
    const graph = compile((n: number) => {
      w.assign(tf.add(w, n));
    });
    for (let n = 1; n <= 40; n++) graph(n);
    expect(values(w)).toEqual([820]);
    graph.dispose();
    expect(values(w)).toEqual([820]);
    w.dispose();
  });
});

describe('a variable that is made inside', () => {
  const at = (fn: () => unknown, says: RegExp): void => {
    const graph = compile(fn);
    const tensors = tf.memory().numTensors;
    expect(() => graph()).toThrow(says);
    expect(tf.memory().numTensors).toBe(tensors);
    graph.dispose();
  };

  test('at each call is refused, by its line, and nothing is left behind', () => {
    at(() => {
      const v = tf.variable(tf.zeros([1]));
      v.assign(tf.add(v, 1));
      return tf.clone(v);
    }, /makes a variable at each call.*arguments\.test\.ts:\d+/s);
    at(() => {
      const v = tf.variable(tf.zeros([1]));
      const doubled = tf.mul(v, 2);
      v.dispose();
      return doubled;
    }, /makes a variable at each call/);
  });

  test('at the first call only is the same one from then on', () => {
    let total: tf.Variable | undefined;
    const graph = compile((x: tf.Tensor) => {
      total ??= tf.variable(tf.zerosLike(x));
      total.assign(tf.add(total, x));
      return tf.mul(total, 1);
    });
    expect([1, 2, 3].map((n) => values(graph(one(n)))[0])).toEqual([1, 3, 6]);
    graph.dispose();
    total!.dispose();
  });
});

describe('means of what is no float', () => {
  const yes = (): tf.Tensor =>
    tf.tensor2d(
      [
        [1, 0],
        [1, 1],
      ],
      [2, 2],
      'bool',
    );
  const whole = (): tf.Tensor => tf.tensor1d([1, 2, 4], 'int32');
  const cases: [string, () => tf.Tensor, (x: tf.Tensor) => tf.Tensor][] = [
    ['of bool', yes, (x) => tf.mean(x)],
    ['of bool along an axis', yes, (x) => tf.mean(x, 0, true)],
    ['of int32', whole, (x) => tf.mean(x)],
    ['an accuracy', whole, (x) => tf.mean(tf.equal(x, tf.tensor1d([1, 2, 3], 'int32')))],
    ['the variance of int32', whole, (x) => tf.moments(x).variance],
    ['the mean of bool by moments', yes, (x) => tf.moments(x, 1).mean],
    ['the greatest int32', whole, (x) => tf.max(x)],
  ];
  test.each(cases)('%s', (_, make, fn) => {
    const graph = compile(fn);
    const x = make();
    expect(values(graph(x))).toEqual(values(fn(x)));
    expect(graph(x).dtype).toBe(fn(x).dtype);
    graph.dispose();
  });
});

test.each([0.5, -0.5, 2, 3, 0, 1, -1])(
  'a power of %s is the same at infinities, at zeros and near zero',
  (n) => {
    const at = [-Infinity, Infinity, NaN, -0, 0, 1e-40, -1e-40, 4, -4];
    for (const make of [() => n, () => tf.fill([at.length], n)]) {
      const fn = (x: tf.Tensor) => tf.pow(x, make());
      const graph = compile(fn);
      const [mine, tape] = [values(graph(tf.tensor1d(at))), values(fn(tf.tensor1d(at)))];
      // Near zero, TensorFlow's kernels take numbers below 1.2e-38 for 0 or not: the roots must agree, other powers are products.
      if (Math.abs(n) === 0.5) expect(mine).toEqual(tape);
      else
        mine.forEach((value, i) => {
          if (Number.isFinite(at[i]) && Math.abs(at[i]) > 1e-30) expect(value / tape[i]).toBeCloseTo(1, 6);
          else if (Math.abs(at[i]) !== 1e-40) expect(value + 0).toBe(tape[i] + 0);
        });
      graph.dispose();
    }
  },
);

test('dropout is named, not a line of this library', () => {
  const layers: [RegExp, tf.layers.Layer][] = [
    [/a layer of class Dropout draws/, tf.layers.dropout({ rate: 0.5 })],
    [/a layer of class GaussianNoise draws/, tf.layers.gaussianNoise({ stddev: 1 })],
    [/a layer of class AlphaDropout draws/, tf.layers.alphaDropout({ rate: 0.5 })],
  ];
  for (const [says, layer] of layers) {
    const graph = compile((x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor);
    const at = (): tf.Tensor => graph(tf.ones([2, 3]));
    expect(at).toThrow(says);
    expect(at).toThrow(/arguments\.test\.ts:\d+/);
    expect(at).not.toThrow(/src\//);
    graph.dispose();
  }
});

test('fresh refuses what is no tensor, in a compiled function and outside', () => {
  const nothing = (): tf.Tensor => undefined as unknown as tf.Tensor;
  expect(() => fresh(nothing)).toThrow('fresh: what make returns must be a tensor; got undefined');
  const compiled = compile((x: tf.Tensor) => tf.add(x, fresh(nothing)));
  expect(() => compiled(one(1))).toThrow('fresh: what make returns must be a tensor; got undefined');
  compiled.dispose();
});
