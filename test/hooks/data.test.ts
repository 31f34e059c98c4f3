// The check at the door: y is held against the outputs and the loss before anything runs, or lifted as fit lifts it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LossFunction, type ObserveOptions } from '../../src/hooks';
import { learningRateRange, train } from '../../src/training';

let before: number;
const after: tf.LayersModel[] = [];
beforeEach(() => (before = tf.memory().numTensors));
afterEach(() => {
  for (const model of after.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

type Losses = string | string[] | Record<string, string> | ((y: tf.Tensor, p: tf.Tensor) => tf.Tensor);

/** One dense layer from two inputs. */
function linear(units: number, loss?: Losses, activation: 'linear' | 'softmax' | 'sigmoid' = 'linear') {
  const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2], activation })] });
  if (loss !== undefined) model.compile({ optimizer: 'sgd', loss: loss as string });
  return model;
}

const four = (): tf.Tensor2D => tf.tensor2d([1, 2, -1, 0.5, 0, 1, 2, -2], [4, 2]);

/** Within a tidy, with the model disposed of. */
function given(
  model: tf.LayersModel,
  y: () => unknown,
  options: ObserveOptions = {},
  x: () => unknown = four,
): { loss: number; gradient: number } {
  let result!: { loss: number; gradient: number };
  try {
    tf.tidy(() => {
      const { loss, layers } = observe(model, x() as tf.Tensor, y() as tf.Tensor, options);
      const rows = layers.objects() as { quantity: string; norm: number }[];
      result = { loss, gradient: rows.find(({ quantity }) => quantity === 'dL/dW')!.norm };
    });
  } finally {
    model.dispose();
  }
  return result;
}

/** The same by tfjs alone: loss and norm of the kernel's gradient. */
function byHand(model: tf.LayersModel, loss: (output: tf.Tensor) => tf.Tensor) {
  return tf.tidy(() => {
    const kernel = model.trainableWeights[0].read() as unknown as tf.Variable;
    const { value, grads } = tf.variableGrads(() => loss(model.apply(four()) as tf.Tensor).asScalar());
    return { loss: value.dataSync()[0], gradient: tf.norm(grads[kernel.name]).dataSync()[0] };
  });
}

describe('y of shape [batch] stands for [batch, 1], as in fit', () => {
  const y = (): tf.Tensor => tf.tensor1d([3, -1, 2, 5]);
  const column = (): tf.Tensor => tf.tensor2d([3, -1, 2, 5], [4, 1]);
  const squares = (output: tf.Tensor): tf.Tensor => tf.losses.meanSquaredError(column(), output);

  test.each(['meanSquaredError', 'meanAbsoluteError', 'logcosh'])('under the compiled %s', (name) => {
    const model = linear(1, name);
    const evaluated = tf.tidy(() => (model.evaluate(four(), y()) as tf.Scalar).dataSync()[0]);
    expect(given(model, y).loss).toBeCloseTo(evaluated, 5);
  });

  test("under 'meanSquaredError' by name, with the gradient of pairs", () => {
    const model = linear(1);
    const right = byHand(model, squares);
    const seen = given(model, y, { loss: 'meanSquaredError' });
    expect(seen.loss).toBeCloseTo(right.loss, 5);
    expect(seen.gradient).toBeCloseTo(right.gradient, 4);
  });

  test.each([false, true])('as a graph or not: compiled %s', (compiled) => {
    const model = linear(1, 'meanSquaredError');
    const right = byHand(model, squares);
    expect(given(model, y, { compiled }).gradient).toBeCloseTo(right.gradient, 4);
  });

  test('under a function that the model was compiled with', () => {
    const model = linear(1, (t, p) => tf.mean(tf.square(tf.sub(t, p)), -1));
    const right = byHand(model, squares);
    expect(given(model, y).gradient).toBeCloseTo(right.gradient, 4);
  });

  test('a function given to observe gets y as it is, and an error where it would compare all with all', () => {
    const compares: LossFunction = (t, p) => tf.mean(tf.squaredDifference(t, p as tf.Tensor));
    expect(() => given(linear(1), y, { loss: compares })).toThrow(
      /y must be of the output's shape \[batch, 1\], as in y\.expandDims\(1\)/,
    );
    const flat: LossFunction = (t, p) =>
      tf.mean(tf.squaredDifference(t.reshape([-1]), (p as tf.Tensor).reshape([-1])));
    const model = linear(1);
    const right = byHand(model, squares);
    expect(given(model, y, { loss: flat }).gradient).toBeCloseTo(right.gradient, 4);
  });

  test('train ends where fit ends', async () => {
    const model = linear(1);
    const sgd = tf.train.sgd(0.1);
    model.compile({ optimizer: sgd, loss: 'meanSquaredError' });
    const [x, targets] = [four(), y()];
    const start = model.getWeights().map((w) => w.clone());
    await train(
      model,
      { x, y: targets },
      { steps: 5, batchSize: 4, optimizer: { name: 'sgd', learningRate: 0.1 } },
    );
    const ours = model.getWeights()[0].dataSync();
    model.setWeights(start);
    await model.fit(x, targets, { epochs: 5, batchSize: 4, verbose: 0 });
    model
      .getWeights()[0]
      .dataSync()
      .forEach((w, i) => {
        expect(ours[i]).toBeCloseTo(w, 5);
      });
    model.dispose();
    sgd.dispose();
    tf.dispose([x, targets, start]);
  });
});

describe('class indices have to be classes', () => {
  const wrong: [string, number[], string][] = [
    ['too large', [0, 1, 2, 3], 'y has the class index 3'],
    ['all too large', [3, 4, 5, 9], 'y has the class index 3'],
    ['negative', [0, -1, 1, 2], 'y has the class index -1'],
    ['fractional', [0, 1.5, 1, 2], 'y has the class index 1.5'],
    ['NaN', [0, 1, NaN, 2], 'y has the class index NaN'],
  ];
  test.each(wrong)('%s, under the compiled sparse cross-entropy', (_, labels, message) => {
    const y = (): tf.Tensor => tf.tensor1d(labels);
    expect(() => given(linear(3, 'sparseCategoricalCrossentropy', 'softmax'), y)).toThrow(
      `observe: ${message}; the model's 3 outputs take 0 to 2`,
    );
    expect(() => given(linear(3, 'sparseCategoricalCrossentropy', 'softmax'), y, { compiled: true })).toThrow(
      message,
    );
  });
  test.each(wrong)('%s, under cross-entropy on logits', (_, labels, message) => {
    expect(() => given(linear(3), () => tf.tensor1d(labels))).toThrow(message);
    expect(() => given(linear(3), () => tf.tensor2d(labels, [4, 1]))).toThrow(message);
  });
  test('of one of several outputs', () => {
    const input = tf.input({ shape: [2] });
    const heads = [3, 1].map((units) => tf.layers.dense({ units }).apply(input) as tf.SymbolicTensor);
    const model = tf.model({ inputs: input, outputs: heads });
    model.compile({ optimizer: 'sgd', loss: ['sparseCategoricalCrossentropy', 'meanSquaredError'] });
    const y = (): tf.Tensor[] => [tf.tensor1d([0, 1, 2, 3]), tf.tensor1d([1, 2, 3, 4])];
    expect(() => given(model, y)).toThrow('observe: y[0] has the class index 3');
  });
  test('in train and learningRateRange, before a weight is touched', async () => {
    const model = linear(3, 'sparseCategoricalCrossentropy', 'softmax');
    const data = { x: four(), y: tf.tensor1d([0, 1, 2, 7]) };
    await expect(train(model, data, { steps: 1 })).rejects.toThrow('train: y has the class index 7');
    await expect(learningRateRange(model, data)).rejects.toThrow('y has the class index 7');
    model.dispose();
    tf.dispose([data.x, data.y]);
  });
});

describe('what does not fit is said with what to write', () => {
  const classes = (): tf.Tensor => tf.tensor1d([0, 1, 2, 1], 'int32');
  const cases: [string, () => tf.LayersModel, () => unknown, string, ObserveOptions?][] = [
    [
      'class indices for the categorical cross-entropy',
      () => linear(4, 'categoricalCrossentropy', 'softmax'),
      classes,
      'probabilities [batch, 4] for categoricalCrossentropy; got shape [4]. Of class indices, write tf.oneHot(y.toInt(), 4)',
    ],
    [
      'a distribution for the sparse cross-entropy',
      () => linear(3, 'sparseCategoricalCrossentropy', 'softmax'),
      () => tf.oneHot(classes(), 3),
      "compile with 'categoricalCrossentropy'",
    ],
    [
      'targets of one column for three outputs',
      () => linear(3),
      () => tf.ones([4, 1]),
      "y must be of the output's shape [batch, 3] for meanSquaredError; got shape [4, 1]",
      { loss: 'meanSquaredError' },
    ],
    [
      'a regression without a loss',
      () => linear(1),
      () => tf.ones([4, 1]),
      "the model has one output, of which cross-entropy is 0 whatever it is. For a regression give loss: 'meanSquaredError'",
    ],
    [
      'a regression of two outputs without a loss',
      () => linear(2),
      () => tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
      "For a regression give loss: 'meanSquaredError'",
    ],
    [
      'one row of y for four of x',
      () => linear(3),
      () => tf.tensor1d([1], 'int32'),
      'y must be a tensor of 4 rows, as many as x has',
    ],
    [
      'strings',
      () => linear(3),
      () => tf.tensor1d(['a', 'b', 'c', 'd']),
      'y must be a tensor of numbers; got dtype string',
    ],
    ['a list', () => linear(3), () => [1, 2, 0, 1], 'y must be 1 tensors, one an output of the model; got 4'],
    [
      'a disposed tensor',
      () => linear(3),
      () => {
        const y = classes();
        y.dispose();
        return y;
      },
      'y must be a tensor of targets; got one that is disposed',
    ],
  ];
  test.each(cases)('%s', (_, model, y, message, options) => {
    expect(() => given(model(), y, options)).toThrow(message);
  });

  test('a softmax in a model within the model, before a loss on logits', () => {
    const head = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [5], activation: 'softmax' })],
    });
    const nested = tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [2] }), head] });
    after.push(head);
    expect(() => given(nested, classes)).toThrow(
      'observe: the model ends in a softmax, and cross-entropy takes logits',
    );
    const reshaped = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2] }),
        tf.layers.softmax(),
        tf.layers.reshape({ targetShape: [3] }),
      ],
    });
    expect(() => given(reshaped, classes, { loss: 'crossEntropy' })).toThrow('the model ends in a softmax');
    const spread = tf.sequential({
      layers: [
        tf.layers.timeDistributed({
          layer: tf.layers.dense({ units: 3, activation: 'softmax' }),
          inputShape: [1, 2],
        }),
      ],
    });
    const x = (): tf.Tensor => four().reshape([4, 1, 2]);
    expect(() => given(spread, () => classes().reshape([4, 1]), {}, x)).toThrow(
      'the model ends in a softmax',
    );
  });

  test('x: of the wrong shape, of no rows, of strings, disposed, missing', () => {
    const y = classes;
    expect(() => given(linear(3), y, {}, () => tf.ones([4, 3]))).toThrow(
      'observe: x must be a tensor of shape [batch, 2]; got shape [4, 3]',
    );
    expect(() => given(linear(3), y, {}, () => tf.zeros([0, 2]))).toThrow(
      'observe: x must have a row at least',
    );
    expect(() => given(linear(3), y, {}, () => tf.tensor2d(['a', 'b'], [1, 2]))).toThrow(
      'x must be a tensor of numbers; got dtype string',
    );
    expect(() => given(linear(3), y, {}, () => undefined)).toThrow(
      'x must be a tensor of shape [batch, 2]; got undefined',
    );
    expect(() => given(linear(3), y, {}, () => ({ wrong: four() }))).toThrow(
      'x must be a tensor of shape [batch, 2]',
    );
  });

  test('a model that is disposed', () => {
    const model = linear(3);
    model.dispose();
    tf.tidy(() => {
      expect(() => observe(model, four(), classes())).toThrow('observe: the model is disposed');
    });
  });

  const losses: [string, unknown, string][] = [
    [
      'not reduced',
      (_: tf.Tensor, p: tf.Tensor) => tf.square(p),
      'loss must be a function that gives a scalar; got one that gives shape [4, 3]',
    ],
    [
      'a number',
      () => 1,
      'loss must be a function that gives a scalar tensor, made of y and the output by tfjs operations; got 1',
    ],
    ['nothing', () => undefined, 'got undefined'],
    ['async', async (_: tf.Tensor, p: tf.Tensor) => Promise.resolve(tf.mean(p)), 'not async'],
    ['without a way to a weight', () => tf.scalar(1), 'does not depend on any weight'],
  ];
  test.each(losses)('a loss that is %s', (_, loss, message) => {
    expect(() => given(linear(3), classes, { loss: loss as LossFunction })).toThrow(message);
  });
});
