// observe on models that other people wrote: fused activations, compiled losses, several inputs and outputs.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LossFunction, type ObserveOptions } from '../../src/hooks';
import { convolutional, mlp, recurrent } from '../../src/networks';
import { usedTwice } from '../shared-layer';

const before = tf.memory().numTensors;
const x = tf.tidy(() => tf.linspace(-1, 1, 24).reshape([4, 6]) as tf.Tensor2D);
const labels = tf.tensor1d([0, 1, 2, 1], 'int32');
const oneHot = tf.tidy(() => tf.oneHot(labels, 3).toFloat() as tf.Tensor2D);
afterAll(() => {
  tf.dispose([x, labels, oneHot]);
  expect(tf.memory().numTensors).toBe(before);
});

const M = { inputs: 6, hidden: [5, 5], outputs: 3 };

type Row = Record<string, number | string | null>;
const rowsOf = (model: tf.LayersModel, y: tf.Tensor, options?: ObserveOptions): Row[] =>
  observe(model, x, y, options).layers.objects() as Row[];

/** Ours, with the weights of any model of the same shape. */
function twin(other: tf.LayersModel, activation: 'tanh' | 'relu'): tf.LayersModel {
  const model = mlp({ ...M, activation });
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
      'weight',
      'activation',
      'norm',
      'rms',
      'mean',
      'std',
      'zeros',
      'saturated',
      'dead',
    ]);
    const rows = layers.objects() as Row[];
    expect(rows.map((r) => `${r.depth} ${r.layer} ${r.kind} ${r.quantity}`)).toEqual([
      '1 dense_1 dense z',
      '1 dense_1 dense a',
      '1 dense_1 dense W',
      '1 dense_1 dense dL/dz',
      '1 dense_1 dense dL/da',
      '1 dense_1 dense dL/dW',
      '1 dense_1 dense dL/db',
      '2 logits dense z',
      '2 logits dense W',
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
    expect([of(1, 'a').dead, of(2, 'a').dead, of(2, 'z').dead]).toEqual([0, 1, null]);
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
  const model = mlp({ ...M, normalization: 'batch', activation: 'relu', seed: 1 });
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
    'W',
    'dL/dz',
    'dL/dW',
    'dL/db',
  ]);
  model.dispose();
});

describe('layers within layers', () => {
  test('a model within a model shows its layers as if they stood in the outer one', () => {
    const inner = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [6], activation: 'tanh' }),
        tf.layers.dense({ units: 5, activation: 'tanh' }),
      ],
    });
    const nested = tf.sequential({ layers: [inner, tf.layers.dense({ units: 3 })] });
    const ours = twin(nested, 'tanh');
    expect(numbers(rowsOf(nested, labels))).toEqual(numbers(rowsOf(ours, labels)));
    nested.dispose();
    ours.dispose();
  });

  test('a layer that is used twice has one row for both uses, and its whole weight gradient', () => {
    const shared = tf.layers.dense({ units: 6, activation: 'tanh' });
    const model = usedTwice(shared, 6, tf.layers.dense({ units: 3 }));
    const apart = mlp({ inputs: 6, hidden: [6, 6], outputs: 3, activation: 'tanh' });
    const [w, b, w2, b2] = model.getWeights();
    apart.setWeights([w, b, w, b, w2, b2]);
    const [together, each] = [rowsOf(model, labels), rowsOf(apart, labels)];
    const norm = (rows: Row[], depth: number, quantity: string): number =>
      rows.find((r) => r.depth === depth && r.quantity === quantity)!.norm as number;
    for (const quantity of ['z', 'a', 'dL/dz', 'dL/da']) {
      expect(norm(together, 1, quantity)).toBeCloseTo(
        Math.hypot(norm(each, 1, quantity), norm(each, 2, quantity)),
        6,
      );
    }
    expect(together.filter((r) => r.depth === 1 && r.quantity === 'z')).toHaveLength(1);
    expect(norm(together, 1, 'dL/dW')).toBeLessThanOrEqual(
      norm(each, 1, 'dL/dW') + norm(each, 2, 'dL/dW') + 1e-6,
    );
    model.dispose();
    shared.dispose(); // tfjs counts its uses, and the model was one
    apart.dispose();
  });

  test('a layer in a wrapper is seen too', () => {
    const inner = tf.layers.dense({ units: 4, activation: 'tanh' });
    const model = tf.sequential({
      layers: [
        tf.layers.reshape({ targetShape: [3, 2], inputShape: [6] }),
        tf.layers.timeDistributed({ layer: inner }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3 }),
      ],
    });
    expect(rowsOf(model, labels).filter((r) => r.quantity === 'dL/dz')).toHaveLength(2);
    model.dispose();
  });
});

describe('a convolutional model', () => {
  test('shows every convolution', () => {
    const model = convolutional({ height: 2, width: 3, filters: [4, 4], outputs: 3, activation: 'tanh' });
    const images = x.reshape([4, 2, 3, 1]);
    const rows = observe(model, images, labels).layers.objects() as Row[];
    expect(rows.filter((r) => r.quantity === 'dL/dz').map((r) => `${r.layer} ${r.kind}`)).toEqual([
      'conv_1 conv2d',
      'conv_2 conv2d',
      'logits dense',
    ]);
    images.dispose();
    model.dispose();
  });
});

describe('a recurrent model', () => {
  const sequences = tf.tidy(() => tf.linspace(-1, 1, 24).reshape([4, 3, 2]) as tf.Tensor3D);
  afterAll(() => sequences.dispose());
  const seenOf = (cell: string) => {
    const model = recurrent({ inputs: 2, units: 5, outputs: 3, cell, seed: 1 });
    const seen = observe(model, sequences, labels);
    const last = seen.layers.objects() as Row[];
    const steps = seen.throughTime!.objects() as Row[];
    model.dispose();
    return { last, steps };
  };
  const of = (rows: Row[], quantity: string): Row[] =>
    rows.filter((r) => r.depth === 1 && r.quantity === quantity);

  test.each([
    ['simple', ['a', 'dL/da', 'dL/dz', 'z']],
    ['gru', ['a', 'dL/da']],
    ['lstm', ['a', 'c', 'dL/da', 'dL/dc']],
  ])('of kind %s shows %o at every step', (cell, quantities) => {
    const { steps } = seenOf(cell);
    expect([...new Set(steps.map((r) => r.quantity))].sort()).toEqual([...quantities].sort());
    for (const quantity of quantities) expect(of(steps, quantity).map((r) => r.time)).toEqual([1, 2, 3]);
  });

  test('has the gradient at the last state that the logits send back, and no other', () => {
    const { last, steps } = seenOf('simple');
    // dL/da of the last step comes through the logits' kernel alone; the whole row adds up all steps
    const norms = of(steps, 'dL/da').map((r) => r.norm as number);
    expect(Math.hypot(...norms)).toBeCloseTo(of(last, 'dL/da')[0].norm as number, 6);
  });

  test("has a simple cell's gradients by the chain rule: dL/dz = dL/da · (1 - a²), dL/da(t) = dL/dz(t + 1) Uᵀ", () => {
    const model = recurrent({ inputs: 2, units: 5, outputs: 3, seed: 1 });
    const steps = observe(model, sequences, labels).throughTime!.objects() as Row[];
    tf.tidy(() => {
      const [w, u, b, v, c] = model.getWeights() as tf.Tensor2D[];
      const states: tf.Tensor2D[] = [tf.zeros([4, 5])];
      for (let t = 0; t < 3; t++) {
        const xt = sequences.slice([0, t, 0], [4, 1, 2]).reshape([4, 2]) as tf.Tensor2D;
        states.push(tf.tanh(xt.matMul(w).add(states[t].matMul(u)).add(b)) as tf.Tensor2D);
      }
      const probabilities = tf.softmax(states[3].matMul(v).add(c) as tf.Tensor2D);
      let dh = probabilities
        .sub(tf.oneHot(labels, 3))
        .div(4)
        .matMul(v as tf.Tensor, false, true);
      for (let t = 3; t >= 1; t--) {
        const dz = dh.mul(tf.sub(1, states[t].square())) as tf.Tensor2D;
        const norm = (quantity: string): number => of(steps, quantity)[t - 1].norm as number;
        expect(norm('dL/da')).toBeCloseTo(dh.norm().dataSync()[0], 6);
        expect(norm('dL/dz')).toBeCloseTo(dz.norm().dataSync()[0], 6);
        dh = dz.matMul(u, false, true) as tf.Tensor2D;
      }
    });
    model.dispose();
  });

  test("has an LSTM's memory gradient by finite differences of the loss", () => {
    const model = recurrent({ inputs: 2, units: 2, outputs: 3, cell: 'lstm', seed: 3, forgetBias: 0 });
    const steps = observe(model, sequences, labels).throughTime!.objects() as Row[];
    // An LSTM of one step whose input gate's share of the memory is nudged: dL/dc(3) through h(3) alone.
    const [kernel, recurrentKernel, bias, v, c] = model.getWeights().map((w) => w.arraySync()) as [
      number[][],
      number[][],
      number[],
      number[][],
      number[],
    ];
    const sequence = sequences.arraySync();
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
    const loss = (nudge: { at: number; example: number; unit: number; by: number }): number =>
      sequence.reduce((sum, example, n) => {
        let [h, memory] = [
          [0, 0],
          [0, 0],
        ];
        example.forEach((input, t) => {
          const gate = (g: number, u: number): number =>
            bias[2 * g + u] +
            input.reduce((s, xi, k) => s + xi * kernel[k][2 * g + u], 0) +
            h.reduce((s, hk, k) => s + hk * recurrentKernel[k][2 * g + u], 0);
          memory = [0, 1].map((u) => {
            const nudged = nudge.at === t + 1 && nudge.example === n && nudge.unit === u ? nudge.by : 0;
            return sigmoid(gate(1, u)) * memory[u] + sigmoid(gate(0, u)) * Math.tanh(gate(2, u)) + nudged;
          });
          h = [0, 1].map((u) => sigmoid(gate(3, u)) * Math.tanh(memory[u]));
        });
        const logits = c.map((ci, k) => ci + h[0] * v[0][k] + h[1] * v[1][k]);
        const label = [0, 1, 2, 1][n];
        return sum + (Math.log(logits.reduce((s, l) => s + Math.exp(l), 0)) - logits[label]) / 4;
      }, 0);
    for (const at of [1, 2, 3]) {
      let squares = 0;
      for (let example = 0; example < 4; example++) {
        for (const unit of [0, 1]) {
          const by = 1e-5;
          squares +=
            ((loss({ at, example, unit, by }) - loss({ at, example, unit, by: -by })) / (2 * by)) ** 2;
        }
      }
      expect((of(steps, 'dL/dc')[at - 1].norm as number) / Math.sqrt(squares)).toBeCloseTo(1, 4);
    }
    model.dispose();
  });

  test('shows the gradient of the recurrent matrix apart from that of the kernel', () => {
    expect(seenOf('simple').last.map((r) => r.quantity)).toEqual(
      expect.arrayContaining(['W', 'U', 'dL/dW', 'dL/dU', 'dL/db']),
    );
  });

  test('is the same after it was observed', () => {
    const model = recurrent({ inputs: 2, units: 5, outputs: 3, cell: 'simple', seed: 1 });
    const { cell } = model.getLayer('simple_1') as unknown as { cell: { activation: unknown } };
    const own = cell.activation;
    observe(model, sequences, labels);
    expect(Object.hasOwn(cell, 'call')).toBe(false);
    expect(cell.activation).toBe(own);
    model.dispose();
  });
});

describe('histograms', () => {
  test('count every value once, in bins that follow each other', () => {
    const model = mlp({ inputs: 6, hidden: [50], outputs: 3, activation: 'tanh', seed: 1 });
    const { histograms } = observe(model, x, labels, { histograms: 7 });
    const rows = (histograms!.objects() as Row[]).filter((r) => r.depth === 1 && r.quantity === 'a');
    expect(rows).toHaveLength(7);
    expect(rows.reduce((sum, r) => sum + (r.count as number), 0)).toBe(200);
    for (let i = 1; i < 7; i++) expect(rows[i].from).toBeCloseTo(rows[i - 1].to as number, 12);
    expect(observe(model, x, labels).histograms).toBeNull();
    model.dispose();
  });
});
