// Compares habits of practitioners with fit and with tf.variableGrads.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { observe, registerForwardHook, tf, train, watch, type LayerRow } from '../../src';
import { numbers, oneHot } from './architecture';
import { disposeNewVariables } from '../leaks';
import type { Loss } from './losses';

const { dense } = tf.layers;
let x: tf.Tensor, y: tf.Tensor;

disposeNewVariables();
beforeEach(() => {
  x = numbers([8, 3], 1);
  y = numbers([8, 2], 2);
});
afterEach(() => {
  tf.dispose([x, y]);
});

const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
const small = (): tf.Sequential =>
  tf.sequential({
    layers: [
      dense({ units: 4, activation: 'tanh', inputShape: [3], name: 'first', kernelInitializer: kernel(1) }),
      dense({ units: 2, name: 'last', kernelInitializer: kernel(2) }),
    ],
  });
const compiled = (model = small(), loss: string | Loss = 'meanSquaredError'): tf.Sequential => {
  model.compile({ optimizer: tf.train.sgd(0.1), loss });
  return model;
};

type Row = Required<LayerRow>;
const rowsOf = (model: tf.LayersModel, options: object = {}): Row[] =>
  observe(model, x, y, options).layers.objects() as Row[];
const normOf = (rows: Row[], layer: string, quantity: string): number | undefined =>
  rows.find((row) => row.layer === layer && row.quantity === quantity)?.norm;

/** The norm of each kernel's gradient, by how far one step of fit moves it; the model is as it was. */
async function fitNorms(model: tf.LayersModel, rate = 0.1): Promise<Record<string, number>> {
  const was = model.getWeights().map((weight) => weight.clone());
  const kernels = model.layers.map((layer) => layer.getWeights()[0].clone());
  await model.fit(x, y, { epochs: 1, batchSize: 8, shuffle: false, verbose: 0 });
  const norms = model.layers.map((layer, i) => {
    const moved = tf.tidy(() => tf.norm(tf.sub(layer.getWeights()[0], kernels[i])).dataSync()[0]);
    return [layer.name, moved / rate] as const;
  });
  model.setWeights(was);
  tf.dispose([was, kernels]);
  return Object.fromEntries(norms);
}

describe('frozen and unfrozen', () => {
  test.each([false, true])(
    'at each turn, what fit trains is shown, and a note says where that is not all (compiled: %s)',
    async (asGraph) => {
      const model = compiled();
      const turns: (() => unknown)[] = [
        () => (model.layers[0].trainable = false),
        () => compiled(model),
        () => (model.layers[0].trainable = true),
        () => compiled(model),
        () => (model.layers[1].trainable = false),
        () => (model.trainable = false),
        () => (model.trainable = true),
        () => compiled(model),
      ];
      for (const [i, turn] of turns.entries()) {
        turn();
        const norms = await fitNorms(model).catch(() => ({}) as Record<string, number>);
        const { layers, notes } = observe(model, x, y, { compiled: asGraph });
        const rows = layers.objects() as Row[];
        const shown = ['first', 'last'].map((name) => normOf(rows, name, 'dL/dW') ?? 0);
        const trained = ['first', 'last'].map((name) => norms[name] ?? 0);
        const differ = shown.some((norm, j) => norm > 0 !== trained[j] > 0);
        expect(
          notes.some((note) => note.includes('compile the model again')),
          `turn ${i}`,
        ).toBe(differ);
        if (!differ)
          shown.forEach((norm, j) => {
            expect(norm, `turn ${i}`).toBeCloseTo(trained[j], 4);
          });
      }
    },
  );
});

describe('a model that changes', () => {
  test('a layer that is added after the model was observed as a graph is in the next table', async () => {
    const model = compiled();
    rowsOf(model, { compiled: true });
    model.add(dense({ units: 2, name: 'added', kernelInitializer: kernel(3) }));
    compiled(model);
    const rows = rowsOf(model, { compiled: true });
    const norms = await fitNorms(model);
    for (const name of ['first', 'last', 'added'])
      expect(normOf(rows, name, 'dL/dW')).toBeCloseTo(norms[name], 4);
  });

  test('a model that is compiled with another loss is observed with that one', async () => {
    const model = compiled();
    for (const loss of ['meanSquaredError', 'meanAbsoluteError', 'hinge']) {
      compiled(model, loss);
      const norms = await fitNorms(model);
      for (const asGraph of [false, true])
        expect(normOf(rowsOf(model, { compiled: asGraph }), 'first', 'dL/dW')).toBeCloseTo(norms.first, 4);
    }
  });

  test('an activation that is replaced is the one that is seen', () => {
    const model = compiled();
    rowsOf(model, { compiled: true });
    const layer = model.layers[0] as unknown as { activation: unknown };
    const other = dense({ units: 1, activation: 'relu' }) as unknown as { activation: unknown };
    layer.activation = other.activation;
    const [tape, graph] = [rowsOf(model, { compiled: false }), rowsOf(model, { compiled: true })];
    graph.forEach((row, i) => expect(row.norm).toBeCloseTo(tape[i].norm, 5));
    expect(
      (tape.find((row) => row.layer === 'first' && row.quantity === 'a') as unknown as { activation: string })
        .activation,
    ).toBe('relu');
  });

  test('weights that are set, loaded or trained between two graphs are the ones that are used', async () => {
    const model = compiled();
    rowsOf(model, { compiled: true });
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    const same = (): void => {
      const [tape, graph] = [rowsOf(model, { compiled: false }), rowsOf(model, { compiled: true })];
      graph.forEach((row, i) => expect(row.norm).toBeCloseTo(tape[i].norm, 5));
    };
    same();
    const other = small();
    model.setWeights(other.getWeights());
    same();
    other.dispose();
    same();
  });

  test('two models that share layers are seen each as they are, also when one is disposed of', () => {
    const [a, model] = [small(), small()];
    const shared = tf.sequential({ layers: [...a.layers.slice(0, 1), dense({ units: 2, name: 'own' })] });
    compiled(a);
    compiled(shared);
    const rows = rowsOf(shared, { compiled: true });
    rowsOf(a, { compiled: true });
    model.dispose();
    const again = rowsOf(shared, { compiled: true });
    expect(again.map((row) => row.norm)).toEqual(rows.map((row) => row.norm));
    expect(again.map((row) => row.layer)).toContain('own');
  });

  test('a model that was described in JSON and built anew shows what the first one shows', async () => {
    const model = compiled();
    const json = model.toJSON(null, false) as object;
    const copy = await tf.models
      .modelFromJSON({ modelTopology: json } as never)
      .catch(() => tf.models.modelFromJSON(json as never));
    copy.setWeights(model.getWeights());
    copy.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    expect(rowsOf(copy)).toEqual(rowsOf(model));
  });
});

describe('watch', () => {
  test('looks at the batch that is trained on, not at the validation after it', async () => {
    const [a, b] = [compiled(), compiled()];
    b.setWeights(a.getWeights());
    const [plain, validated] = [watch(a), watch(b)];
    const options = { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 } as const;
    await a.fit(x, y, { ...options, callbacks: [plain] });
    await b.fit(x, y, {
      ...options,
      callbacks: [validated],
      validationData: [numbers([20, 3], 9), numbers([20, 2], 9)],
    });
    expect(validated.layers().objects()).toEqual(plain.layers().objects());
  });

  test('is not disturbed by a look of observe in another callback, nor by a prediction', async () => {
    const [a, b] = [compiled(), compiled()];
    b.setWeights(a.getWeights());
    const options = { epochs: 3, batchSize: 4, shuffle: false, verbose: 0 } as const;
    const plain = watch(a);
    await a.fit(x, y, { ...options, callbacks: [plain] });
    for (const order of ['before', 'after']) {
      const c = compiled();
      c.setWeights(b.getWeights());
      const watcher = watch(c);
      const looks = async (): Promise<void> => {
        observe(c, x, y);
        tf.dispose(c.predict(x));
        return Promise.resolve();
      };
      const other = new tf.CustomCallback({ onBatchBegin: looks, onBatchEnd: looks });
      await c.fit(x, y, { ...options, callbacks: order === 'before' ? [other, watcher] : [watcher, other] });
      expect(watcher.layers().objects(), order).toEqual(plain.layers().objects());
    }
  });

  test('works with fitDataset', async () => {
    const [a, b] = [compiled(), compiled()];
    b.setWeights(a.getWeights());
    const [plain, streamed] = [watch(a), watch(b)];
    await a.fit(x, y, { epochs: 2, batchSize: 4, shuffle: false, verbose: 0, callbacks: [plain] });
    const rows = tf.data.zip({
      xs: tf.data.array(x.arraySync() as number[][]),
      ys: tf.data.array(y.arraySync() as number[][]),
    });
    await b.fitDataset(rows.batch(4) as never, { epochs: 2, verbose: 0, callbacks: [streamed] });
    const [p, q] = [plain.layers().objects() as Row[], streamed.layers().objects() as Row[]];
    expect(q.map((row) => row.step)).toEqual(p.map((row) => row.step));
    q.forEach((row, i) => expect(row.norm).toBeCloseTo(p[i].norm, 5));
  });

  test('a model that is disposed of while it is watched ends fit with its own error, and the next model is watched as ever', async () => {
    const model = compiled();
    const dispose = new tf.CustomCallback({
      onEpochEnd: (epoch) => Promise.resolve(epoch === 0 ? void model.dispose() : undefined),
    });
    await expect(
      model.fit(x, y, { epochs: 3, verbose: 0, callbacks: [watch(model), dispose] }),
    ).rejects.toThrow(/disposed/);
    const next = compiled();
    const watcher = watch(next);
    await next.fit(x, y, { epochs: 1, verbose: 0, callbacks: [watcher] });
    expect(watcher.layers().numRows()).toBeGreaterThan(0);
    expect(Object.hasOwn(next.layers[0], 'call')).toBe(false);
  });

  test('stops where training is stopped early, and the model is saved and loaded', async () => {
    const model = compiled();
    const watcher = watch(model);
    await model.fit(x, y, {
      epochs: 50,
      batchSize: 8,
      verbose: 0,
      callbacks: [watcher, tf.callbacks.earlyStopping({ monitor: 'loss', minDelta: 10, patience: 0 })],
    });
    const steps = (watcher.layers().objects() as Row[]).map((row) => row.step);
    expect(Math.max(...steps)).toBeLessThan(5);
    expect(JSON.stringify(model.toJSON())).not.toContain('hooked');
  });
});

describe('an error on the way', () => {
  class Fails extends tf.layers.Layer {
    static className = 'HabitFails';
    fails = false;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      if (this.fails) throw new Error('my own error');
      return (Array.isArray(inputs) ? inputs[0] : inputs).clone();
    }
  }

  test.each(['observe', 'observe as a graph', 'train', 'watch'])(
    '%s leaves tensors, weights and layers as they were',
    async (how) => {
      const own = new Fails({});
      const model = compiled(
        tf.sequential({
          layers: [
            dense({ units: 4, inputShape: [3] }),
            tf.layers.batchNormalization(),
            own,
            dense({ units: 2 }),
          ],
        }),
      );
      tf.dispose(model.predict(x));
      own.fails = true;
      const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
      const keys = model.layers.map((layer) => Object.keys(layer).sort().join());
      const tensors = tf.memory().numTensors;
      const work = async (): Promise<unknown> => {
        if (how === 'train') return train(model, { x, y }, { steps: 2 });
        if (how === 'watch') return model.fit(x, y, { verbose: 0, callbacks: [watch(model)] });
        return Promise.resolve(observe(model, x, y, { compiled: how !== 'observe' }));
      };
      await expect(work()).rejects.toThrow('my own error');
      expect(model.layers.map((layer) => Object.keys(layer).sort().join())).toEqual(keys);
      // fit itself moves batch norm's averages before it meets the error, and leaves tensors behind.
      if (how !== 'watch') {
        expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(weights);
        expect(tf.memory().numTensors).toBe(tensors);
      }
      own.fails = false;
      expect(observe(model, x, y).loss).toBeGreaterThan(0);
    },
  );
});

describe('targets and inputs of other kinds', () => {
  test('one-hot targets may be int32 or bool, labels int32 or float32', () => {
    const model = compiled(
      tf.sequential({
        layers: [dense({ units: 3, activation: 'softmax', inputShape: [3], kernelInitializer: kernel(1) })],
      }),
      'categoricalCrossentropy',
    );
    const rows = oneHot(8, 3, 5);
    const loss = observe(model, x, rows).loss;
    for (const dtype of ['int32', 'bool'] as const) {
      const cast = rows.cast(dtype);
      expect(observe(model, x, cast).loss).toBeCloseTo(loss, 6);
      expect(observe(model, x, cast, { compiled: true }).loss).toBeCloseTo(loss, 6);
      cast.dispose();
    }
    compiled(model, 'sparseCategoricalCrossentropy');
    const labels = tf.argMax(rows, 1);
    const column = labels.reshape([8, 1]);
    const floats = labels.cast('float32');
    for (const one of [labels, column, floats]) expect(observe(model, x, one).loss).toBeCloseTo(loss, 5);
    tf.dispose([rows, labels, column, floats]);
  });

  test('a hook that changes an output changes what is observed, and after it is removed no more', () => {
    const model = compiled();
    const plain = observe(model, x, y).loss;
    const handle = registerForwardHook(model.layers[0], (_, output) => tf.mul(output, 2));
    expect(observe(model, x, y).loss).not.toBe(plain);
    expect(observe(model, x, y, { compiled: true }).loss).toBeCloseTo(observe(model, x, y).loss, 6);
    handle.remove();
    expect(observe(model, x, y).loss).toBe(plain);
    expect(observe(model, x, y, { compiled: true }).loss).toBeCloseTo(plain, 6);
  });
});
