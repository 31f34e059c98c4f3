// observe on models that other people wrote: fused activations, compiled losses, several inputs and outputs.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LossFunction, type ObserveOptions } from '../../src/hooks';
import { mlp } from '../../src/networks';

const before = tf.memory().numTensors;
const x = tf.tidy(() => tf.linspace(-1, 1, 24).reshape([4, 6]) as tf.Tensor2D);
const labels = tf.tensor1d([0, 1, 2, 1], 'int32');
const oneHot = tf.tidy(() => tf.oneHot(labels, 3).toFloat() as tf.Tensor2D);
afterAll(() => {
  tf.dispose([x, labels, oneHot]);
  expect(tf.memory().numTensors).toBe(before);
});

type Row = Record<string, number | string | null>;
const rowsOf = (model: tf.LayersModel, y: tf.Tensor, options?: ObserveOptions): Row[] =>
  observe(model, x, y, options).layers.objects() as Row[];

/** Ours, with the weights of any model of the same shape. */
function twin(other: tf.LayersModel, activation: 'tanh' | 'relu'): tf.LayersModel {
  const model = mlp({ inputs: 6, hidden: [5, 5], outputs: 3, activation });
  model.setWeights(other.getWeights());
  return model;
}

const numbers = (rows: Row[]): unknown[] => rows.map((row) => ({ ...row, layer: undefined }));

describe.each(['tanh', 'relu'] as const)('a model whose layers have %s built in', (activation) => {
  const dense = (units: number, more: object = {}): tf.layers.Layer =>
    tf.layers.dense({ units, activation, kernelInitializer: 'heUniform', ...more });

  test('shows the same z, a and gradients as ours with the same weights, as a Sequential', () => {
    const fused = tf.sequential({
      layers: [dense(5, { inputShape: [6] }), dense(5), dense(3, { activation: 'linear' })],
    });
    const ours = twin(fused, activation);
    expect(numbers(rowsOf(fused, labels))).toEqual(numbers(rowsOf(ours, labels)));
    fused.dispose();
    ours.dispose();
  });

  test('shows them as a functional model too', () => {
    const input = tf.input({ shape: [6] });
    const hidden = dense(5).apply(dense(5).apply(input)) as tf.SymbolicTensor;
    const fused = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 3 }).apply(hidden) as tf.SymbolicTensor,
    });
    const ours = twin(fused, activation);
    expect(numbers(rowsOf(fused, labels))).toEqual(numbers(rowsOf(ours, labels)));
    fused.dispose();
    ours.dispose();
  });

  test('predicts the same before and after it was observed, and keeps its own activation object', () => {
    const model = tf.sequential({
      layers: [dense(5, { inputShape: [6] }), dense(3, { activation: 'linear' })],
    });
    const predict = (): number[] => tf.tidy(() => [...(model.predict(x) as tf.Tensor).dataSync()]);
    const first = model.layers[0] as tf.layers.Layer & { activation: unknown };
    const [own, plain] = [first.activation, predict()];
    observe(model, x, labels);
    expect(first.activation).toBe(own);
    expect(predict()).toEqual(plain);
    model.dispose();
  });
});

describe('the table', () => {
  test('counts depth from the input, orders rows by depth and quantity, and names its columns', () => {
    const model = mlp({ inputs: 6, hidden: [5], outputs: 3, activation: 'sigmoid' });
    const { layers } = observe(model, x, labels);
    expect(layers.columnNames()).toEqual([
      'depth',
      'layer',
      'kind',
      'quantity',
      'norm',
      'rms',
      'mean',
      'std',
      'zeros',
      'saturated',
    ]);
    const rows = layers.objects() as Row[];
    expect(rows.map((r) => `${r.depth} ${r.layer} ${r.kind} ${r.quantity}`)).toEqual([
      '1 dense_1 dense z',
      '1 dense_1 dense a',
      '1 dense_1 dense dL/dz',
      '1 dense_1 dense dL/da',
      '1 dense_1 dense dL/dW',
      '1 dense_1 dense dL/db',
      '2 logits dense z',
      '2 logits dense dL/dz',
      '2 logits dense dL/dW',
      '2 logits dense dL/db',
    ]);
    model.dispose();
  });

  test('is bit-identical for the same spec, seed and data', () => {
    const once = (): Row[] => {
      const model = mlp({ inputs: 6, hidden: [50, 50], outputs: 3, activation: 'tanh', seed: 4 });
      const rows = rowsOf(model, labels);
      model.dispose();
      return rows;
    };
    expect(once()).toEqual(once());
  });

  test('counts saturated units where the activation saturates, and dead ones where it is off', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [6],
          activation: 'sigmoid',
          kernelInitializer: 'zeros',
          biasInitializer: tf.initializers.constant({ value: 9 }),
        }),
        tf.layers.dense({
          units: 4,
          activation: 'relu',
          kernelInitializer: 'zeros',
          biasInitializer: tf.initializers.constant({ value: -1 }),
        }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const rows = rowsOf(model, labels);
    const of = (depth: number, quantity: string): Row =>
      rows.find((r) => r.depth === depth && r.quantity === quantity)!;
    expect(of(1, 'z').saturated).toBe(1);
    expect(of(1, 'a').saturated).toBeNull();
    expect(of(2, 'z').saturated).toBeNull();
    expect(of(2, 'a').zeros).toBe(1);
    expect(of(2, 'dL/dz').zeros).toBe(1);
    model.dispose();
  });

  test('keeps NaN where training has gone wrong', () => {
    const model = mlp({ inputs: 6, hidden: [5], outputs: 3 });
    const bad = tf.fill([4, 6], NaN);
    const rows = observe(model, bad, labels).layers.objects() as Row[];
    expect(rows.find((r) => r.quantity === 'dL/dW')!.norm).toBeNaN();
    bad.dispose();
    model.dispose();
  });
});

test('saturation is counted where the activation is applied, behind a normalisation', () => {
  const spec = {
    inputs: 6,
    hidden: [200],
    outputs: 3,
    activation: 'tanh',
    initializer: { name: 'normal', std: 50 },
  };
  const [plain, normalized] = ['none', 'batch'].map((normalization) => mlp({ ...spec, normalization }));
  const saturated = (model: tf.LayersModel): number =>
    rowsOf(model, labels).find((r) => r.quantity === 'z')!.saturated as number;
  expect(saturated(plain)).toBeGreaterThan(0.9);
  expect(saturated(normalized)).toBeLessThan(0.1);
  plain.dispose();
  normalized.dispose();
});

test("a model with batch norm is as before, its moving averages too, and shows every dense layer's z", () => {
  const model = mlp({
    inputs: 6,
    hidden: [5, 5],
    outputs: 3,
    normalization: 'batch',
    activation: 'relu',
    seed: 1,
  });
  const weights = (): number[][] => model.getWeights().map((w) => [...w.dataSync()]);
  const was = weights();
  const rows = rowsOf(model, labels);
  expect(weights()).toEqual(was);
  expect(rows.filter((r) => r.quantity === 'dL/dz').map((r) => r.layer)).toEqual([
    'dense_1',
    'dense_2',
    'logits',
  ]);
  expect(rows.filter((r) => r.quantity === 'a').map((r) => r.layer)).toEqual(['dense_1', 'dense_2']);
  model.dispose();
});

describe('the loss', () => {
  const make = (): tf.LayersModel => mlp({ inputs: 6, hidden: [5], outputs: 3, activation: 'tanh', seed: 2 });

  test('takes class indices and one-hot rows alike', () => {
    const model = make();
    expect(rowsOf(model, labels)).toEqual(rowsOf(model, oneHot));
    model.dispose();
  });

  test('is the one that the model was compiled with, where it was', () => {
    const model = make();
    const asked = rowsOf(model, oneHot, { loss: 'meanSquaredError' });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    rowsOf(model, oneHot).forEach((row, i) => {
      expect(row.norm).toBeCloseTo(asked[i].norm as number, 6);
    });
    model.dispose();
  });

  test('is cross-entropy on a compiled softmax model as on the logits of ours', () => {
    const softmax = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [6], activation: 'tanh' }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    const ours = make();
    ours.setWeights(softmax.getWeights());
    softmax.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const [theirs, mine] = [softmax, ours].map((model) =>
      rowsOf(model, oneHot).filter((r) => r.quantity === 'dL/dz'),
    );
    theirs.forEach((row, i) => expect(row.norm as number).toBeCloseTo(mine[i].norm as number, 5));
    softmax.dispose();
    ours.dispose();
  });

  test('is the same with sparse targets, whole numbers as they are', () => {
    const softmax = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [6], activation: 'softmax' })],
    });
    const optimizer = tf.train.sgd(0.1);
    softmax.compile({ optimizer, loss: 'categoricalCrossentropy' });
    const dense = observe(softmax, x, oneHot).loss;
    softmax.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    expect(observe(softmax, x, labels).loss).toBeCloseTo(dense, 6);
    softmax.dispose();
    optimizer.dispose();
  });

  test('may be a function, also of several outputs', () => {
    const input = tf.input({ shape: [6] });
    const hidden = tf.layers.dense({ units: 4, activation: 'tanh' }).apply(input) as tf.SymbolicTensor;
    const heads = [2, 1].map((units) => tf.layers.dense({ units }).apply(hidden) as tf.SymbolicTensor);
    const model = tf.model({ inputs: input, outputs: heads });
    const loss: LossFunction = (_, outputs) =>
      tf.addN((outputs as tf.Tensor[]).map((o) => o.square().mean()));
    const seen = observe(model, x, labels, { loss });
    expect(seen.loss).toBeGreaterThan(0);
    expect((seen.layers.objects() as Row[]).filter((r) => r.quantity === 'dL/dW')).toHaveLength(3);
    model.dispose();
  });
});

test('a model with several inputs takes an array', () => {
  const [a, b] = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
  const joined = tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: [a, b],
    outputs: tf.layers.dense({ units: 3 }).apply(joined) as tf.SymbolicTensor,
  });
  expect((observe(model, [x, x], labels).layers.objects() as Row[]).map((r) => r.quantity)).toEqual([
    'z',
    'dL/dz',
    'dL/dW',
    'dL/db',
  ]);
  model.dispose();
});

describe('bad input', () => {
  const model = mlp({ inputs: 6, hidden: [5], outputs: 3 });
  const softmax = tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [6], activation: 'softmax' })],
  });
  const narrow = tf.zeros([4, 5]);
  const far = tf.tensor1d([0, 1, 3, 1], 'int32');
  const wide = tf.zeros([4, 7]);
  afterAll(() => {
    model.dispose();
    softmax.dispose();
    tf.dispose([narrow, far, wide]);
  });

  test.each<[string, () => unknown, unknown, string]>([
    [
      'no model',
      () => observe(null as never, x, labels),
      TypeError,
      'observe: model must be a tf.LayersModel; got null',
    ],
    [
      'no tensor',
      () => observe(model, [[1, 2]] as never, labels),
      TypeError,
      'observe: x[0] must be a tensor of shape [batch, 6]; got',
    ],
    [
      'inputs of another width',
      () => observe(model, narrow, labels),
      TypeError,
      "observe: x must be a tensor of shape [batch, 6]; got 'shape [4, 5]'",
    ],
    ['too many inputs', () => observe(model, [x, x], labels), TypeError, 'observe: x must be 1 tensors'],
    [
      'no targets',
      () => observe(model, x, undefined as never),
      TypeError,
      'observe: y must be a tensor of targets; got undefined',
    ],
    [
      'a label that is no class',
      () => observe(model, x, far),
      RangeError,
      "observe: y has the class index 3; the model's 3 outputs take 0 to 2",
    ],
    [
      'targets of another width',
      () => observe(model, x, wide),
      TypeError,
      'observe: y must be class indices [batch] or probabilities [batch, 3]',
    ],
    [
      'an unknown loss',
      () => observe(model, x, labels, { loss: 'mse' as never }),
      TypeError,
      "observe: loss 'mse' is not one of crossEntropy, meanSquaredError",
    ],
    [
      'an unknown option',
      () => observe(model, x, labels, { los: 'x' } as never),
      TypeError,
      "did you mean 'loss'?",
    ],
    [
      'a softmax without a loss',
      () => observe(softmax, x, labels),
      TypeError,
      'the model ends in a softmax, and cross-entropy takes logits',
    ],
  ])('%s gets a named error, and nothing is left behind', (_, act, kind, message) => {
    const tensors = tf.memory().numTensors;
    expect(act).toThrow(kind);
    expect(act).toThrow(message);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(model.layers.some((layer) => Object.hasOwn(layer, 'call'))).toBe(false);
  });
});
