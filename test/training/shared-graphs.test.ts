// Trainings of a `repeat` that differ by their seed take turns on one graph, which must not change what they give.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tf } from '../../src/backend';
import { digits } from '../../src/datasets';
import type { LossFunction } from '../../src/hooks';
import { repeat, type RunContext } from '../../src/training';
import { learningRateRange, train, type OptimizerSpec, type TrainResult } from '../../src/training';
import { CompiledStep } from '../../src/training/compiled-step';

const { x, y } = digits().train;
const data = { x: x.slice([0, 0], [320, 64]), y: y.slice(0, 320) } as { x: tf.Tensor2D; y: tf.Tensor1D };
const spec = {
  inputs: 64,
  hidden: [12, 12],
  outputs: 10,
  activation: 'relu',
  initializer: 'heNormal',
  normalization: 'batch',
} as const;
const seeds = [1, 2, 3];

/** The parts of a result that are to be the same, bit for bit; the model is disposed of. */
function given({ model, history, layers }: TrainResult): object {
  const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
  model.dispose();
  return { weights, history: history.objects(), layers: layers?.objects() };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Trainings in a repeat', () => {
  const optimizers: OptimizerSpec[] = ['momentum', 'adam'];

  it.each(optimizers)(
    'give with %s what each gives alone, to the last bit, from one trace',
    async (optimizer) => {
      const options = { epochs: 2, optimizer, observeEvery: 2, compiled: true } as const;
      const alone: object[] = [];
      for (const seed of seeds) alone.push(given(await train({ ...spec, seed }, data, { ...options, seed })));

      const trace = vi.spyOn(CompiledStep.prototype, 'trace');
      const together: object[] = [];
      await repeat(seeds, async (seed, { graphs }) => {
        const run = await train({ ...spec, seed }, data, { ...options, seed, graphs });
        together.push(given(run));
        return run.history;
      });
      expect(together).toEqual(alone);
      expect(trace).toHaveBeenCalledTimes(2); // a step that is observed, and one that is not
    },
  );

  it('may run side by side', async () => {
    const options = { epochs: 1, optimizer: 'momentum', compiled: true } as const;
    const one = async (seed: number, shared: Partial<RunContext> = {}): Promise<object> =>
      given(await train({ ...spec, seed }, data, { ...options, seed, ...shared }));
    const alone = [await one(1), await one(2), await one(3)];
    const together: object[] = [];
    await repeat(1, async (_, shared) => {
      const last = await train({ ...spec, seed: 9 }, data, { ...options, ...shared });
      together.push(...(await Promise.all(seeds.map((seed) => one(seed, shared)))));
      last.model.dispose();
      return last.history;
    });
    expect(together).toEqual(alone);
  });

  it('share a trace also where their first weights differ, or what goes on around the steps', async () => {
    const initializers = ['orthogonal', 'heNormal'] as const;
    const one = (seed: number, i: number, shared: Partial<RunContext> = {}) =>
      train({ ...spec, initializer: initializers[i], seed }, data, {
        epochs: 1,
        compiled: true,
        seed,
        schedule: (step) => 1 / (1 + i * step),
        onProgress: () => undefined,
        ...shared,
      });
    const alone = [given(await one(1, 0)), given(await one(1, 1))];
    const trace = vi.spyOn(CompiledStep.prototype, 'trace');
    const together: object[] = [];
    await repeat(1, async (seed, shared) => {
      const runs = [await one(seed, 0, shared), await one(seed, 1, shared)];
      together.push(...runs.map(given));
      return runs[0].history;
    });
    expect(together).toEqual(alone);
    expect(trace).toHaveBeenCalledTimes(1);
  });

  it.each(['sgd', 'momentum', 'adam', 'rmsprop', 'adagrad', 'adamax', 'adadelta'])(
    'share a trace also where %s has other learning rates',
    async (name) => {
      const rates = [0.001, 0.01, undefined];
      const one = (i: number, shared: Partial<RunContext> = {}) =>
        train({ ...spec, seed: 1 }, data, {
          epochs: 2,
          optimizer: { name, learningRate: rates[i] } as OptimizerSpec,
          compiled: true,
          seed: 1,
          ...shared,
        });
      const alone = [given(await one(0)), given(await one(1)), given(await one(2))];
      const trace = vi.spyOn(CompiledStep.prototype, 'trace');
      const together: object[] = [];
      await repeat(1, async (_, shared) => {
        for (const i of [0, 1]) together.push(given(await one(i, shared)));
        const last = await one(2, shared);
        together.push(given(last));
        return last.history;
      });
      expect(together).toEqual(alone);
      expect(trace).toHaveBeenCalledTimes(1);
    },
  );

  it('have one trace as range tests of learning rates, which give what each gives alone', async () => {
    const range = (seed: number, shared: Partial<RunContext> = {}) =>
      learningRateRange({ ...spec, seed }, data, { from: 0.01, to: 1, steps: 20, seed, ...shared });
    const alone = [await range(1), await range(2)].map((table) => table.objects());
    const trace = vi.spyOn(CompiledStep.prototype, 'trace');
    const together: object[] = [];
    await repeat(2, async (seed, shared) => {
      const table = await range(seed, shared);
      together.push(table.objects());
      return table;
    });
    expect(together).toEqual(alone);
    expect(trace).toHaveBeenCalledTimes(1);
  });

  it('share nothing where what they take is more than plain data, or differs', async () => {
    const trace = vi.spyOn(CompiledStep.prototype, 'trace');
    await repeat(2, async (seed, { graphs }) => {
      for (const width of [4, 5]) {
        const loss: LossFunction = (labels, logits) =>
          tf.losses.softmaxCrossEntropy(
            tf.oneHot((labels as tf.Tensor1D).toInt(), 10),
            logits as tf.Tensor,
          ) as tf.Scalar;
        const options = { epochs: 1, compiled: true, loss, graphs };
        const { model, history } = await train({ ...spec, hidden: [width], seed }, data, options);
        model.dispose();
        if (width === 5) return history;
      }
      throw new Error('not reached');
    });
    expect(trace).toHaveBeenCalledTimes(4);
  });

  it('leave no tensor behind, also where one fails', async () => {
    const before = tf.memory().numTensors;
    const runs = repeat(seeds, async (seed, { graphs }) => {
      const options = { epochs: 1, optimizer: 'adam', compiled: true, graphs } as const;
      const run = await train({ ...spec, seed }, data, options);
      run.model.dispose();
      if (seed === 3) throw new Error('in the third');
      return run.history;
    });
    await expect(runs).rejects.toThrow('in the third');
    expect(tf.memory().numTensors).toBe(before);
  });
});
