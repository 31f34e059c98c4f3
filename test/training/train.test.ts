import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { digits, spirals, split, type Split } from '../../src/datasets';
import { observe } from '../../src/hooks';
import { mlp, type NetworkSpec } from '../../src/networks';
import { learningRateRange, lsuv, train, type TrainOptions } from '../../src/training';
import { checkSchedule, resolveSchedule } from '../../src/training/schedules';
import { withHeldClock } from '../clock';

const before = tf.memory().numTensors;
const data = digits({ seed: 1 });
const small = { x: data.test.x, y: data.test.y };
afterAll(() => {
  tf.dispose(data);
  expect(tf.memory().numTensors).toBe(before);
});

const SPEC = {
  inputs: 64,
  hidden: [32],
  outputs: 10,
  activation: 'tanh',
  initializer: 'xavierNormal',
  seed: 1,
};
const weightsOf = (model: tf.LayersModel): number[][] => model.getWeights().map((w) => [...w.dataSync()]);

/** A model for the length of a test. */
async function withModel<T>(work: (model: tf.LayersModel) => Promise<T>, spec: object = {}): Promise<T> {
  const model = mlp({ ...SPEC, ...spec });
  try {
    return await work(model);
  } finally {
    model.dispose();
  }
}

describe('train', () => {
  test('learns the digits: over 90 % right on those held back', async () => {
    await withModel(async (model) => {
      const { history, stopped } = await train(model, data, {
        epochs: 10,
        optimizer: { name: 'adam', learningRate: 0.005 },
      });
      const accuracy = history.array('testAccuracy') as (number | null)[];
      expect(accuracy.at(-1)).toBeGreaterThan(0.9);
      expect(accuracy.filter((a) => a !== null)).toHaveLength(10); // at the end of each epoch
      expect(stopped).toBeNull();
    });
  });

  test('has a row a step, with the columns that it names', async () => {
    await withModel(async (model) => {
      const { history, layers } = await train(model, small, { steps: 15, batchSize: 100 });
      expect(history.columnNames().join(' ')).toBe(
        'step epoch loss accuracy learningRate gradientNorm testLoss testAccuracy',
      );
      expect(history.array('step')).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
      expect(history.array('epoch')).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4]); // 359 digits
      expect(layers).toBeNull();
    });
  });

  test('ends at the same weights, bit for bit, for the same seed, and elsewhere for another', async () => {
    const end = (seed: number): Promise<number[][]> =>
      withModel(async (model) => {
        await train(model, small, { steps: 20, seed, optimizer: 'momentum' });
        return weightsOf(model);
      });
    const [a, b, c] = [await end(1), await end(1), await end(2)];
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  test('ends at the same weights, bit for bit, whether it is watched or not', async () => {
    const end = (options: Partial<TrainOptions>): Promise<number[][]> =>
      withModel(async (model) => {
        await train(model, small, { steps: 12, optimizer: 'adam', ...options });
        return weightsOf(model);
      });
    expect(await end({ observeEvery: 1 })).toEqual(await end({}));
  });

  test('observes the steps that were asked for, as observe would have seen them', async () => {
    await withModel(async (model) => {
      const twin = mlp(SPEC);
      const size = small.y.shape[0];
      const first = observe(twin, small.x, small.y).layers.objects() as { norm: number; quantity: string }[];
      const { layers } = await train(model, small, { steps: 7, batchSize: size, observeEvery: 3 });
      const rows = layers!.objects() as {
        step: number;
        norm: number;
        quantity: string;
        ratio: number | null;
      }[];
      expect([...new Set(rows.map((r) => r.step))]).toEqual([1, 4, 7]);
      rows
        .filter((r) => r.step === 1)
        .forEach((row, i) => {
          expect(row.quantity).toBe(first[i].quantity);
          expect(row.norm / first[i].norm).toBeCloseTo(1, 4); // another order of the batch
        });
      twin.dispose();
    });
  });

  test('has the update-to-weight ratio of gradient descent: learning rate · |dL/dW| / |W|', async () => {
    await withModel(async (model) => {
      const { layers } = await train(model, small, {
        steps: 1,
        observeEvery: 1,
        optimizer: { name: 'sgd', learningRate: 0.3 },
      });
      const rows = layers!.objects() as {
        depth: number;
        norm: number;
        quantity: string;
        ratio: number | null;
      }[];
      const of = (depth: number, quantity: string) =>
        rows.find((r) => r.depth === depth && r.quantity === quantity)!;
      for (const depth of [1, 2]) {
        const expected = (0.3 * of(depth, 'dL/dW').norm) / of(depth, 'W').norm;
        expect(of(depth, 'W').ratio! / expected).toBeCloseTo(1, 4);
        expect(of(depth, 'z').ratio).toBeNull();
      }
    });
  });

  test('clips by the norm of all gradients together, and by value', async () => {
    const moved = (clip: TrainOptions['clip']): Promise<number[]> =>
      withModel(async (model) => {
        const was = weightsOf(model);
        await train(model, small, {
          steps: 1,
          batchSize: 359,
          optimizer: { name: 'sgd', learningRate: 1 },
          ...(clip ? { clip } : {}),
        });
        return weightsOf(model).flatMap((w, i) => w.map((v, j) => v - was[i][j]));
      });
    const norm = (values: number[]): number => Math.hypot(...values);
    const free = await moved(undefined);
    expect(norm(await moved({ norm: 0.05 }))).toBeCloseTo(0.05, 4);
    expect(norm(await moved({ norm: 1e6 }))).toBeCloseTo(norm(free), 4);
    expect(Math.max(...(await moved({ value: 0.01 })).map(Math.abs))).toBeCloseTo(0.01, 5);
  });

  test('follows a schedule', async () => {
    await withModel(async (model) => {
      const { history } = await train(model, small, {
        steps: 20,
        schedule: { kind: 'cosine', warmup: 4 },
        optimizer: { name: 'adam', learningRate: 0.01 },
      });
      const rates = history.array('learningRate') as number[];
      expect(rates.slice(0, 5).map((r) => r * 100)).toEqual(
        [0.25, 0.5, 0.75, 1, 1].map((v) => expect.closeTo(v, 9) as number),
      );
      expect(rates[12]).toBeCloseTo(0.005, 9);
    });
  });

  test('stops before it touches the weights where the loss is not a number, and says where that arose', async () => {
    await withModel(async (model) => {
      const was = weightsOf(model);
      const bad = tf.tidy(() => {
        const values = small.x.arraySync() as number[][];
        values[3][5] = NaN;
        return tf.tensor2d(values);
      });
      const { history, stopped } = await train(model, { x: bad, y: small.y }, { steps: 5, batchSize: 359 });
      expect(stopped).toEqual({
        step: 1,
        layer: null,
        quantity: 'x',
        reason: 'at step 1, row 3 in x of the data is not finite',
      });
      expect(history.numRows()).toBe(1);
      expect(weightsOf(model)).toEqual(was);
      bad.dispose();
    });
  });

  test('stops where a learning rate that is far too large has blown the weights up', async () => {
    await withModel(
      async (model) => {
        const { stopped } = await train(model, small, {
          steps: 400,
          optimizer: { name: 'sgd', learningRate: 1e12 },
        });
        expect(stopped!.step).toBeLessThan(400);
        expect(stopped!.reason).toMatch(/^at step \d+, (the loss|.+ of .+) is not finite$/);
      },
      { activation: 'relu', hidden: [32, 32] },
    );
  });

  test.each([
    ['after each step that takes 31 ms', 31, 6],
    ['after every third step of 11 ms', 11, 2],
    ['after no step where time stands still', 0, 0],
  ])('lets the event loop have a turn %s, and reports each step', async (_, milliseconds, expected) => {
    await withModel(async (model) => {
      const turns: number[] = [];
      const steps: number[] = [];
      await withHeldClock(async (clock) => {
        const onProgress = ({ step }: { step: number }): void => {
          steps.push(step);
          clock.advance(milliseconds);
          // An immediate comes up in the next turn of the event loop: before the training goes on, or after it has ended.
          setImmediate(() => {
            if (steps.length === step && running) turns.push(step);
          });
        };
        let running = true;
        await train(model, small, { steps: 6, onProgress });
        running = false;
      });
      expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
      expect(turns).toHaveLength(expected);
    });
  });

  test('leaves no tensor behind when its callback throws', async () => {
    await withModel(async (model) => {
      const tensors = tf.memory().numTensors;
      const broken = (): never => {
        throw new Error('from the callback');
      };
      await expect(train(model, small, { steps: 3, optimizer: 'adam', onProgress: broken })).rejects.toThrow(
        'from the callback',
      );
      expect(tf.memory().numTensors).toBe(tensors);
    });
  });

  test('builds the network of a spec, of whichever kind, and gives it back', async () => {
    const images = digits({ seed: 1, images: true });
    const kinds: [NetworkSpec, Split, string][] = [
      [{ inputs: 64, hidden: [8], outputs: 10 }, data, 'dense_1'],
      [{ inputs: 64, width: 8, blocks: 1, outputs: 10 }, data, 'block1_dense1'],
      [{ inputs: 64, width: 8, layers: 1, outputs: 10 }, data, 'gate_2'],
      [{ filters: [2], outputs: 10 }, images, 'conv_1'],
    ];
    for (const [spec, examples, layer] of kinds) {
      const { model, history } = await train(spec, examples, { steps: 2 });
      expect(model.getLayer(layer).name).toBe(layer);
      expect(history.numRows()).toBe(2);
      model.dispose();
    }
    const tensors = tf.memory().numTensors;
    await expect(train({ inputs: 64, hidden: [8], outputs: 10 }, data, {})).rejects.toThrow(
      'give how long to train',
    );
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose(images);
  });

  test('finds the spirals, which no linear model can', async () => {
    const all = spirals({ size: 400, turns: 1, seed: 2 });
    const parts = split(all, { seed: 3 });
    const model = mlp({ ...SPEC, inputs: 2, hidden: [32, 32], outputs: 2, seed: 4 });
    const { history } = await train(model, parts, {
      steps: 600,
      optimizer: { name: 'adam', learningRate: 0.02 },
      evaluateEvery: 600,
    });
    expect((history.array('testAccuracy') as number[]).at(-1)).toBeGreaterThan(0.95);
    model.dispose();
    tf.dispose([all, parts]);
  });
});

describe('schedules', () => {
  const at = (kind: string, step: number, more = {}): number =>
    resolveSchedule('test', checkSchedule('test', 'schedule', { kind, ...more }), 100)(step);
  test('a cosine falls from 1 to its end value, a line too, and a constant stays', () => {
    expect(at('cosine', 0)).toBe(1);
    expect(at('cosine', 50)).toBeCloseTo(0.5, 12);
    expect(at('cosine', 100, { endValue: 0.1 })).toBeCloseTo(0.1, 12);
    expect(at('linear', 25)).toBeCloseTo(0.75, 12);
    expect(at('constant', 99)).toBe(1);
  });
  test('a warm-up rises evenly to 1', () => {
    expect([0, 1, 2, 3, 4].map((step) => at('constant', step, { warmup: 4 }))).toEqual([
      0.25, 0.5, 0.75, 1, 1,
    ]);
  });
});

describe('the learning-rate range test', () => {
  test('grows the rate evenly on a log axis, ends where the loss blows up, and leaves the model as it was', async () => {
    await withModel(async (model) => {
      const was = weightsOf(model);
      const range = await learningRateRange(model, data, { from: 1e-3, to: 1e4, steps: 80 });
      expect(weightsOf(model)).toEqual(was);
      const rates = range.array('learningRate') as number[];
      expect(rates[0]).toBeCloseTo(1e-3, 9);
      expect(rates[1] / rates[0]).toBeCloseTo(1e7 ** (1 / 79), 6);
      expect(range.numRows()).toBeLessThan(80);
      const smoothed = range.array('smoothed') as number[];
      expect(smoothed[0]).toBeCloseTo((range.array('loss') as number[])[0], 9);
      expect(Math.min(...smoothed)).toBeLessThan(smoothed[0]);
    });
  });
});

describe('LSUV', () => {
  test.each(['tanh', 'relu', 'sigmoid'])(
    'brings every layer of ten with %s to a standard deviation of 1, within 1e-3',
    (activation) => {
      const model = mlp({ inputs: 64, hidden: Array<number>(10).fill(48), outputs: 10, activation, seed: 2 });
      lsuv(model, small.x);
      const rows = observe(model, small.x, small.y).layers.objects() as { quantity: string; std: number }[];
      for (const row of rows.filter((r) => r.quantity === 'z'))
        expect(Math.abs(row.std - 1)).toBeLessThanOrEqual(1e-3);
      model.dispose();
    },
  );

  test('says which layer it cannot help', () => {
    const model = mlp({ inputs: 64, hidden: [4], outputs: 2 });
    const constant = tf.zeros([5, 64]);
    expect(() => {
      lsuv(model, constant);
    }).toThrow('lsuv: the pre-activation of dense_1 has the standard deviation 0 on x; no scale makes it 1');
    constant.dispose();
    model.dispose();
  });
});
