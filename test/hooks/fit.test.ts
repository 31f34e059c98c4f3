// The gradients of observe are those that fit hands to its optimiser: one step of fit by SGD of rate 1 moves by just these.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LayerRow } from '../../src/hooks';
import { expectNoLeaks } from '../leaks';
import { dense, glorot, random } from './seeded';

const disposable = expectNoLeaks();

const kept = <T extends tf.Tensor>(make: () => T): T => {
  return disposable(tf.tidy(make));
};

interface Case {
  readonly model: tf.LayersModel;
  readonly x: tf.Tensor | tf.Tensor[];
  readonly y: tf.Tensor | tf.Tensor[];
  readonly classWeight?: Record<number, number> | Record<string, Record<number, number>>;
}

/** The change of every weight in one step of fit, and the loss of the step. */
async function stepOfFit({
  model,
  x,
  y,
  classWeight,
}: Case): Promise<{ loss: number; moved: Map<string, number> }> {
  const read = (): [string, Float32Array][] =>
    model.weights.map((weight) => [weight.name, weight.read().dataSync<'float32'>().slice()]);
  const was = read();
  const [{ shape }] = [x].flat();
  const { history } = await model.fit(x, y, {
    batchSize: shape[0]!,
    epochs: 1,
    verbose: 0,
    shuffle: false,
    ...(classWeight ? { classWeight: classWeight as Record<number, number> } : {}),
  });
  const moved = new Map(
    read().map(([name, values], w) => [name, Math.hypot(...values.map((v, i) => v - was[w][1][i]))]),
  );
  const [loss] = history.loss as number[];
  return { loss, moved };
}

/** observe and fit on the same model: loss, and the gradient's norm of every weight that fit moves, and of no other. */
async function same(one: Case, compiled = false): Promise<LayerRow[]> {
  const { model, x, y, classWeight } = one;
  const seen = observe(model, x, y, { compiled, ...(classWeight ? { classWeight } : {}) });
  const rows = seen.layers.objects() as LayerRow[];
  const gradients = rows.filter(({ quantity, weight }) => weight !== null && quantity.startsWith('dL/'));
  const { loss, moved } = await stepOfFit(one);
  expect(seen.loss / loss).toBeCloseTo(1, 5);
  const trained = new Set(model.trainableWeights.map(({ name }) => name));
  const theirs = [...moved].filter(([name]) => trained.has(name)).map(([, norm]) => norm);
  const sorted = (norms: number[]): number[] => [...norms].sort((a, b) => a - b);
  expect(gradients).toHaveLength(theirs.length);
  sorted(gradients.map(({ norm }) => norm)).forEach((norm, i) => {
    expect(Math.abs(norm - sorted(theirs)[i])).toBeLessThan(1e-5 * Math.max(1, sorted(theirs)[i]));
  });
  return rows;
}

type Losses = string | string[] | Record<string, string>;

function compiledWith(
  model: tf.LayersModel,
  loss: Losses | ((y: tf.Tensor, p: tf.Tensor) => tf.Tensor),
): tf.LayersModel {
  const sgd = tf.train.sgd(1);
  model.compile({ optimizer: sgd, loss: loss as string });
  disposable({
    dispose() {
      model.dispose();
      sgd.dispose();
    },
  });
  return model;
}

describe('the regularisers’ penalties', () => {
  const { l1, l2, l1l2 } = tf.regularizers;
  test.each([false, true])('of kernels, biases and normalisations, compiled %s', async (compiled) => {
    const model = compiledWith(
      tf.sequential({
        layers: [
          dense(4, 1, {
            inputShape: [3],
            kernelRegularizer: l2({ l2: 0.3 }),
            biasRegularizer: l1({ l1: 0.1 }),
            biasInitializer: 'ones',
          }),
          tf.layers.batchNormalization({ gammaRegularizer: l2({ l2: 0.2 }) }),
          dense(1, 2, { kernelRegularizer: l1l2({ l1: 0.05, l2: 0.2 }) }),
        ],
      }),
      'meanSquaredError',
    );
    await same({ model, x: kept(() => random([6, 3], 1)), y: kept(() => random([6, 1], 2)) }, compiled);
  });

  test('of a recurrent layer, and of one in a model within the model', async () => {
    const inner = tf.sequential({
      layers: [dense(3, 5, { inputShape: [4], kernelRegularizer: l2({ l2: 0.4 }) })],
    });
    const model = compiledWith(
      tf.sequential({
        layers: [
          tf.layers.gru({
            units: 4,
            inputShape: [5, 2],
            kernelInitializer: glorot(3),
            recurrentInitializer: glorot(4),
            recurrentRegularizer: l2({ l2: 0.5 }),
          }),
          inner,
        ],
      }),
      'meanSquaredError',
    );
    await same({ model, x: kept(() => random([6, 5, 2], 1)), y: kept(() => random([6, 3], 2)) });
    disposable(inner);
  });

  test('of a layer that is used twice, as often as fit counts it', async () => {
    const shared = dense(3, 1, { kernelRegularizer: l2({ l2: 0.3 }) });
    const input = tf.input({ shape: [3] });
    const model = compiledWith(
      tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) as tf.SymbolicTensor }),
      'meanSquaredError',
    );
    await same({ model, x: kept(() => random([6, 3], 1)), y: kept(() => random([6, 3], 2)) });
    disposable(shared);
  });

  test('come on top of a loss by name or by function, too', () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(2, 1, { inputShape: [3], kernelRegularizer: l2({ l2: 1 }) })] }),
      'meanSquaredError',
    );
    const [x, y] = [kept(() => random([6, 3], 1)), kept(() => random([6, 2], 2))];
    const asCompiled = observe(model, x, y).loss;
    expect(observe(model, x, y, { loss: 'meanSquaredError' }).loss).toBeCloseTo(asCompiled, 6);
    const own = (t: tf.Tensor, p: tf.Tensor | tf.Tensor[]): tf.Tensor =>
      tf.losses.meanSquaredError(t, p as tf.Tensor);
    expect(observe(model, x, y, { loss: own }).loss).toBeCloseTo(asCompiled, 6);
  });
});

describe('several outputs', () => {
  function heads(loss: Losses): tf.LayersModel {
    const input = tf.input({ shape: [3] });
    const body = dense(5, 1, { activation: 'tanh' }).apply(input) as tf.SymbolicTensor;
    const classes = dense(3, 2, { activation: 'softmax', name: 'classes' }).apply(body) as tf.SymbolicTensor;
    const value = dense(1, 3, { name: 'value' }).apply(body) as tf.SymbolicTensor;
    return compiledWith(tf.model({ inputs: input, outputs: [classes, value] }), loss);
  }
  const x = (): tf.Tensor => kept(() => random([4, 3], 1));
  const labels = (): tf.Tensor => kept(() => tf.tensor1d([0, 2, 1, 2]));
  const values = (): tf.Tensor => kept(() => random([4, 1], 2));

  test.each([
    ['an array', ['sparseCategoricalCrossentropy', 'meanSquaredError']],
    ['an object', { classes: 'sparseCategoricalCrossentropy', value: 'meanAbsoluteError' }],
  ])('with losses in %s', async (_, loss) => {
    const model = heads(loss as Losses);
    await same({ model, x: x(), y: [labels(), values()] });
    await same({ model, x: x(), y: [labels(), values()] }, true);
  });

  test('with one loss for all', async () => {
    const y = [kept(() => tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3).toFloat()), values()];
    await same({ model: heads('meanSquaredError'), x: x(), y });
  });

  test('by name in an object, as in an array', () => {
    const model = heads(['sparseCategoricalCrossentropy', 'meanSquaredError']);
    const [input, y, z] = [x(), labels(), values()];
    const byArray = observe(model, input, [y, z]);
    expect(observe(model, input, { value: z, classes: y }).loss).toBe(byArray.loss);
    expect(() => observe(model, input, { value: z })).toThrow(
      'observe: y must be an object with classes, value',
    );
    expect(() => observe(model, input, [y])).toThrow(
      'observe: y must be 2 tensors, one an output of the model; got 1',
    );
  });
});

describe('class weights', () => {
  test.each([false, true])('of class indices, compiled %s', async (compiled) => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(3, 1, { inputShape: [3], activation: 'softmax' })] }),
      'sparseCategoricalCrossentropy',
    );
    const y = kept(() => tf.tensor1d([0, 2, 1, 2]));
    await same(
      { model, x: kept(() => random([4, 3], 1)), y, classWeight: { 0: 1, 1: 5, 2: 0.25 } },
      compiled,
    );
  });

  test('of one-hot rows', async () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(3, 1, { inputShape: [3], activation: 'softmax' })] }),
      'categoricalCrossentropy',
    );
    const y = kept(() => tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3).toFloat());
    await same({ model, x: kept(() => random([4, 3], 1)), y, classWeight: { 0: 2, 1: 5, 2: 0 } });
  });

  test('of two classes in one output', async () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(1, 1, { inputShape: [3], activation: 'sigmoid' })] }),
      'binaryCrossentropy',
    );
    const y = kept(() => tf.tensor1d([0, 1, 1, 0]));
    await same({ model, x: kept(() => random([4, 3], 1)), y, classWeight: { 0: 1, 1: 10 } });
  });

  test('of one of several outputs', async () => {
    const input = tf.input({ shape: [3] });
    const a = dense(2, 1, { name: 'a', activation: 'softmax' }).apply(input) as tf.SymbolicTensor;
    const b = dense(1, 2, { name: 'b' }).apply(input) as tf.SymbolicTensor;
    const model = compiledWith(tf.model({ inputs: input, outputs: [a, b] }), [
      'sparseCategoricalCrossentropy',
      'meanSquaredError',
    ]);
    const y = [kept(() => tf.tensor1d([0, 1, 1, 0])), kept(() => random([4, 1], 3))];
    await same({ model, x: kept(() => random([4, 3], 1)), y, classWeight: { a: { 0: 1, 1: 3 } } });
  });

  test('that lack a class, or do not go with the loss, are named', () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(3, 1, { inputShape: [3], activation: 'softmax' })] }),
      'sparseCategoricalCrossentropy',
    );
    const [x, y] = [kept(() => random([2, 3], 1)), kept(() => tf.tensor1d([0, 2]))];
    expect(() => observe(model, x, y, { classWeight: { 0: 1 } })).toThrow(
      'observe: classWeight has no weight for class 2, which y has',
    );
    const loss = (_: tf.Tensor, p: tf.Tensor | tf.Tensor[]): tf.Tensor => tf.mean(p as tf.Tensor);
    expect(() => observe(model, x, y, { loss, classWeight: { 0: 1 } })).toThrow('weigh in it');
    expect(() => observe(model, x, y, { classWeight: { 0: NaN, 2: 1 } })).toThrow(
      'classWeight must be an object',
    );
  });
});

describe('layers that are frozen', () => {
  const data = () => ({ x: kept(() => random([6, 3], 1)), y: kept(() => random([6, 1], 2)) });

  test.each(['before the first run', 'after it', 'within a model within the model'])('%s', async (when) => {
    const first = dense(4, 1, { inputShape: [3], activation: 'tanh' });
    const layers = [first, dense(3, 2, { activation: 'tanh' })];
    const nested = when.includes('within a');
    const body = nested ? [tf.sequential({ layers })] : layers;
    const model = tf.sequential({ layers: [...body, dense(1, 3)] });
    const { x, y } = data();
    if (when === 'after it') tf.dispose(model.predict(x));
    first.trainable = false;
    compiledWith(model, 'meanSquaredError');
    const rows = await same({ model, x, y });
    const ofFirst = rows.filter(({ depth }) => depth === 1).map(({ quantity }) => quantity);
    expect(ofFirst).toEqual(['z', 'a']);
  });

  test('above others let their gradients through', async () => {
    const last = dense(1, 3);
    const model = tf.sequential({ layers: [dense(4, 1, { inputShape: [3] }), last] });
    last.trainable = false;
    compiledWith(model, 'meanSquaredError');
    const rows = await same({ model, ...data() });
    expect(rows.filter(({ depth }) => depth === 2).map(({ quantity }) => quantity)).toEqual(['z', 'dL/dz']);
  });

  test('all of them: values without gradients', () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(1, 1, { inputShape: [3] })] }),
      'meanSquaredError',
    );
    for (const layer of model.layers) layer.trainable = false;
    const { x, y } = data();
    expect((observe(model, x, y).layers.objects() as LayerRow[]).map(({ quantity }) => quantity)).toEqual([
      'z',
    ]);
    expect(() => observe(model, x, y, { quantities: ['dL/dz'] })).toThrow(
      'every layer of the model is frozen',
    );
  });

  test('a whole model that a Sequential has first: fit trains it all the same, and the notes say so', async () => {
    const base = tf.sequential({
      layers: [dense(4, 1, { inputShape: [3], activation: 'tanh' })],
      name: 'base',
    });
    base.trainable = false;
    const model = compiledWith(tf.sequential({ layers: [base, dense(1, 2)] }), 'meanSquaredError');
    const { x, y } = data();
    const seen = observe(model, x, y);
    expect(seen.notes).toEqual([
      expect.stringMatching(/^base: frozen as a whole, but fit trains its layers/),
    ]);
    const { moved } = await stepOfFit({ model, x, y });
    const kernel = base.layers[0].weights[0].name;
    const row = (seen.layers.objects() as LayerRow[]).find((r) => r.depth === 1 && r.quantity === 'dL/dW')!;
    expect(row.norm).toBeCloseTo(moved.get(kernel)!, 5);
  });

  test('after the model was compiled: fit leaves them too', async () => {
    const model = compiledWith(
      tf.sequential({ layers: [dense(4, 1, { inputShape: [3] }), dense(1, 2)] }),
      'meanSquaredError',
    );
    const { x, y } = data();
    model.layers[0].trainable = false;
    const { layers, notes } = observe(model, x, y);
    expect((layers.objects() as LayerRow[]).filter((r) => r.depth === 1).map((r) => r.quantity)).toEqual([
      'z',
    ]);
    expect(notes).toEqual([]);
    const { moved } = await stepOfFit({ model, x, y });
    expect(moved.get(model.layers[0].weights[0].name)).toBe(0);
  });

  test('and set free after the model was compiled: the notes say that fit does not know', async () => {
    const model = tf.sequential({ layers: [dense(4, 1, { inputShape: [3] }), dense(1, 2)] });
    model.layers[0].trainable = false;
    compiledWith(model, 'meanSquaredError');
    const { x, y } = data();
    expect(observe(model, x, y).notes).toEqual([]);
    model.layers[0].trainable = true;
    expect(observe(model, x, y).notes).toEqual([expect.stringMatching(/compile the model again/)]);
    const { moved } = await stepOfFit({ model, x, y });
    expect(moved.get(model.layers[0].weights[0].name)).toBe(0);
  });
});

test('masks are as fit has them', async () => {
  const model = compiledWith(
    tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: 5,
          outputDim: 3,
          maskZero: true,
          inputLength: 4,
          embeddingsInitializer: glorot(1),
        }),
        tf.layers.lstm({
          units: 3,
          kernelInitializer: glorot(2),
          recurrentInitializer: glorot(3),
          returnSequences: true,
        }),
        tf.layers.simpleRNN({ units: 2, kernelInitializer: glorot(4), recurrentInitializer: glorot(5) }),
        dense(1, 6),
      ],
    }),
    'meanSquaredError',
  );
  const x = kept(() => tf.tensor2d([1, 2, 0, 0, 3, 4, 1, 0, 2, 0, 0, 0], [3, 4]));
  const rows = await same({ model, x, y: kept(() => random([3, 1], 1)) });
  expect(rows.find(({ weight }) => weight === 'embeddings')?.quantity).toBe('W');
});
