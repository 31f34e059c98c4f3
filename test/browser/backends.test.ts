// Observations of layers with state, sharing and time steps on the backends of a page, against Node's numbers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { writeModules } from '../../scripts/package/browser.mjs';
import * as inNode from '../../src';
import { bundleFor, LibraryPage, pageProgram, type Globals } from './library-page';
import { describeInChromium } from './support';

type Row = Record<string, number | string | null>;
type Observations = Record<string, { loss: number; rows: Row[] }>;

/** The observations of models, by name. The function refers to nothing outside: it runs in the page, too. */
function observations({ vg, tf }: Globals, leftOut: readonly string[] = []): Observations {
  const { layers: l } = tf;
  const sequence = [5, 3];
  const stack = (...layers: unknown[]) => tf.sequential({ layers: layers as never[] });
  const shared = (): unknown => {
    const [x, dense] = [tf.input({ shape: [4] }), l.dense({ units: 4, activation: 'sigmoid' })];
    const twice = dense.apply(dense.apply(x));
    return tf.model({
      inputs: x,
      outputs: l.dense({ units: 3 }).apply(twice) as never,
    });
  };
  const head = () => l.dense({ units: 3 });
  const models: Record<string, [() => unknown, number[]]> = {
    'simple recurrent layer': [
      () => stack(l.simpleRNN({ units: 4, inputShape: sequence }), head()),
      sequence,
    ],
    LSTM: [() => stack(l.lstm({ units: 4, inputShape: sequence }), head()), sequence],
    GRU: [() => stack(l.gru({ units: 4, inputShape: sequence }), head()), sequence],
    'two LSTMs': [
      () =>
        stack(
          l.lstm({ units: 4, inputShape: sequence, returnSequences: true }),
          l.lstm({ units: 3 }),
          head(),
        ),
      sequence,
    ],
    'bidirectional LSTM': [
      () =>
        stack(
          l.bidirectional({
            layer: l.lstm({ units: 4 }) as never,
            mergeMode: 'concat',
            inputShape: sequence,
          } as never),
          head(),
        ),
      sequence,
    ],
    'layer that is called twice': [shared, [4]],
    'batch normalisation': [
      () =>
        stack(
          l.dense({ units: 6, inputShape: [4] }),
          l.batchNormalization(),
          l.activation({ activation: 'relu' }),
          head(),
        ),
      [4],
    ],
    convolution: [
      () =>
        stack(
          l.conv2d({ filters: 3, kernelSize: 2, activation: 'tanh', inputShape: [5, 5, 2] }),
          l.maxPooling2d({ poolSize: 2 }),
          l.flatten(),
          head(),
        ),
      [5, 5, 2],
    ],
    embedding: [
      () =>
        stack(
          l.embedding({ inputDim: 7, outputDim: 4, inputLength: 5 }),
          l.globalAveragePooling1d({}),
          head(),
        ),
      [5],
    ],
  };
  return Object.fromEntries(
    Object.entries(models)
      .filter(([name]) => !leftOut.includes(name))
      .map(([name, [make, shape]]) => {
        const model = make() as never as ReturnType<typeof tf.sequential>;
        // Weights and data by formula: the random numbers of tfjs's initialisers differ between backends.
        const wave = (shape: number[], step: number, scale: number) =>
          tf.tensor(
            Array.from(
              { length: shape.reduce((a, b) => a * b, 1) },
              (_, i) => scale * Math.sin(1 + step * i),
            ),
            shape,
          );
        const variance = (weight: string): boolean => weight.endsWith('moving_variance');
        model.setWeights(
          model.weights.map((weight, k) => {
            const values = wave(weight.shape as number[], 1.7 + k / 10, 0.7);
            return variance(weight.name) ? tf.abs(values) : values;
          }),
        );
        const size = [6, ...shape];
        const x = name === 'embedding' ? tf.floor(tf.abs(wave(size, 2.3, 6.99))) : wave(size, 2.3, 1);
        const y = tf.tensor1d([0, 1, 2, 2, 1, 0], 'int32');
        const { loss, layers, throughTime } = vg.observe(model as never, x as never, y as never);
        return [name, { loss, rows: [...layers.objects(), ...(throughTime?.objects() ?? [])] as Row[] }];
      }),
  );
}

/** The largest difference of two numbers of a column, as a part of the column's largest; the rows must be of the same quantities. */
function difference(own: Row[], expected: Row[]): number {
  const texts = (rows: Row[]) => rows.map(({ quantity, time, kind }) => [quantity, time, kind].join(' '));
  expect(texts(own)).toEqual(texts(expected));
  const differences = ['norm', 'rms', 'mean', 'std'].flatMap((column) => {
    const scale = Math.max(...expected.map((row) => Math.abs(row[column] as number)), 1e-30);
    return own.map((row, i) => Math.abs((row[column] as number) - (expected[i][column] as number)) / scale);
  });
  return Math.max(...differences);
}

describeInChromium('in a page, observe', () => {
  let page: LibraryPage;
  const folder = mkdtempSync(join(tmpdir(), 'browser-backends-'));
  const expected = observations({ vg: inNode, tf: inNode.tf as never });
  beforeAll(async () => {
    await writeModules(paths, folder);
    page = await LibraryPage.open(await bundleFor(folder, pageProgram('./index.js')));
  });
  afterAll(async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // tfjs's wasm lacks kernels of two gradients, Conv2DBackpropFilter and UnsortedSegmentSum.
  const leftOut: Readonly<Record<string, string[]>> = { wasm: ['convolution', 'embedding'] };

  describe.each(['cpu', 'wasm', 'webgl'])('on the backend %s', (backend) => {
    const left = leftOut[backend] ?? [];
    let seen: Observations;
    beforeAll(async () => {
      await page.use(backend);
      seen = await page.page.evaluate(`(${String(observations)})(globalThis, ${JSON.stringify(left)})`);
    });

    it.each(Object.keys(expected).filter((name) => !left.includes(name)))(
      "gives Node's numbers for: %s",
      (name) => {
        expect(Math.abs(seen[name].loss / expected[name].loss - 1)).toBeLessThan(1e-5);
        expect(difference(seen[name].rows, expected[name].rows)).toBeLessThan(1e-4);
      },
    );
  });
});
