// whatIf on models without a spec: fixes that change layers, losses and labels.
import { afterAll, describe, expect, it } from 'vitest';
import { datasets, tables, tf, whatIf, type WhatIfOptions } from '../../../src';

const digits = datasets.digits().train;
const rows = 400;
const x = digits.x.slice([0, 0], [rows, 64]);
const indices = digits.y.slice([0], [rows]);
const oneHot = tf.oneHot(indices.toInt(), 10).toFloat();
const isLarge = indices.greaterEqual(5).toFloat().reshape([rows, 1]);
afterAll(() => {
  tf.dispose([x, indices, oneHot, isLarge]);
});

const dense = (units: number, activation?: 'relu' | 'softmax' | 'sigmoid' | 'tanh', seed = 1) =>
  tf.layers.dense({
    units,
    ...(activation ? { activation } : {}),
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });

/** 64 inputs, layers, compiled. */
function classifier(loss: string, ...layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [64] }), ...layers] });
  model.compile({ optimizer: tf.train.adam(0.01), loss });
  return model;
}

/** The rows of whatIf; model, data and the number of tensors are checked to be as before. */
async function tried(model: tf.LayersModel, y: tf.Tensor, options: WhatIfOptions) {
  const weights = model.getWeights().map((one) => one.arraySync());
  const tensors = tf.memory().numTensors;
  const found = await whatIf(model, { x, y }, { seeds: 1, steps: 60, ...options });
  expect(model.getWeights().map((one) => one.arraySync())).toEqual(weights);
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
  return tables.rows(found);
}

describe('whatIf on a model without a spec', () => {
  it('leaves states and dropout masks of recurrent layers as they were', async () => {
    const gru = tf.layers.gru({
      units: 3,
      dropout: 0.2,
      stateful: true,
      batchInputShape: [50, 8, 8],
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
    });
    const model = tf.sequential({ layers: [gru, dense(10, 'softmax')] });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const sequences = x.reshape([rows, 8, 8]);
    tf.dispose(model.predict(sequences.slice(0, 50), { batchSize: 50 }));
    const states = () => (gru as unknown as { states: tf.Tensor[] }).states.map((one) => one.arraySync());
    const [before, tensors] = [states(), tf.memory().numTensors];
    await whatIf(
      model,
      { x: sequences, y: indices },
      { seeds: 2, steps: 10, batchSize: 50, fixes: ['larger rate'] },
    );
    expect(states()).toEqual(before);
    // The next pass of a layer frees the masks of the one before, those of `predict` above too.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(tensors);
    tf.dispose(sequences);
    model.dispose();
  });

  it('puts a sigmoid with its loss in the place of a softmax over one unit', async () => {
    const model = classifier('binaryCrossentropy', dense(16, 'relu'), dense(1, 'softmax', 2));
    const [asItIs, fixed] = await tried(model, isLarge, { fixes: ['output'] });
    expect(fixed!.change).toBe(
      "tf.layers.dense({ units: 1, activation: 'sigmoid' }), loss: 'binaryCrossentropy'",
    );
    expect(asItIs!.rest).toBeGreaterThan(5); // an output of 1, whose loss is 16.1 times the share of zeros: -ln 1e-7
    expect(fixed!.rest).toBeLessThan(0.5);
    expect(fixed).toMatchObject({ rank: 1, halved: 1 });
    expect(fixed!.share).toBeCloseTo(fixed!.rest!, 10); // stuck above the best constant counts as stuck at it
  });

  it.each([
    ['logits into a loss on probabilities', 'categoricalCrossentropy', () => dense(10), () => oneHot],
    ['a ReLU on the output', 'categoricalCrossentropy', () => dense(10, 'relu'), () => oneHot],
    [
      'one-hot rows for a loss on indices',
      'sparseCategoricalCrossentropy',
      () => dense(10, 'softmax'),
      () => oneHot,
    ],
    ['indices for a loss on rows', 'categoricalCrossentropy', () => dense(10, 'softmax'), () => indices],
    ['classes into a single number', 'meanSquaredError', () => dense(1), () => indices],
  ])('gives the labels their output and loss: %s', async (_name, loss, output, y) => {
    const found = await tried(classifier(loss, dense(16, 'relu'), output()), y(), { fixes: ['output'] });
    expect(found).toHaveLength(2);
    expect(found[1]!.rest).toBeLessThan(0.5);
    expect(found[1]!.change).toMatch(/loss: '(sparseC|c)ategoricalCrossentropy'/);
  });

  it('makes the output of numbers linear', async () => {
    const y = x.slice([0, 20], [rows, 1]).mul(4).add(2);
    const model = classifier('meanSquaredError', dense(16, 'relu'), dense(1, 'sigmoid', 2));
    const [asItIs, fixed] = await tried(model, y, { fixes: ['output'], steps: 150 });
    expect(fixed!.change).toBe("tf.layers.dense({ units: 1 }), loss: 'meanSquaredError'");
    expect(asItIs!.rest).toBeGreaterThan(0.8); // y is 2 at least, and a sigmoid at most 1
    expect(fixed!.rest).toBeLessThan(0.3);
    y.dispose();
  });

  it('leaves an output that suits its labels', async () => {
    const model = classifier('sparseCategoricalCrossentropy', dense(16, 'relu'), dense(10, 'softmax'));
    expect(await tried(model, indices, { fixes: ['output', 'activation'], steps: 10 })).toHaveLength(2);
  });

  it('changes hidden activations, weights and normalisation, together or alone', async () => {
    const hidden = Array.from({ length: 12 }, (_, i) => dense(32, 'sigmoid', i));
    const model = classifier('categoricalCrossentropy', ...hidden, dense(10, 'softmax'));
    const found = await tried(model, oneHot, {
      fixes: [['activation', 'initializer'], 'normalization', 'activation', 'initializer'],
      steps: 150,
    });
    const of = (fix: string) => found.find((one) => one.fix === fix)!;
    expect(of('activation and initializer').change).toBe("activation: 'relu', initialize(model, 'heNormal')");
    expect(of('activation and initializer').factor).toBeCloseTo(1, 1); // He et al. 2015: the norm is kept
    expect(of('activation and initializer').halved).toBe(1);
    expect(of('none').factor).toBeLessThan(0.4); // a sigmoid's slope is at most 1/4, times a norm of the weights of about 1
    expect(of('normalization').factor).toBeGreaterThan(0.8); // at least 1 for layers and batches that are wide: Yang et al. 2019
  });

  it('puts gates, open forget gates and orthogonal matrices into recurrent layers', async () => {
    const sequence = x.reshape([rows, 64, 1]);
    const recurrent = tf.sequential({
      layers: [tf.layers.simpleRNN({ units: 8, inputShape: [64, 1] }), dense(10, 'softmax')],
    });
    recurrent.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const tensors = tf.memory().numTensors;
    const found = await whatIf(
      recurrent,
      { x: sequence, y: oneHot },
      { seeds: 1, steps: 10, batchSize: 8, fixes: ['gates', 'orthogonal recurrence', 'forget bias'] },
    );
    expect(tables.values(found, 'fix').sort()).toEqual(['gates', 'none', 'orthogonal recurrence']);
    expect(tf.memory().numTensors).toBe(tensors);
    recurrent.dispose();
    sequence.dispose();
  });

  it('adds the input of each block to its output: a network of zeros becomes the identity', async () => {
    const zeros = () => tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: 'zeros' });
    const model = classifier('categoricalCrossentropy', zeros(), zeros(), zeros(), dense(10, 'softmax'));
    const [asItIs, fixed] = await tried(model, oneHot, { fixes: ['skip'], steps: 150 });
    expect(asItIs!.rest).toBeGreaterThan(0.9); // no weight before the last one has a gradient
    expect(fixed!.share).toBeLessThan(0.5); // a softmax regression on the pixels
  });

  it('is repeatable, also with dropout', async () => {
    const model = () =>
      classifier(
        'categoricalCrossentropy',
        dense(32, 'relu'),
        tf.layers.dropout({ rate: 0.9, name: 'mask' }),
        dense(10, 'softmax', 2),
      );
    const runs = [];
    for (let i = 0; i < 2; i++) runs.push(await tried(model(), oneHot, { fixes: ['dropout'] }));
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]![1]).toMatchObject({ fix: 'dropout', change: 'tf.layers.dropout({ rate: 0.1 })' });
    expect(runs[0]![1]!.share).toBeLessThan(0.8);
  });

  it('keeps to what needs no other network where tfjs does not know a class', async () => {
    class Doubled extends tf.layers.Layer {
      static className = 'Doubled';
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.mul([inputs].flat()[0]!, 2);
      }
    }
    const model = classifier(
      'categoricalCrossentropy',
      dense(8, 'sigmoid'),
      new Doubled(),
      dense(10, 'softmax'),
    );
    const found = await tried(model, oneHot, { steps: 10 });
    const fixes = found.map(({ fix }) => fix);
    expect(fixes).toEqual(expect.arrayContaining(['initializer', 'lsuv', 'scale x', 'larger rate']));
    for (const fix of ['activation', 'normalization', 'output', 'skip']) expect(fixes).not.toContain(fix);
  });

  it('tries what the findings of a diagnosis suggest', async () => {
    const remedy = (...fixes: string[]) => ({ remedy: { text: '', code: null, fixes } });
    const findings = [remedy('output'), remedy(), remedy('scale x', 'initializer'), remedy('output')];
    const model = classifier('binaryCrossentropy', dense(16, 'relu'), dense(1, 'softmax', 2));
    const found = await tried(model, isLarge, { fixes: { findings } as never, steps: 10 });
    expect(found.map(({ fix }) => fix).sort()).toEqual(['none', 'output', 'scale x and initializer']);
  });
});
