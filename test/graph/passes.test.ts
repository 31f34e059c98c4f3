// Each pass on a function that it applies to: the nodes that are left, and that the numbers stay.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { verify } from '../../src/graph/verify';
import { compileWith } from '../../src/graph/compile';
import { constant, node, op, T, type Graph, type Update, type Value } from '../../src/graph/ir';
import { eliminateCommonSubexpressions } from '../../src/graph/passes/cse';
import { horizontalFusion } from '../../src/graph/passes/horizontal-fusion';
import { simplify } from '../../src/graph/passes/simplify';
import { squeeze } from '../../src/graph/passes/squeeze';
import { nodesOf, rewrite } from '../../src/graph/traverse';
import { disposeOptimizer } from '../../src/training/optimizers';
import { holdTensorCount } from './tensor-count';

const disposeAfter = holdTensorCount();

type Fn = (...args: tf.Tensor[]) => tf.Tensor | tf.Tensor[] | void;

/** The nodes of a function's graph, by op; and its results beside those of the tape. */
function seen(fn: Fn, ...args: tf.Tensor[]) {
  const graph = compileWith(fn, 'fn', {});
  disposeAfter(graph);
  const flat = (result: tf.Tensor | tf.Tensor[] | void): number[][] =>
    (result === undefined ? [] : Array.isArray(result) ? result : [result]).map((t) => [...t.dataSync()]);
  const mine = flat(graph(...args));
  return { nodes: graph.inspect()[0].nodes, mine, tape: flat(fn(...args)) };
}

const near = (a: number[][], b: number[][], digits = 5): void => {
  a.forEach((values, i) => values.forEach((v, j) => expect(v).toBeCloseTo(b[i][j], digits)));
};
const random = (...shape: number[]): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', 7);

describe('simplify', () => {
  test('drops casts to the same type, reshapes to the same shape, products with one', () => {
    const { nodes, mine, tape } = seen(
      (x) => tf.mul(tf.reshape(tf.cast(x, 'float32'), [2, 3]), 1),
      random(2, 3),
    );
    expect(nodes).toEqual({});
    expect(mine).toEqual(tape);
  });

  test('works out numbers that are known, as float32 does', () => {
    const { nodes, mine, tape } = seen((x) => tf.mul(x, tf.div(tf.add(tf.scalar(0.1), 0.2), 3)), random(4));
    expect(nodes).toEqual({ Input: 1, Const: 1, Mul: 1 });
    expect(mine).toEqual(tape);
  });

  test('joins reshapes of reshapes', () => {
    const { nodes } = seen((x) => tf.exp(tf.reshape(tf.reshape(x, [6]), [3, 2])), random(2, 3));
    expect(nodes.Reshape).toBe(1);
  });

  test('drops a sum over axes of size one, and a transpose that moves nothing', () => {
    const { nodes, mine, tape } = seen((x) => tf.transpose(tf.sum(x, 0), [0, 1]), random(1, 3, 2));
    expect(nodes.Sum).toBeUndefined();
    expect(nodes.Transpose).toBeUndefined();
    expect(mine).toEqual(tape);
  });

  test('has a value without entries as a constant: TensorFlow’s rewriter would end the process', () => {
    const { nodes, mine, tape } = seen(
      tf.grad((x) => tf.sum(tf.sin(tf.mean(x, 1)))),
      tf.zeros([0, 3]),
    );
    expect(nodes).toEqual({});
    expect(mine).toEqual(tape);
  });
});

describe('common subexpressions', () => {
  test('works out once what is written twice', () => {
    const { nodes, mine, tape } = seen((x) => tf.add(tf.exp(tf.mul(x, 3)), tf.exp(tf.mul(x, 3))), random(4));
    expect(nodes).toMatchObject({ Exp: 1, Mul: 1 });
    expect(mine).toEqual(tape);
  });

  test('keeps apart what differs in a constant only', () => {
    const { nodes } = seen((x) => tf.add(tf.mul(x, 3), tf.mul(x, 4)), random(4));
    expect(nodes.Mul).toBe(2);
  });
});

describe('squeeze', () => {
  test('makes batches of one into plain products, also transposed ones', () => {
    const { nodes, mine, tape } = seen(
      (a, b) => [
        tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
        tf.matMul(b as tf.Tensor2D, a as tf.Tensor2D, true, true),
      ],
      random(4, 3),
      random(3, 5),
    );
    expect(nodes).toEqual({ MatMul: 2, Input: 2 });
    expect(mine).toEqual(tape);
  });

  test('leaves real batches alone', () => {
    const { nodes, mine, tape } = seen((a, b) => tf.matMul(a, b), random(2, 4, 3), random(2, 3, 5));
    expect(nodes.BatchMatMulV2).toBe(1);
    expect(mine).toEqual(tape);
  });

  test('has elementwise ops and sums on [1, n, m] work on [n, m]', () => {
    const fn: Fn = (x, b) => tf.sum(tf.add(tf.reshape(x, [1, 4, 3]), b), [0, 1]);
    const { nodes, mine, tape } = seen(fn, random(4, 3), random(3));
    expect(nodes.Reshape).toBeUndefined();
    near(mine, tape);
  });
});

describe('gradients', () => {
  const gradientOf =
    (fn: (x: tf.Tensor) => tf.Tensor): Fn =>
    (x) =>
      tf.grad((v) => tf.sum(tf.mul(fn(v), tf.range(0, x.size).reshape(x.shape))))(x);

  test.each([
    ['ReluGrad', tf.relu],
    ['TanhGrad', tf.tanh],
    ['SigmoidGrad', tf.sigmoid],
  ] as [string, (x: tf.Tensor) => tf.Tensor][])('%s is one node', (name, fn) => {
    const { nodes, mine, tape } = seen(gradientOf(fn), random(3, 4));
    expect(nodes[name]).toBe(1);
    near(mine, tape, 5);
  });

  test('the gradient of a ReLU at zero is zero, as on the tape', () => {
    const { mine, tape } = seen(gradientOf(tf.relu), tf.tensor2d([[0, -0, 1, -1]]));
    near(mine, tape);
  });

  test('of a bias is one node', () => {
    const fn: Fn = (x, b) =>
      tf.grads((v: tf.Tensor, c: tf.Tensor) => tf.sum(tf.exp(tf.add(v, c))))([x, b])[1];
    const { nodes, mine, tape } = seen(fn, random(5, 3), random(3));
    expect(nodes.BiasAddGrad).toBe(1);
    near(mine, tape, 4);
  });
});

describe('sums of squares', () => {
  test.each([
    ['tf.norm', (x) => tf.norm(x)],
    ['a square', (x) => tf.sqrt(tf.sum(tf.square(x)))],
    ['a product with itself', (x) => tf.sum(tf.mul(x, x))],
  ] as [string, Fn][])('%s has one node for its sum of squares', (_, fn) => {
    const { nodes, mine, tape } = seen(fn, random(5, 7));
    expect(nodes.L2Loss).toBe(1);
    expect(nodes.Sum).toBeUndefined();
    near(mine, tape, 4);
  });

  test('a sum over some axes stays', () => {
    expect(seen((x) => tf.sum(tf.square(x), 0), random(5, 7)).nodes.L2Loss).toBeUndefined();
  });

  test('that leave as one vector are one node until then', () => {
    const { nodes, mine, tape } = seen(
      (x, y) => tf.stack([tf.norm(x), tf.norm(y), tf.norm(tf.add(x, 1))]),
      random(5, 7),
      random(3),
    );
    expect(nodes).toMatchObject({ L2Loss: 3, Pack: 1, Sqrt: 1, Mul: 1 });
    near(mine, tape, 4);
  });
});

describe('cross-entropy', () => {
  const labels = (): tf.Tensor => tf.tensor2d([0, 1, 0, 0.5, 0.25, 0.25, 0, 0, 0, 1, 1, 1], [4, 3]);
  const loss = (y: tf.Tensor, z: tf.Tensor) => tf.losses.softmaxCrossEntropy(y, z) as tf.Scalar;

  test('of logits is one node with its gradient, whatever the labels add up to', () => {
    const { nodes, mine, tape } = seen(
      (z, y) => {
        const { value, grad } = tf.valueAndGrad((logits) => loss(y, logits))(z);
        return [value, grad];
      },
      random(4, 3),
      labels(),
    );
    expect(nodes.SoftmaxCrossEntropyWithLogits).toBe(1);
    expect(Object.keys(nodes)).not.toContain('Exp');
    near(mine, tape);
  });

  test('is one node where only the loss is asked for, and for each pair of logits and labels', () => {
    const { nodes, mine, tape } = seen(
      (z, y) => tf.stack([loss(y, z), loss(y, tf.mul(z, 2)), loss(tf.mul(y, 2), z)]),
      random(4, 3),
      labels(),
    );
    expect(nodes.SoftmaxCrossEntropyWithLogits).toBe(3);
    near(mine, tape);
  });

  test('stays large and finite for logits whose exponentials are not', () => {
    const { mine, tape } = seen((z, y) => loss(y, z), tf.mul(random(4, 3), 1e4), labels());
    expect(mine[0][0]).toBeGreaterThan(1000);
    expect(mine[0][0] / tape[0][0]).toBeCloseTo(1, 5);
  });

  test('leaves a softmax alone that stands for itself', () => {
    const { nodes, mine, tape } = seen((z) => tf.logSoftmax(z), random(4, 3));
    expect(nodes.SoftmaxCrossEntropyWithLogits).toBeUndefined();
    near(mine, tape);
  });
});

describe('horizontal fusion', () => {
  const norms = (xs: tf.Tensor[]): tf.Tensor[] => xs.map((x) => tf.norm(x));
  const many = (count: number): tf.Tensor[] => Array.from({ length: count }, (_, i) => random(2, i + 1));

  test('take the roots of many norms at once', () => {
    const { nodes, mine, tape } = seen((...xs) => tf.stack(norms(xs)), ...many(5));
    expect(nodes).toMatchObject({ Sqrt: 1, Mul: 1, L2Loss: 5 });
    near(mine, tape);
  });

  test('take them at once also where other numbers stand before, between and after', () => {
    const { nodes, mine, tape } = seen(
      (...xs) => {
        const sum = tf.sum(xs[0]);
        return tf.stack([sum, ...norms(xs), sum, tf.exp(sum), ...norms(xs.slice(0, 4)), tf.max(xs[1])]);
      },
      ...many(6),
    );
    expect(nodes).toMatchObject({ Sqrt: 2, L2Loss: 6, ConcatV2: 1 });
    near(mine, tape);
  });

  test('take them at once where each is a result of its own', () => {
    const { nodes, mine, tape } = seen((...xs) => [tf.sum(xs[0]), ...norms(xs)], ...many(5));
    expect(nodes.Sqrt).toBe(1);
    near(mine, tape);
  });

  test('leave a few among others as they are', () => {
    const { nodes, mine, tape } = seen((...xs) => tf.stack([tf.sum(xs[0]), ...norms(xs)]), ...many(3));
    expect(nodes).toMatchObject({ Sqrt: 3, Pack: 1 });
    near(mine, tape);
  });
});

describe('matrix products', () => {
  const layer =
    (activation: (x: tf.Tensor) => tf.Tensor): Fn =>
    (x, w, b) =>
      activation(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b));
  const args = (): [tf.Tensor, tf.Tensor, tf.Tensor] => [random(4, 3), random(3, 5), random(5)];

  test.each([
    ['ReLU', tf.relu],
    ['tanh', tf.tanh],
    ['sigmoid', tf.sigmoid],
    ['ELU', tf.elu],
    ['nothing', (x) => x],
  ] as [string, (x: tf.Tensor) => tf.Tensor][])(
    'a product, its bias and %s are one node',
    (_, activation) => {
      const { nodes, mine, tape } = seen(layer(activation), ...args());
      expect(nodes).toEqual({ Input: 3, _FusedMatMul: 1 });
      near(mine, tape, 5);
    },
  );

  test('a sum that is asked for by itself stays', () => {
    const { nodes, mine, tape } = seen(
      (x, w, b) => {
        const z = tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b);
        return [z, tf.relu(z)];
      },
      ...args(),
    );
    expect(nodes).toMatchObject({ _FusedMatMul: 1, Relu: 1 });
    near(mine, tape, 5);
  });

  test('the gradient of a ReLU asks for its output, so that it can be fused', () => {
    const fn: Fn = (x, w, b) =>
      tf.grads((v: tf.Tensor, u: tf.Tensor, c: tf.Tensor) =>
        tf.sum(tf.square(layer(tf.relu)(v, u, c) as tf.Tensor)),
      )([x, w, b]);
    const { nodes, mine, tape } = seen(fn, ...args());
    expect(nodes).toMatchObject({ _FusedMatMul: 1, ReluGrad: 1 });
    expect(nodes.Relu).toBeUndefined();
    near(mine, tape, 3);
  });
});

describe('optimizer updates', () => {
  const trained = (optimizer: tf.Optimizer, steps: number) => {
    const w = tf.variable(tf.tensor1d([1, -2, 3]));
    disposeAfter(w, { dispose: () => disposeOptimizer(optimizer) });
    const graph = compileWith(
      () => {
        const { grads } = tf.variableGrads(() => tf.sum(tf.square(tf.square(w))) as tf.Scalar, [w]);
        optimizer.applyGradients(grads);
      },
      'step',
      {},
    );
    disposeAfter(graph);
    for (let i = 0; i < steps; i++) graph();
    return { nodes: graph.inspect()[0].nodes, w: [...w.dataSync()] };
  };

  test('of SGD are one node a variable', () => {
    const { nodes, w } = trained(tf.train.sgd(0.01), 1);
    expect(nodes.ResourceApplyGradientDescent).toBe(1);
    expect(nodes.AssignVariableOp).toBeUndefined();
    [1 - 0.04, -2 + 0.32, 3 - 1.08].forEach((v, i) => expect(w[i]).toBeCloseTo(v, 5)); // w - 0.01 · 4w³
  });

  test('of gradient descent as one writes it, w - rate · g, are one node a variable', () => {
    const w = tf.variable(tf.tensor1d([1, -2, 3]));
    const other = tf.variable(tf.tensor1d([1, 1, 1]));
    disposeAfter(w, other);
    const graph = compileWith(
      (rate: tf.Tensor) => {
        const { grads } = tf.variableGrads(() => tf.sum(tf.square(tf.square(w))) as tf.Scalar, [w]);
        const step = tf.mul(grads[w.name], rate);
        w.assign(tf.sub(w, step));
        other.assign(tf.sub(w, step)); // not a step of its own
      },
      'step',
      {},
    );
    disposeAfter(graph);
    graph(tf.scalar(0.01));
    const { nodes } = graph.inspect()[0];
    expect(nodes).toMatchObject({ ResourceApplyGradientDescent: 1, AssignVariableOp: 1 });
    const first = [1 - 0.04, -2 + 0.32, 3 - 1.08];
    first.forEach((v, i) => expect(w.dataSync()[i]).toBeCloseTo(v, 5));
    first.forEach((v, i) => expect(other.dataSync()[i]).toBeCloseTo(v - 0.01 * 4 * [1, -2, 3][i] ** 3, 4));
  });

  test.each([false, true])('of momentum are one node a variable (Nesterov: %s)', (nesterov) => {
    const { nodes, w } = trained(tf.train.momentum(0.01, 0.5, nesterov), 3);
    expect(nodes.ResourceApplyMomentum).toBe(1);
    expect(nodes.AssignVariableOp).toBeUndefined();
    let [v, m] = [3, 0];
    for (let i = 0; i < 3; i++) {
      const g = 4 * v ** 3;
      m = 0.5 * m + g;
      v -= 0.01 * (nesterov ? g + 0.5 * m : m);
    }
    expect(w[2]).toBeCloseTo(v, 4);
  });

  // Hand-written from the papers, in float64.
  const gradient = (w: number): number => 4 * w ** 3;

  test('of Adam are one node a variable, and two for its powers', () => {
    const { nodes, w } = trained(tf.train.adam(0.1, 0.9, 0.99, 1e-3), 5);
    expect(nodes).toMatchObject({ ResourceApplyAdam: 1, AssignVariableOp: 2 });
    [1, -2, 3].forEach((start, i) => {
      let [value, m, v] = [start, 0, 0];
      for (let t = 1; t <= 5; t++) {
        const g = gradient(value);
        m = 0.9 * m + 0.1 * g;
        v = 0.99 * v + 0.01 * g * g;
        value -= (0.1 * m) / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-3);
      }
      expect(w[i]).toBeCloseTo(value, 4);
    });
  });

  test.each([0, 0.5])('of RMSProp with momentum %s are one node a variable', (momentum) => {
    const { nodes, w } = trained(tf.train.rmsprop(0.1, 0.9, momentum, 1e-3), 5);
    expect(nodes.ResourceApplyRMSProp).toBe(1);
    expect(nodes.AssignVariableOp).toBeUndefined();
    [1, -2, 3].forEach((start, i) => {
      let [value, s, m] = [start, 0, 0];
      for (let t = 1; t <= 5; t++) {
        const g = gradient(value);
        s = 0.9 * s + 0.1 * g * g;
        m = momentum * m + (0.1 * g) / Math.sqrt(s + 1e-3);
        value -= m;
      }
      expect(w[i]).toBeCloseTo(value, 4);
    });
  });

  test('of a centred RMSProp, which TensorFlow has no such node for, stay as they are', () => {
    const { nodes } = trained(tf.train.rmsprop(0.01, 0.9, 0, 1e-3, true), 1);
    expect(nodes.ResourceApplyRMSProp).toBeUndefined();
    expect(nodes.AssignVariableOp).toBe(4);
  });
});

describe('a graph', () => {
  const results = (...outputs: Value[]): Graph => ({ outputs, updates: [], gate: null });
  const meta = { shape: [2], dtype: 'float32' } as const;
  const input = (): Value => node('Input', [], {}, [meta], { slot: 0 }).outputs[0];

  test('has no dead nodes among its nodes', () => {
    const x = input();
    op('Exp', [x], T, meta);
    expect(nodesOf(results(op('Neg', [x], T, meta))).map(({ op: name }) => name)).toEqual(['Input', 'Neg']);
  });

  test('of a hundred thousand nodes in a row has room on the stack', () => {
    let x = input();
    for (let i = 0; i < 100_000; i++) x = op('Neg', [x], T, meta);
    expect(nodesOf(rewrite(results(x), simplify))).toHaveLength(100_001);
  });

  test('that a pass left wrong is a named fault', () => {
    const x = input();
    const wrong = [
      op('Neg', [x], T, { shape: [3], dtype: 'float32' }),
      op('Reshape', [x, constant(Int32Array.of(3), [1], 'int32')], T, { shape: [3], dtype: 'float32' }),
      constant(Float32Array.of(1, 2, 3), [2], 'float32'),
      op('MatMul', [x, x], T, meta),
    ];
    for (const value of wrong) expect(() => verify(results(value), 'test')).toThrow(/after the pass 'test'/);
    const twice: Update = { op: 'AssignVariableOp', variables: [0], inputs: [x], attrs: {} };
    expect(() => verify({ ...results(), updates: [twice, twice] }, 'test')).toThrow(/written twice/);
    expect(() => verify(results(op('Neg', [x], T, meta)), 'test')).not.toThrow();
  });

  test('is not changed by passes that find nothing', () => {
    const graph = results(op('Tanh', [op('Softplus', [input()], T, meta)], T, meta));
    for (const rule of [simplify, squeeze, horizontalFusion, eliminateCommonSubexpressions()])
      expect(rewrite(graph, rule).outputs).toEqual(graph.outputs);
  });
});

describe('batch norm', () => {
  type Norm = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor;
  const over = (x: tf.Tensor): number[] => x.shape.slice(1).map((_, axis) => axis);
  const byOwn: Norm = (x, scale, offset) => {
    const { mean, variance } = tf.moments(x, over(x));
    return tf.batchNorm(x as tf.Tensor2D, mean, variance, offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3);
  };

  /** The output, and the gradients of a loss that treats every example differently. */
  const withGradients =
    (norm: Norm) =>
    (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, weights: tf.Tensor): tf.Tensor[] => {
      const loss = (...given: tf.Tensor[]): tf.Scalar =>
        tf.sum(tf.mul(tf.tanh(norm(given[0], given[1], given[2])), weights)).asScalar();
      return [norm(x, scale, offset), ...tf.grads(loss)([x, scale, offset])];
    };
  const given = (...shape: number[]): tf.Tensor[] => {
    const channels = shape.at(-1)!;
    const x = tf.add(tf.mul(random(...shape), 3), tf.range(0, channels));
    return [
      x,
      tf.linspace(0.5, 2, channels),
      tf.linspace(-1, 1, channels),
      tf.randomUniform(shape, -1, 1, 'float32', 3),
    ];
  };

  test.each([[[8, 5]], [[6, 3, 5]], [[2, 3, 4, 5]]])(
    'of shape %j: one node for statistics and output, one for the gradients',
    (shape) => {
      const { nodes, mine, tape } = seen(withGradients(byOwn), ...given(...shape));
      expect(nodes).toMatchObject({ FusedBatchNorm: 1, FusedBatchNormGrad: 1 });
      for (const gone of ['Mean', 'Rsqrt', 'Tile', 'Square', 'RealDiv'])
        expect(nodes).not.toHaveProperty(gone);
      near(mine, tape);
    },
  );

  test('the gradient of x sums to nothing over the batch, alone and along the normalised x', () => {
    const [x, ...rest] = given(64, 5);
    const { mine } = seen(withGradients(byOwn), x, ...rest);
    const dx = tf.tensor2d(mine[1], [64, 5]);
    const { mean, variance } = tf.moments(x, 0);
    const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
    expect(Math.max(...tf.abs(tf.sum(dx, 0)).dataSync())).toBeLessThan(1e-5);
    // ε leaves a thousandth of the variance, which is 9, to itself
    expect(Math.max(...tf.abs(tf.sum(tf.mul(dx, normalized), 0)).dataSync())).toBeLessThan(5e-3);
  });

  test('what else comes to x, over a skip connection, is added', () => {
    const skipping: Norm = (x, scale, offset) => tf.add(x, byOwn(x, scale, offset));
    const { nodes, mine, tape } = seen(withGradients(skipping), ...given(8, 5));
    expect(nodes).toMatchObject({ FusedBatchNorm: 1, FusedBatchNormGrad: 1 });
    near(mine, tape);
  });

  test('a sum like the gradient of the scale, of something else than x, stays what it is', () => {
    const alike = (...[x, scale, offset, weights]: tf.Tensor[]): tf.Tensor[] => {
      const { mean, variance } = tf.moments(x, 0);
      const loss = (y: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.tanh(y), weights)).asScalar();
      const dy = tf.grad(loss)(byOwn(x, scale, offset));
      const inverse = tf.rsqrt(tf.add(variance, tf.scalar(1e-3)));
      const sum = tf.sum(tf.mul(dy, tf.mul(tf.sub(weights, mean), inverse)), 0);
      return [...withGradients(byOwn)(x, scale, offset, weights), sum];
    };
    const { nodes, mine, tape } = seen(alike, ...given(8, 5));
    expect(nodes).toMatchObject({ FusedBatchNormGrad: 1 });
    near(mine, tape, 4);
  });

  test('one after the other each has its own', () => {
    const twice: Norm = (x, scale, offset) => byOwn(tf.relu(byOwn(x, scale, offset)), offset, scale);
    const { nodes, mine, tape } = seen(withGradients(twice), ...given(16, 5));
    expect(nodes).toMatchObject({ FusedBatchNorm: 2, FusedBatchNormGrad: 2 });
    near(mine, tape, 4);
  });

  test.each<[string, Norm]>([
    [
      'statistics that are given',
      (x, scale, offset) =>
        tf.batchNorm(
          x as tf.Tensor2D,
          tf.zeros([5]),
          tf.ones([5]),
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
        ),
    ],
    [
      'the mean of something else',
      (x, scale, offset) => {
        const { mean, variance } = tf.moments(tf.square(x), 0);
        return tf.batchNorm(x as tf.Tensor2D, mean, variance, offset as tf.Tensor1D, scale as tf.Tensor1D);
      },
    ],
    [
      'twice the variance',
      (x, scale, offset) => {
        const { mean, variance } = tf.moments(x, 0);
        const twice = tf.mul(variance, 2) as tf.Tensor1D;
        return tf.batchNorm(
          x as tf.Tensor2D,
          mean as tf.Tensor1D,
          twice,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
        );
      },
    ],
    [
      'a mean that counts for more',
      (x, scale, offset) => {
        const { mean, variance } = tf.moments(x, 0);
        const normed = tf.batchNorm(
          x as tf.Tensor2D,
          mean,
          variance,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
        );
        return tf.add(normed, mean);
      },
    ],
  ])('%s: the gradient is left as it is', (_, norm) => {
    const { nodes, mine, tape } = seen(withGradients(norm), ...given(8, 5));
    expect(nodes).not.toHaveProperty('FusedBatchNormGrad');
    near(mine, tape, 4);
  });
});
