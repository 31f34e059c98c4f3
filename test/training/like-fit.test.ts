// train on what fit takes: several inputs and outputs, datasets, class weights, regularisers, frozen layers, states. fit is the
// independent source: the same batches in the same order end at the same weights.
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { learningRateRange, train, type TrainingData, type TrainOptions } from '../../src/training';

const kept: tf.Tensor[] = [];
const keep = <T extends tf.Tensor>(tensor: T): T => {
  kept.push(tensor);
  return tensor;
};
const models: tf.LayersModel[] = [];
afterEach(() => {
  for (const model of models.splice(0)) tf.dispose(model.weights.map((weight) => weight.read()));
});
afterAll(() => {
  tf.dispose(kept);
});

const ROWS = 24;
const x = keep(tf.randomNormal([ROWS, 3], 0, 1, 'float32', 1));
const other = keep(tf.randomNormal([ROWS, 2], 0, 1, 'float32', 2));
const sums = keep(tf.tidy(() => tf.sum(x, 1, true)));
const labels = keep(tf.tidy(() => tf.cast(tf.greater(tf.reshape(sums, [-1]), 0), 'float32')));
const k = (seed: number) => tf.initializers.glorotNormal({ seed });
const track = <M extends tf.LayersModel>(model: M): M => {
  models.push(model);
  return model;
};

const valuesOf = (model: tf.LayersModel): number[][] =>
  model.weights.map((weight) => [...weight.read().dataSync<'float32'>()]);
const close = (values: number[][]) => values.map((one) => one.map((v) => expect.closeTo(v, 5) as number));

interface Case {
  readonly build: () => tf.LayersModel;
  readonly loss: unknown;
  readonly x: TrainingData extends infer D ? (D extends { x: infer X } ? X : never) : never;
  readonly y: tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>;
  readonly fit?: object;
  readonly train?: Partial<TrainOptions>;
}

const dense = (units: number, seed: number, more: object = {}) =>
  tf.layers.dense({ units, kernelInitializer: k(seed), ...more });

function twoByTwo(): tf.LayersModel {
  const [a, b] = [tf.input({ shape: [3], name: `a` }), tf.input({ shape: [2], name: 'b' })];
  const both = tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor;
  const body = dense(5, 1, { activation: 'tanh' }).apply(both) as tf.SymbolicTensor;
  const value = dense(1, 2, { name: 'value' }).apply(body) as tf.SymbolicTensor;
  const kind = dense(2, 3, { activation: 'softmax', name: 'kind' }).apply(body) as tf.SymbolicTensor;
  return track(tf.model({ inputs: [a, b], outputs: [value, kind] }));
}
const small =
  (first: object = {}, last: object = {}) =>
  (): tf.LayersModel =>
    track(
      tf.sequential({
        layers: [dense(4, 1, { activation: 'tanh', inputShape: [3], ...first }), dense(1, 2, last)],
      }),
    );
const l2 = () => ({
  kernelRegularizer: tf.regularizers.l1l2({ l1: 0.01, l2: 0.1 }),
  biasRegularizer: 'l1l2',
});

const cases: [string, Case][] = [
  ['one input, one output', { build: small(), loss: 'meanSquaredError', x, y: sums }],
  [
    'targets [n] for an output [n, 1]',
    { build: small(), loss: 'meanSquaredError', x, y: keep(tf.reshape(sums, [-1])) },
  ],
  [
    'two inputs and two outputs, as arrays',
    {
      build: twoByTwo,
      loss: ['meanSquaredError', 'sparseCategoricalCrossentropy'],
      x: [x, other],
      y: [sums, labels],
    },
  ],
  [
    'the same by name',
    {
      build: twoByTwo,
      loss: { value: 'meanAbsoluteError', kind: 'sparseCategoricalCrossentropy' },
      x: { b: other, a: x },
      y: { kind: labels, value: sums },
    },
  ],
  ['regularisers', { build: small(l2(), l2()), loss: 'meanSquaredError', x, y: sums }],
  [
    'class weights',
    {
      build: small({}, { activation: 'sigmoid' }),
      loss: 'binaryCrossentropy',
      x,
      y: labels,
      fit: { classWeight: { 0: 1, 1: 5 } },
      train: { classWeight: { 0: 1, 1: 5 } },
    },
  ],
  [
    'class weights of one of two outputs',
    {
      build: twoByTwo,
      loss: ['meanSquaredError', 'sparseCategoricalCrossentropy'],
      x: [x, other],
      y: [keep(tf.zerosLike(sums)), labels],
      fit: { classWeight: [{ 0: 1 }, { 0: 0.5, 1: 3 }] },
      train: { classWeight: [{ 0: 1 }, { 0: 0.5, 1: 3 }] },
    },
  ],
  ['a frozen layer', { build: small({ trainable: false }), loss: 'meanSquaredError', x, y: sums }],
  [
    'batch norm',
    {
      build: () =>
        track(
          tf.sequential({
            layers: [dense(4, 1, { inputShape: [3] }), tf.layers.batchNormalization(), dense(1, 2)],
          }),
        ),
      loss: 'meanSquaredError',
      x,
      y: sums,
    },
  ],
];

describe.each(cases)('%s', (_, one) => {
  const compiled = (model: tf.LayersModel): tf.LayersModel => {
    model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: one.loss as string });
    return model;
  };

  test.each([false, true])('ends where fit ends, after steps on all rows; compiled: %s', async (graph) => {
    const [byFit, byTrain] = [compiled(one.build()), compiled(one.build())];
    const { history } = await byFit.fit(one.x as tf.Tensor, one.y, {
      epochs: 6,
      batchSize: ROWS,
      shuffle: false,
      verbose: 0,
      ...one.fit,
    });
    const tensors = tf.memory().numTensors;
    const { history: rows, fallbackReason: tape } = await train(
      byTrain,
      { x: one.x, y: one.y },
      {
        epochs: 6,
        batchSize: ROWS,
        optimizer: { name: 'momentum', learningRate: 0.05 },
        compiled: graph,
        ...one.train,
      },
    );
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tape === null).toBe(graph);
    expect(valuesOf(byTrain)).toEqual(close(valuesOf(byFit)));
    expect(rows.array('loss')).toEqual((history.loss as number[]).map((v) => expect.closeTo(v, 5) as number));
  });

  test('is left alone by learningRateRange', async () => {
    const model = compiled(one.build());
    const was = valuesOf(model);
    const tensors = tf.memory().numTensors;
    const range = await learningRateRange(model, { x: one.x, y: one.y }, { steps: 12, ...one.train });
    expect(range.numRows()).toBeGreaterThan(3);
    expect(valuesOf(model)).toEqual(was);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('a tf.data.Dataset', () => {
  const rows = tf.tidy(() => (x.arraySync() as number[][]).map((row, i) => ({ row, y: sums.dataSync()[i] })));
  const dataset = (batch: number): never =>
    tf.data
      .array(rows)
      .map((one) => ({
        xs: tf.tensor1d((one as { row: number[] }).row),
        ys: tf.tensor1d([(one as { y: number }).y]),
      }))
      .batch(batch) as never;
  const generated = (batch: number): never =>
    tf.data.generator(function* () {
      for (let at = 0; at < ROWS; at += batch)
        yield {
          xs: tf.slice(x, at, Math.min(batch, ROWS - at)),
          ys: tf.slice(sums, at, Math.min(batch, ROWS - at)),
        };
    } as never) as never;
  const built = (): tf.LayersModel => {
    const model = small()();
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    return model;
  };
  const optimizer = { name: 'sgd', learningRate: 0.05 };

  test.each([
    ['of known size', dataset],
    ['that does not say its size', generated],
  ])('%s ends where fitDataset ends', async (_, make) => {
    for (const batch of [8, 10]) {
      const [byFit, byTrain] = [built(), built()];
      await byFit.fitDataset(make(batch), { epochs: 4, verbose: 0 });
      const tensors = tf.memory().numTensors;
      const { history } = await train(byTrain, make(batch), { epochs: 4, optimizer });
      expect(tf.memory().numTensors).toBe(tensors);
      expect(valuesOf(byTrain)).toEqual(close(valuesOf(byFit)));
      expect(history.numRows()).toBe(12);
      expect(history.array('epoch')).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    }
  });

  test('begins anew when it is through, for as many steps as asked', async () => {
    const model = built();
    const seen: (number | null)[] = [];
    const tensors = tf.memory().numTensors;
    const { history } = await train(
      model,
      { train: generated(8), test: dataset(10) },
      {
        steps: 7,
        optimizer,
        onProgress: ({ steps }) => void seen.push(steps),
      },
    );
    expect(tf.memory().numTensors).toBe(tensors);
    expect(history.array('epoch')).toEqual([1, 1, 1, 2, 2, 2, 3]);
    expect(seen).toEqual(Array(7).fill(7));
    const losses = history.array('testLoss') as (number | null)[];
    expect(losses.map((loss) => loss !== null)).toEqual([false, false, true, false, false, true, true]);
    const [evaluated] = [tf.tidy(() => (model.evaluate(x, sums) as tf.Scalar).dataSync()[0])];
    expect(losses.at(-1)).toBeCloseTo(evaluated, 5);
  });

  test('goes through learningRateRange', async () => {
    const model = built();
    const was = valuesOf(model);
    const range = await learningRateRange(model, { train: dataset(8), test: null }, { steps: 10 });
    expect(range.array('learningRate')[0]).toBeCloseTo(1e-5, 10);
    expect(valuesOf(model)).toEqual(was);
  });

  test('is held against the model batch by batch, and frees what it has read', async () => {
    const model = built();
    const tensors = tf.memory().numTensors;
    const bad = (make: () => object): never =>
      tf.data
        .array([0, 1, 2])
        .map((i) => (i === 1 ? make() : { xs: tf.ones([2, 3]), ys: tf.ones([2, 1]) }) as never) as never;
    const steps = { steps: 5 };
    for (const [make, message] of [
      [
        () => ({ xs: tf.ones([2, 4]), ys: tf.ones([2, 1]) }),
        'xs must be a tensor of shape [batch, 3]; got shape [2, 4]',
      ],
      [() => ({ xs: tf.ones([2, 3]) }), 'data must be a tf.data.Dataset of batches { xs, ys }'],
      [() => ({ xs: tf.ones([2, 3]), ys: tf.ones([3, 1]) }), 'ys must be'],
    ] as const)
      await expect(train(model, bad(make), steps), message).rejects.toThrow(`train: ${message}`);
    await expect(train(model, tf.data.array([]).map(() => ({})) as never, steps)).rejects.toThrow(
      'a batch at least; got none',
    );
    await expect(train(model, dataset(8), { ...steps, batchSize: 3 })).rejects.toThrow('data.batch(3)');
    await expect(train(model, generated(8), { epochs: 2, schedule: { kind: 'cosine' } })).rejects.toThrow(
      'give steps',
    );
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('stateful layers', () => {
  const sequences = keep(tf.randomNormal([8, 4, 2], 0, 1, 'float32', 3));
  const targets = keep(tf.ones([8, 1]));
  const built = (): tf.LayersModel => {
    const model = track(
      tf.sequential({
        layers: [
          tf.layers.lstm({
            units: 3,
            stateful: true,
            batchInputShape: [4, 4, 2],
            kernelInitializer: k(1),
            recurrentInitializer: k(2),
          }),
          dense(1, 3),
        ],
      }),
    );
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    return model;
  };
  const statesOf = (model: tf.LayersModel): number[][] =>
    (model.layers[0] as unknown as { states_: tf.Tensor[] }).states_.map((state) => [
      ...state.dataSync<'float32'>(),
    ]);

  test('go on from batch to batch, as in fit, and no tensor is left', async () => {
    const [byFit, byTrain] = [built(), built()];
    const one = tf.slice(sequences, 0, 4);
    const y = tf.ones([4, 1]);
    await byFit.fit(one, y, { epochs: 5, batchSize: 4, shuffle: false, verbose: 0 });
    const tensors = tf.memory().numTensors;
    await train(
      byTrain,
      { train: { x: one, y }, test: { x: sequences, y: targets } },
      {
        epochs: 5,
        optimizer: { name: 'sgd', learningRate: 0.1 },
      },
    );
    expect(tf.memory().numTensors).toBe(tensors);
    expect(valuesOf(byTrain)).toEqual(close(valuesOf(byFit)));
    expect(statesOf(byTrain)).toEqual(close(statesOf(byFit)));
    tf.dispose([one, y]);
  });

  test('are as before after learningRateRange, and after a step that stops', async () => {
    const model = built();
    tf.dispose(
      model.predict(
        tf.tidy(() => tf.keep(tf.slice(sequences, 0, 4))),
        { batchSize: 4 },
      ),
    );
    const was = statesOf(model);
    const tensors = tf.memory().numTensors;
    await learningRateRange(model, { x: sequences, y: targets }, { steps: 6 });
    expect(statesOf(model)).toEqual(was);
    const bad = tf.fill([4, 4, 2], NaN);
    const y = tf.ones([4, 1]);
    const { stopped } = await train(model, { x: bad, y }, { steps: 2 });
    expect(stopped!.reason).toMatch(/^at step 1, row \d in x of the data is not finite$/);
    expect(statesOf(model)).toEqual(was);
    tf.dispose([bad, y]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('take batches of their size alone', async () => {
    const model = built();
    await expect(train(model, { x: sequences, y: targets }, { steps: 1, batchSize: 3 })).rejects.toThrow(
      'train: the model takes batches of 4 rows alone; got batchSize 3 for 8 rows',
    );
  });
});
