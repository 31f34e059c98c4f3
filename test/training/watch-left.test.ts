// A watch leaves nothing behind, however fit ends.
import { afterAll, expect, test } from 'vitest';
import type { ModelArtifacts } from '@tensorflow/tfjs-core/dist/io/types';
import { tf } from '../../src/backend';
import { compile } from '../../src/graph';
import { observe } from '../../src/hooks';
import { watch } from '../../src/training';

const x = tf.randomNormal([64, 3], 0, 1, 'float32', 1);
const y = tf.tidy(() => tf.sum(x, 1, true));
afterAll(() => {
  tf.dispose([x, y]);
});

interface Made {
  readonly model: tf.Sequential;
  readonly optimizer: tf.Optimizer;
}

function made(layers?: tf.layers.Layer[], loss: unknown = 'meanSquaredError'): Made {
  const model = tf.sequential({
    layers: layers ?? [
      tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [3] }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const optimizer = tf.train.sgd(0.05);
  model.compile({ optimizer, loss: loss as string });
  return { model, optimizer };
}
const free = ({ model, optimizer }: Made): void => {
  model.dispose();
  optimizer.dispose();
};

const inner = (model: tf.Sequential): object => (model as unknown as { model: object }).model;
/** Everything that a watch could have put in, as names and identities. */
const look = ({ model, optimizer }: Made): unknown[] => [
  Object.entries(Object.getOwnPropertyDescriptors(optimizer)).map(([key, d]) => [
    key,
    typeof d.value,
    'get' in d,
  ]),
  'get' in (Object.getOwnPropertyDescriptor(inner(model), 'isTraining') ?? {}),
  [...(inner(model) as { lossFunctions: unknown[] }).lossFunctions],
  ...model.layers.flatMap((layer): unknown[] => [
    Object.keys(layer).sort(),
    (layer as { activation?: unknown }).activation,
    (layer as { cell?: object }).cell && Object.keys((layer as unknown as { cell: object }).cell).sort(),
  ]),
];

const thrower = (when: string): tf.CustomCallback =>
  new tf.CustomCallback({ [when]: () => Promise.reject(new Error('mine')) });
const fit = (model: tf.Sequential, callbacks: tf.CustomCallback[], more: object = {}) =>
  model.fit(x, y, { verbose: 0, batchSize: 16, shuffle: false, ...more, callbacks });

/** A fit, so that model and optimiser have what fit itself leaves. */
async function fitted(layers?: tf.layers.Layer[]): Promise<Made> {
  const one = made(layers);
  await fit(one.model, []);
  return one;
}

test.each(['onTrainBegin', 'onEpochBegin', 'onBatchBegin', 'onBatchEnd', 'onEpochEnd', 'onTrainEnd'])(
  'where another callback throws in %s',
  async (when) => {
    for (const order of [0, 1]) {
      const one = await fitted();
      const was = look(one);
      const callbacks = [watch(one.model), thrower(when)];
      if (order === 1) callbacks.reverse();
      await expect(fit(one.model, callbacks)).rejects.toThrow('mine');
      expect(look(one)).toEqual(was);
      const next = watch(one.model); // and the next one sees what it should
      await fit(one.model, [next]);
      expect(next.history().array('step')).toEqual([1, 2, 3, 4]);
      free(one);
    }
  },
);

test('where the loss itself throws, in the middle of a step, no tensor more than without a watch', async () => {
  const left = async (watched: boolean): Promise<number> => {
    let calls = 0;
    const one = made(undefined, (yTrue: tf.Tensor, yPred: tf.Tensor) => {
      if (++calls > 2) throw new Error('mine');
      return tf.losses.meanSquaredError(yTrue, yPred);
    });
    await fit(one.model, [], { epochs: 1, batchSize: 64 });
    const was = look(one);
    const tensors = tf.memory().numTensors;
    const watcher = watch(one.model);
    await expect(fit(one.model, watched ? [watcher] : [], { batchSize: 32 })).rejects.toThrow('mine');
    expect(look(one)).toEqual(was);
    if (watched) expect(watcher.history().numRows()).toBe(1);
    const more = tf.memory().numTensors - tensors;
    free(one);
    return more;
  };
  expect(await left(true)).toBeLessThanOrEqual(await left(false));
});

test('where fit is asked to stop, and where it never begins', async () => {
  const one = await fitted();
  const was = look(one);
  const stopping = new tf.CustomCallback({
    onBatchEnd: () => {
      (inner(one.model) as { stopTraining: boolean }).stopTraining = true;
      return Promise.resolve();
    },
  });
  const watcher = watch(one.model);
  await fit(one.model, [watcher, stopping], { epochs: 5 });
  expect(look(one)).toEqual(was);
  await expect(one.model.fit(x, tf.zeros([3, 1]), { callbacks: [watcher] })).rejects.toThrow();
  expect(look(one)).toEqual(was);
  free(one);
});

test.each([2, 3])('%d watches on one model see the same, and nothing is left', async (count) => {
  const one = await fitted();
  const was = look(one);
  const watchers = Array.from({ length: count }, () => watch(one.model));
  await fit(one.model, watchers, { epochs: 2 });
  expect(look(one)).toEqual(was);
  const [first, ...others] = watchers.map((watcher) => watcher.layers().objects());
  expect(first.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
  free(one);
});

test('watches of two models that train side by side on one optimiser', async () => {
  const [a, b] = [await fitted(), await fitted()];
  b.model.compile({ optimizer: a.optimizer, loss: 'meanSquaredError' });
  const [wasA, wasB] = [look(a), look({ model: b.model, optimizer: a.optimizer })];
  const [watchA, watchB] = [watch(a.model), watch(b.model)];
  await Promise.all([fit(a.model, [watchA], { epochs: 1 }), fit(b.model, [watchB], { epochs: 3 })]);
  expect(look(a)).toEqual(wasA);
  expect(look({ model: b.model, optimizer: a.optimizer })).toEqual(wasB);
  expect(watchA.history().numRows()).toBe(4);
  expect(watchB.history().numRows()).toBe(12);
  free(a);
  free(b);
});

test('a method that somebody else has put on the optimiser is still there', async () => {
  const one = await fitted();
  let calls = 0;
  const apply = one.optimizer.applyGradients.bind(one.optimizer);
  const theirs: typeof apply = (grads) => {
    calls++;
    apply(grads);
  };
  one.optimizer.applyGradients = theirs;
  await fit(one.model, [watch(one.model)]);
  expect(Object.getOwnPropertyDescriptor(one.optimizer, 'applyGradients')!.value).toBe(theirs);
  expect(calls).toBe(4);
  free(one);
});

test('fitDataset is watched, too, and a recurrent layer is as before', async () => {
  const one = await fitted();
  const data = tf.data
    .array(Array.from({ length: 5 }, (_, i) => i))
    .map(() => ({ xs: tf.ones([4, 3]), ys: tf.ones([4, 1]) }));
  const was = look(one);
  const watcher = watch(one.model);
  await one.model.fitDataset(data as never, { epochs: 2, verbose: 0, callbacks: [watcher] });
  expect(watcher.history().array('epoch')).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(look(one)).toEqual(was);
  free(one);
  const sequences = tf.ones([64, 4, 3]);
  const recurrent = made([tf.layers.lstm({ units: 3, inputShape: [4, 3] }), tf.layers.dense({ units: 1 })]);
  await recurrent.model.fit(sequences, y, { verbose: 0 });
  const wasRecurrent = look(recurrent);
  await recurrent.model
    .fit(sequences, y, { verbose: 0, callbacks: [watch(recurrent.model), thrower('onBatchEnd')] })
    .catch(() => undefined);
  expect(look(recurrent)).toEqual(wasRecurrent);
  sequences.dispose();
  free(recurrent);
});

test('while a fit runs the model can be saved between batches, and is loaded as what it is', async () => {
  const one = made();
  let saved: ModelArtifacts | null = null;
  const saving = new tf.CustomCallback({
    onBatchEnd: async () => {
      await one.model.save(
        tf.io.withSaveHandler((artifacts) => {
          saved = artifacts;
          return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
        }),
      );
    },
  });
  await fit(one.model, [watch(one.model), saving]);
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
  tf.tidy(() => {
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([
      ...(one.model.predict(x) as tf.Tensor).dataSync(),
    ]);
  });
  loaded.dispose();
  free(one);
});

test('afterwards observe and compile run as a graph', async () => {
  const one = made();
  await fit(one.model, [watch(one.model), thrower('onBatchBegin')]).catch(() => undefined);
  await fit(one.model, [watch(one.model), watch(one.model)]);
  expect(observe(one.model, x, y, { compiled: true }).loss).toBeCloseTo(observe(one.model, x, y).loss, 5);
  const graph = compile((input: tf.Tensor) => one.model.apply(input) as tf.Tensor);
  tf.tidy(() => {
    expect([...graph(x).dataSync()]).toEqual(
      [...(one.model.apply(x) as tf.Tensor).dataSync()].map((v) => expect.closeTo(v, 5) as number),
    );
  });
  graph.dispose();
  free(one);
});

test('history has the loss that fit has, with the penalties of regularisers', async () => {
  const layers = (): tf.layers.Layer[] => [
    tf.layers.dense({
      units: 1,
      inputShape: [3],
      kernelInitializer: 'ones',
      kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
    }),
  ];
  const one = made(layers());
  const watcher = watch(one.model);
  const { history } = await fit(one.model, [watcher], { batchSize: 64 });
  const [row] = watcher.history().objects() as { loss: number; gradientNorm: number; learningRate: number }[];
  // The kernel is ones, the target the sum: the error is 0, and what is left is 0.1 · (1 + 1 + 1).
  expect(row.loss).toBeCloseTo(0.3, 5);
  expect(row.loss).toBeCloseTo(history.loss[0] as number, 6);
  expect(row.gradientNorm).toBeCloseTo(0.2 * Math.sqrt(3), 5);
  expect(row.learningRate).toBeCloseTo(0.05, 6);
  free(one);
});

test('targets that a loss would read as nothing end fit with a named error', async () => {
  const classes = (loss: string): Made =>
    made([tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [3] })], loss);
  const cases: [string, number[], tf.DataType, string][] = [
    ['sparseCategoricalCrossentropy', [0, 1, 3], 'float32', 'watch: y has the class index 3'],
    ['sparseCategoricalCrossentropy', [0, -1, 2], 'float32', 'watch: y has the class index -1'],
    ['sparseCategoricalCrossentropy', [0, 1.5, 2], 'float32', 'watch: y has the class index 1.5'],
    ['sparseCategoricalCrossentropy', [0, 1, 2], 'int32', 'Write y.toFloat()'],
  ];
  for (const [loss, labels, dtype, message] of cases) {
    const one = classes(loss);
    const target = tf.tensor1d(labels, dtype as 'float32');
    const input = tf.ones([3, 3]);
    const was = look(one).slice(3);
    await expect(one.model.fit(input, target, { verbose: 0, callbacks: [watch(one.model)] })).rejects.toThrow(
      message,
    );
    expect(look(one).slice(3)).toEqual(was);
    tf.dispose([target, input]);
    free(one);
  }
});

test('targets that fitDataset leaves as they are, and the loss broadcasts, are an error', async () => {
  const one = made();
  const [inputs, targets] = [await x.array(), await y.array()] as number[][][];
  const examples = inputs.map((xs, i) => ({ xs, ys: targets[i][0] }));
  const data = tf.data.array(examples).batch(16) as never;
  await expect(
    one.model.fitDataset(data, { epochs: 1, verbose: 0, callbacks: [watch(one.model)] }),
  ).rejects.toThrow("watch: y must be of the output's shape [batch, 1] for meanSquaredError; got shape [16]");
  free(one);
});

test('fit of another model than the one that is watched says so', async () => {
  const [one, other] = [made(), made()];
  await expect(fit(other.model, [watch(one.model)])).rejects.toThrow(
    /^watch: it watches sequential_\d+, and fit trains/,
  );
  free(one);
  free(other);
});
