// The opening example against PyTorch: the same weights and data on both sides, see test/fixtures/opening_example.py.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch } from '../../src/datasets';
import { observe, registerBackwardHook, registerForwardHook } from '../../src/hooks';
import { mlp } from '../../src/networks';
import { noise } from '../noise';
import fixture from '../fixtures/opening-example.json';

const WIDTHS = [100, 128, 128, 128, 10];
const RELATIVE = 1e-5;

const scaled = (seed: number, count: number, divisor: number): Float32Array =>
  Float32Array.from(noise(seed, count), (v) => v / divisor);

function example(activation: 'sigmoid' | 'relu'): { model: tf.LayersModel; x: tf.Tensor; y: tf.Tensor } {
  const model = mlp({ inputs: 100, hidden: WIDTHS.slice(1, -1), outputs: 10, activation });
  const weights = WIDTHS.slice(1).flatMap((m, i) => {
    const n = WIDTHS[i];
    return [
      tf.tensor2d(scaled(100 + i, n * m, Math.sqrt(n)), [n, m]),
      tf.tensor1d(scaled(200 + i, m, Math.sqrt(n))),
    ];
  });
  model.setWeights(weights);
  tf.dispose(weights);
  const x = tf.tensor2d(
    Float32Array.from(noise(1, 3200), (v) => 2 * v),
    [32, 100],
  );
  const y = tf.tensor1d(
    Int32Array.from({ length: 32 }, (_, i) => i % 10),
    'int32',
  );
  return { model, x, y };
}

const projection = (values: ArrayLike<number>): number =>
  noise(7, values.length).reduce((sum, c, i) => sum + c * values[i], 0);

/** A relative error of a signed sum is measured against the norm of what is summed: the sum itself may cancel. */
function expectClose(mine: number, theirs: number, scale: number): void {
  expect(Math.abs(mine - theirs) / scale).toBeLessThan(RELATIVE);
}

describe.each(['sigmoid', 'relu'] as const)('observe on the opening example with %s', (activation) => {
  const theirs = fixture.pass[activation];
  let model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, rows: Record<string, number | string>[];

  beforeAll(() => {
    ({ model, x, y } = example(activation));
    const seen = observe(model, x, y);
    rows = seen.layers.objects() as typeof rows;
    expectClose(seen.loss, theirs.loss, theirs.loss);
  });
  afterAll(() => {
    tf.dispose([x, y]);
    model.dispose();
  });

  test('has the rows that PyTorch has, and no others', () => {
    const keys = (list: { depth: number; quantity: string }[]): string[] =>
      list.map((r) => `${r.depth} ${r.quantity}`).sort();
    expect(keys(rows as never).filter((key) => !key.endsWith(' W'))).toEqual(keys(theirs.rows));
  });

  test(`agrees with PyTorch in the norm, mean and spread of every quantity at every layer, to ${RELATIVE}`, () => {
    for (const row of theirs.rows) {
      const mine = rows.find((r) => r.depth === row.depth && r.quantity === row.quantity)!;
      const count = (row.norm / Math.hypot(row.mean, row.std)) ** 2;
      expectClose(mine.norm as number, row.norm, row.norm);
      expectClose(mine.rms as number, row.norm / Math.sqrt(count), row.norm / Math.sqrt(count));
      expectClose(mine.mean as number, row.mean, Math.hypot(row.mean, row.std));
      expectClose(mine.std as number, row.std, row.std);
    }
  });

  test(`sees through hooks the very tensors that PyTorch has, entry by entry along a fixed direction, to ${RELATIVE}`, () => {
    const seen = new Map<string, ArrayLike<number>>();
    const handles = model.layers.flatMap((layer) => {
      const depth = layer.name === 'logits' ? 4 : Number(layer.name.at(-1));
      const quantity = layer.getClassName() === 'Dense' ? 'z' : 'a';
      return [
        registerForwardHook(layer, (_, output) => void seen.set(`${depth} ${quantity}`, output.dataSync())),
        registerBackwardHook(layer, (grad) => void seen.set(`${depth} dL/d${quantity}`, grad.dataSync())),
      ];
    });
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () =>
          tf.losses.softmaxCrossEntropy(
            tf.oneHot(y as tf.Tensor1D, 10),
            model.apply(x) as tf.Tensor,
          ) as tf.Scalar,
      );
      for (const weight of model.trainableWeights) {
        const depth = weight.originalName.startsWith('logits')
          ? 4
          : Number(/_(\d)/.exec(weight.originalName)![1]);
        const quantity = weight.originalName.endsWith('kernel') ? 'dL/dW' : 'dL/db';
        seen.set(
          `${depth} ${quantity}`,
          grads[(weight.read() as unknown as { name: string }).name].dataSync(),
        );
      }
    });
    for (const handle of handles) handle.remove();
    expect(seen.size).toBe(theirs.rows.length);
    for (const row of theirs.rows) {
      const values = seen.get(`${row.depth} ${row.quantity}`)!;
      expectClose(projection(values), row.projection, row.norm);
    }
  });
});

describe.each(['sigmoid', 'relu'] as const)(
  'over 100 seeds, the weight-gradient norms with %s',
  (activation) => {
    const theirs = fixture.seeds[activation];
    const norms: number[][] = [];

    beforeAll(() => {
      for (let seed = 1; seed <= 100; seed++) {
        const model = mlp({
          inputs: 100,
          hidden: [128, 128, 128],
          outputs: 10,
          activation,
          initializer: 'pytorch',
          seed,
        });
        const { x, y } = randomBatch({ size: 32, inputs: 100, classes: 10, seed });
        const { layers } = observe(model, x, y);
        norms.push(
          layers.filter((d: { quantity: string }) => d.quantity === 'dL/dW').array('norm') as number[],
        );
        tf.dispose([x, y]);
        model.dispose();
      }
    });

    test("have PyTorch's mean at every layer, within four standard errors of both samples", () => {
      theirs.mean.forEach((mean, layer) => {
        const mine = norms.map((row) => row[layer]);
        const average = mine.reduce((a, b) => a + b) / mine.length;
        const error = theirs.std[layer] * Math.sqrt(1 / mine.length + 1 / theirs.count);
        expect(Math.abs(average - mean)).toBeLessThan(4 * error);
      });
    });

    test("have PyTorch's spread at every layer, within the ratio that 100 normal draws give at p = 0.001", () => {
      theirs.std.forEach((std, layer) => {
        const mine = norms.map((row) => row[layer]);
        const average = mine.reduce((a, b) => a + b) / mine.length;
        const own = Math.sqrt(mine.reduce((sum, v) => sum + (v - average) ** 2, 0) / (mine.length - 1));
        expect(own / std).toBeGreaterThan(0.76);
        expect(own / std).toBeLessThan(1.28);
      });
    });

    test("lie at the first layer in PyTorch's distribution: Kolmogorov and Smirnov's test at p = 0.001", () => {
      const mine = norms.map((row) => row[0]).sort((a, b) => a - b);
      const below = (sorted: number[], v: number): number =>
        sorted.filter((u) => u <= v).length / sorted.length;
      const distance = Math.max(
        ...[...mine, ...theirs.first].map((v) => Math.abs(below(mine, v) - below(theirs.first, v))),
      );
      expect(distance).toBeLessThan(1.95 * Math.sqrt(1 / mine.length + 1 / theirs.first.length));
    });
  },
);
