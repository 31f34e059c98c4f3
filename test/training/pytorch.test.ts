// Ten steps of every optimiser against PyTorch's: see test/fixtures/training.py.
import { afterAll, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { mlp, type MlpSpec } from '../../src/networks';
import { train, type OptimizerSpec } from '../../src/training';
import { fill, keep, type Drawn, type Kept } from '../fill';
import { noise } from '../noise';
import fixture from '../fixtures/training.json';

const SIZE = 32;
const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

interface Run {
  spec: MlpSpec;
  clip: number | null;
  losses: number[];
  weights: Record<string, Kept>;
  drawn: Drawn;
}

const momentum = { name: 'momentum', learningRate: 0.1 };
const optimizers: Record<keyof typeof fixture.runs, OptimizerSpec> = {
  sgd: { name: 'sgd', learningRate: 0.1 },
  momentum,
  nesterov: { ...momentum, nesterov: true },
  adam: { name: 'adam', learningRate: 0.01 },
  adamax: { name: 'adamax', learningRate: 0.01 },
  clipped: momentum,
  normalized: { name: 'adam', learningRate: 0.01 },
};

test.each(Object.keys(optimizers) as (keyof typeof fixture.runs)[])(
  "ten steps of %s end at PyTorch's weights, to 1e-4, with its loss at every step",
  async (name) => {
    const run = fixture.runs[name] as unknown as Run;
    const model = mlp(run.spec);
    fill(model, run.drawn);
    const data = {
      x: tf.tensor2d(
        Float32Array.from(noise(1, SIZE * 20), (v) => 2 * v),
        [SIZE, 20],
      ),
      y: tf.tensor1d(
        Int32Array.from({ length: SIZE }, (_, i) => i % 5),
        'int32',
      ),
    };
    const { history, stopped } = await train(model, data, {
      steps: 10,
      batchSize: SIZE,
      optimizer: optimizers[name],
      ...(run.clip === null ? {} : { clip: { norm: run.clip } }),
    });
    expect(stopped).toBeNull();
    (history.array('loss') as number[]).forEach((loss, i) => {
      expect(Math.abs(loss / run.losses[i] - 1)).toBeLessThan(1e-4);
    });
    for (const weight of model.trainableWeights) {
      const [mine, theirs] = [keep(weight.read().dataSync()), run.weights[weight.originalName]];
      const scale = Math.max(theirs.norm, 1e-2);
      expect(Math.abs(mine.norm - theirs.norm) / scale, weight.originalName).toBeLessThan(1e-4);
      expect(Math.abs(mine.projection - theirs.projection) / scale, weight.originalName).toBeLessThan(1e-4);
    }
    tf.dispose(data);
    model.dispose();
  },
);
