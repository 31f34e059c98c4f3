// More of what practitioners do: models with several ends, with layers that know of one another, watched more than once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { learningRateRange, observe, tf, train, watch, type LayerRow } from '../../src';
import { disposeNewVariables } from '../leaks';
import { indices, numbers, oneHot } from './architecture';

const { dense } = tf.layers;
let x: tf.Tensor, y: tf.Tensor, tensors: number;

disposeNewVariables();
beforeEach(() => {
  x = numbers([8, 3], 1);
  y = numbers([8, 2], 2);
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  tf.dispose([x, y]);
});

const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
const apply = (layer: tf.layers.Layer, on: tf.SymbolicTensor): tf.SymbolicTensor =>
  layer.apply(on) as tf.SymbolicTensor;
type Row = Required<LayerRow>;
const rowsOf = (table: { objects(): object[] }): Row[] => table.objects() as Row[];

/** A layer with an activation, then one without. */
const twoLayers = (activation: 'tanh' | 'relu' = 'tanh'): tf.Sequential =>
  tf.sequential({
    layers: [
      dense({ units: 4, activation, inputShape: [3], kernelInitializer: kernel(1) }),
      dense({ units: 2, kernelInitializer: kernel(2) }),
    ],
  });

function forked(): tf.LayersModel {
  const input = tf.input({ shape: [3], name: 'features' });
  const body = apply(dense({ units: 4, activation: 'tanh', kernelInitializer: kernel(1) }), input);
  const kind = apply(
    dense({ units: 3, activation: 'softmax', name: 'kind', kernelInitializer: kernel(2) }),
    body,
  );
  const size = apply(dense({ units: 2, name: 'size', kernelInitializer: kernel(3) }), body);
  return tf.model({ inputs: input, outputs: [kind, size] });
}

describe('several ends', () => {
  test('losses, targets and inputs by name are those by place', async () => {
    const rows = oneHot(8, 3, 4);
    const shown = [];
    const losses: [object, object, object][] = [
      [['categoricalCrossentropy', 'meanSquaredError'], x, [rows, y]],
      [
        { size: 'meanSquaredError', kind: 'categoricalCrossentropy' },
        { features: x },
        { size: y, kind: rows },
      ],
    ];
    for (const [loss, inputs, targets] of losses) {
      const model = forked();
      model.compile({ optimizer: tf.train.sgd(0.1), loss: loss as string[] });
      const seen = observe(model, inputs as tf.Tensor, targets as tf.Tensor);
      const trained = await train(
        model,
        { x: inputs as tf.Tensor, y: targets as tf.Tensor },
        { steps: 3, optimizer: 'sgd' },
      );
      const fitted = await model.fit(inputs as tf.Tensor, targets as tf.Tensor, {
        epochs: 1,
        batchSize: 8,
        verbose: 0,
      });
      shown.push([
        seen.loss,
        rowsOf(seen.layers).map(({ norm }) => norm),
        trained.history.array('loss'),
        fitted.history.loss,
      ]);
    }
    expect(shown[1]).toEqual(shown[0]);
    rows.dispose();
  });

  test('an output that no loss reads leaves its branch without a gradient, in fit and here', async () => {
    const model = forked();
    const nothing = (_: tf.Tensor, output: tf.Tensor): tf.Tensor => tf.mul(tf.mean(output, -1), 0);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: [nothing, 'meanSquaredError'] as string[] });
    const rows = oneHot(8, 3, 4);
    const kind = (): string => String(model.getLayer('kind').getWeights()[0].dataSync());
    const was = kind();
    const seen = rowsOf(observe(model, x, [rows, y]).layers).filter(
      (row) => row.layer === 'kind' && row.quantity.startsWith('dL/'),
    );
    for (const row of seen) expect(row.norm).toBe(0);
    await model.fit(x, [rows, y], { epochs: 1, verbose: 0 });
    expect(kind()).toBe(was);
    rows.dispose();
  });
});

/** Multiplies by another layer's kernel, turned round, as autoencoders and language models do. */
class Tied extends tf.layers.Layer {
  static className = 'HabitTied';
  constructor(private readonly to: tf.layers.Layer) {
    super({});
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0], 3];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.matMul(input, this.to.weights[0].read(), false, true);
  }
}

describe('layers that know of one another', () => {
  test.each([false, true])(
    'a tied weight has one row with the gradient of both uses, as fit has it (compiled: %s)',
    async (compiled) => {
      const first = dense({
        units: 4,
        activation: 'tanh',
        inputShape: [3],
        name: 'first',
        kernelInitializer: kernel(1),
      });
      const model = tf.sequential({ layers: [first, new Tied(first)] });
      model.compile({ optimizer: tf.train.sgd(1024), loss: 'meanSquaredError' });
      const rows = rowsOf(observe(model, x, x, { compiled }).layers).filter(
        ({ quantity }) => quantity === 'dL/dW',
      );
      const was = first.getWeights()[0].clone();
      await model.fit(x, x, { epochs: 1, batchSize: 8, verbose: 0 });
      const moved = tf.tidy(() => tf.norm(tf.sub(first.getWeights()[0], was)).dataSync()[0] / 1024);
      expect(rows.map(({ layer }) => layer)).toEqual(['first']);
      expect(rows[0].norm / moved).toBeCloseTo(1, 4);
      was.dispose();
    },
  );

  test('a model at each step of a sequence, and one model in two others', async () => {
    const inner = twoLayers('relu');
    const each = tf.layers.timeDistributed({ layer: inner, inputShape: [5, 3] });
    const model = tf.sequential({ layers: [each, tf.layers.globalAveragePooling1d({})] });
    model.compile({ optimizer: tf.train.sgd(1024), loss: 'meanSquaredError' });
    const sequences = numbers([8, 5, 3], 6);
    const rows = rowsOf(observe(model, sequences, y).layers).filter(({ quantity }) => quantity === 'dL/dW');
    const was = inner.getWeights().map((weight) => weight.clone());
    await model.fit(sequences, y, { epochs: 1, batchSize: 8, verbose: 0 });
    const moved = [0, 2].map((i) =>
      tf.tidy(() => tf.norm(tf.sub(inner.getWeights()[i], was[i])).dataSync()[0] / 1024),
    );
    expect(rows).toHaveLength(2);
    rows.forEach((row, i) => expect(row.norm / moved[i]).toBeCloseTo(1, 4));
    tf.dispose([sequences, was]);
  });
});

describe('watched more than once', () => {
  const model = (): tf.Sequential => {
    const made = twoLayers();
    made.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['mse'] });
    return made;
  };
  const options = { epochs: 1, batchSize: 4, shuffle: false, verbose: 0 } as const;

  test('one watcher in two fits counts its steps on', async () => {
    const made = model();
    const watcher = watch(made);
    await made.fit(x, y, { ...options, callbacks: [watcher] });
    await made.fit(x, y, { ...options, callbacks: [watcher] });
    expect([...new Set(rowsOf(watcher.layers()).map(({ step }) => step))]).toEqual([1, 2, 3, 4]);
  });

  test('two watchers of one model see the same, at their own steps', async () => {
    const made = model();
    const [all, some] = [watch(made), watch(made, { every: 2 })];
    await made.fit(x, y, { ...options, epochs: 2, callbacks: [all, some] });
    const rows = rowsOf(all.layers()).filter(({ step }) => step % 2 === 1);
    expect(rowsOf(some.layers())).toEqual(rows);
    expect(Object.hasOwn(made.optimizer, 'applyGradients')).toBe(false);
  });

  test('a model that is compiled anew between two fits is watched with its new optimiser', async () => {
    const made = model();
    const watcher = watch(made);
    await made.fit(x, y, { ...options, callbacks: [watcher] });
    made.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanAbsoluteError' });
    await made.fit(x, y, { ...options, callbacks: [watcher] });
    const gradients = rowsOf(watcher.layers()).filter(
      ({ quantity, step }) => quantity === 'dL/dW' && step > 2,
    );
    expect(gradients).toHaveLength(4);
    for (const row of gradients) expect(row.norm).toBeGreaterThan(0);
  });
});

describe('data of other kinds', () => {
  const regression = (): tf.Sequential => {
    const made = twoLayers();
    made.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    return made;
  };

  test('train on a tf.data dataset does what fitDataset does', async () => {
    const [a, b] = [regression(), regression()];
    const rows = tf.data
      .zip({ xs: tf.data.array(x.arraySync() as number[][]), ys: tf.data.array(y.arraySync() as number[][]) })
      .batch(3);
    await a.fitDataset(rows as never, { epochs: 2, verbose: 0 });
    await train(b, rows as never, { epochs: 2, optimizer: 'sgd' });
    a.getWeights().forEach((weight, i) => {
      const [p, q] = [weight.dataSync(), b.getWeights()[i].dataSync()];
      p.forEach((v, j) => expect(q[j]).toBeCloseTo(v, 6));
    });
  });

  test('learningRateRange leaves a model that is being trained as it was, and its optimiser', async () => {
    const made = regression();
    const optimizer = tf.train.momentum(0.05, 0.9);
    made.compile({ optimizer, loss: 'meanSquaredError' });
    await made.fit(x, y, { epochs: 2, verbose: 0 });
    const state = (): string =>
      JSON.stringify([optimizer.getConfig(), made.getWeights().map((w) => [...w.dataSync()])]);
    const [was, before] = [state(), tf.memory().numTensors];
    await learningRateRange(made, { x, y }, { steps: 5, optimizer });
    expect(state()).toBe(was);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a batch of one row, inputs of whole numbers, and a look within tf.tidy', () => {
    const made = regression();
    const [row, target] = [numbers([1, 3], 1), numbers([1, 2], 2)];
    expect(observe(made, row, target).loss).toBeGreaterThan(0);
    const whole = indices([8, 3], 5, 3);
    const floats = whole.cast('float32');
    expect(observe(made, whole, y).loss).toBeCloseTo(observe(made, floats, y).loss, 6);
    expect(observe(made, whole, y, { compiled: true }).loss).toBeCloseTo(observe(made, floats, y).loss, 6);
    const outside = observe(made, x, y).loss;
    tf.tidy(() => {
      expect(observe(made, x, y).loss).toBe(outside);
    });
    tf.dispose([row, target, whole, floats]);
    expect(tf.memory().numTensors - made.weights.length).toBe(tensors + 1); // and the rate of its optimiser
  });

  test('values that are not finite are shown, not hidden, and training stops before the weights are touched', async () => {
    const made = regression();
    const bad = tf.tidy(() => tf.mul(x, tf.tensor2d([[1, NaN, 1]])));
    expect(observe(made, bad, y).loss).toBeNaN();
    const was = String(made.getWeights()[0].dataSync());
    const { stopped } = await train(made, { x: bad, y }, { steps: 3 });
    expect(stopped?.step).toBe(1);
    expect(String(made.getWeights()[0].dataSync())).toBe(was);
    bad.dispose();
  });
});
