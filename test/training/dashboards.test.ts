// Files that watch writes for dashboards, read back with TensorBoard's own reader and line by line.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { watch, type Watch } from '../../src/training';
import { readEvents, type Events } from './tensorboard/read';

interface Row {
  readonly step: number;
  readonly layer: string;
  readonly quantity: string;
  readonly norm: number;
  readonly ratio: number | null;
  readonly saturated: number | null;
  readonly dead: number | null;
}

const folder = mkdtempSync(path.join(tmpdir(), 'watch-'));
const [events, lines] = [path.join(folder, 'runs', 'one'), path.join(folder, 'one', 'run.jsonl')];
const x = tf.randomNormal([64, 8], 0, 2, 'float32', 1);
const y = tf.tidy(() => tf.sum(x, 1, true));
afterAll(() => {
  tf.dispose([x, y]);
  rmSync(folder, { recursive: true });
});

function made(last: object = {}): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 16, activation: 'tanh', inputShape: [8], name: 'first' }),
      tf.layers.dense({ units: 16, activation: 'relu', name: 'second', biasInitializer: 'zeros' }),
      tf.layers.dense({ units: 1, name: 'last', ...last }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

describe('a watched fit of 6 batches, every second one', () => {
  let watcher: Watch;
  let found: Events;
  let rows: Row[];
  let losses: { step: number; loss: number; gradientNorm: number }[];
  beforeAll(async () => {
    const model = made();
    watcher = watch(model, { every: 2, tensorBoard: events, jsonLines: lines });
    await model.fit(x, y, { epochs: 3, batchSize: 32, verbose: 0, callbacks: [watcher] });
    found = await readEvents(events);
    rows = watcher.layers().objects() as Row[];
    losses = watcher.history().objects() as typeof losses;
    model.dispose();
  }, 300_000);

  const closeTo = (points: [number, number][]) =>
    points.map(([step, value]) => [step, expect.closeTo(value, 5) as number]);
  const valuesOf = (layer: string, quantity: string, column: 'norm' | 'ratio' | 'saturated' | 'dead') =>
    closeTo(
      rows
        .filter((row) => row.layer === layer && row.quantity === quantity)
        .map((row): [number, number] => [row.step, row[column]!]),
    );

  test('has the loss, the learning rate and the gradient norm of each watched batch', () => {
    expect(losses.map(({ step }) => step)).toEqual([1, 3, 5]);
    expect(found.scalars.loss).toEqual(closeTo(losses.map(({ step, loss }) => [step, loss])));
    expect(found.scalars.gradient_norm).toEqual(
      closeTo(losses.map(({ step, gradientNorm }) => [step, gradientNorm])),
    );
    expect(found.scalars.learning_rate).toEqual(closeTo([1, 3, 5].map((step) => [step, 0.01])));
  });

  test('has gradient norms, update ratios, saturated and dead shares, layer by layer', () => {
    for (const layer of ['first', 'second', 'last']) {
      expect(found.scalars[`gradient_norm/${layer}/kernel`]).toEqual(valuesOf(layer, 'dL/dW', 'norm'));
      expect(found.scalars[`update_ratio/${layer}/kernel`]).toEqual(valuesOf(layer, 'W', 'ratio'));
    }
    expect(found.scalars['gradient_norm/first/dL_dz']).toEqual(valuesOf('first', 'dL/dz', 'norm'));
    expect(found.scalars['saturated/first']).toEqual(valuesOf('first', 'z', 'saturated'));
    expect(found.scalars['dead/second']).toEqual(valuesOf('second', 'a', 'dead'));
    expect(found.scalars['saturated/second']).toBeUndefined(); // a ReLU has no saturation point
  });

  test('has histograms of 30 bins that hold every value', () => {
    const counts = (tag: string): number[] =>
      found.histograms[tag].map(([, bins]) => bins.reduce((sum, [, , count]) => sum + count, 0));
    expect(found.histograms['W/first/kernel'].map(([step]) => step)).toEqual([1, 3, 5]);
    expect(counts('W/first/kernel')).toEqual([128, 128, 128]);
    expect(counts('z/first')).toEqual([512, 512, 512]);
    expect(counts('dL_dW/second/kernel')).toEqual([256, 256, 256]);
    expect(found.histograms['z/first'][0][1]).toHaveLength(30);
    expect(found.histograms['dL_db/last/bias'][0][1]).toHaveLength(1); // one value: one bin
  });

  test('has the same as JSON lines', () => {
    const written = readFileSync(lines, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (table: string) =>
      written.filter((row) => row.table === table).map(({ table: _, ...row }) => row);
    expect(of('history')).toEqual(losses);
    expect(of('layers')).toEqual(rows);
    expect(written).toHaveLength(losses.length + rows.length);
  });
});

test('numbers that are none come through, in both', async () => {
  const model = made({ kernelInitializer: tf.initializers.constant({ value: 3e38 }) });
  const [there, file] = [path.join(folder, 'infinite'), path.join(folder, 'infinite.jsonl')];
  writeFileSync(file, 'an older run\n');
  const watcher = watch(model, { tensorBoard: there, jsonLines: file });
  await model.fit(x, y, { epochs: 1, batchSize: 64, verbose: 0, callbacks: [watcher] });
  const [{ loss }] = watcher.history().objects() as { loss: number }[];
  expect(Number.isFinite(loss)).toBe(false);
  const { scalars } = await readEvents(there);
  expect(scalars.loss).toEqual([[1, loss]]);
  const [first] = readFileSync(file, 'utf8').split('\n'); // the older run is replaced
  expect(JSON.parse(first)).toMatchObject({ table: 'history', loss: String(loss) });
  model.dispose();
}, 300_000);

test('two fits of one watcher follow one another, and leave one small tensor a folder', async () => {
  const model = made();
  const there = path.join(folder, 'twice');
  const watcher = watch(model, { tensorBoard: there });
  const before = tf.memory().numTensors;
  for (let i = 0; i < 2; i++)
    await model.fit(x, y, { epochs: 1, batchSize: 32, verbose: 0, callbacks: [watcher] });
  expect(tf.memory().numTensors).toBe(before + 1); // the writer's, which tfjs-node keeps
  expect((await readEvents(there)).scalars.loss.map(([step]) => step)).toEqual([1, 2, 3, 4]);
  model.dispose();
}, 300_000);

test.each([
  [{ tensorBoard: '' }, "watch: tensorBoard must be a path; got ''"],
  [{ tensorBoard: 7 }, 'watch: tensorBoard must be a path; got 7'],
  [{ jsonLines: [] }, 'watch: jsonLines must be a path; got []'],
  [
    { tensorBoard: path.join(folder, 'file', 'below') },
    'watch: tensorBoard must be a folder that can be written to',
  ],
  [{ jsonLines: folder }, `watch: jsonLines must be a file that can be written to; got '${folder}' (EISDIR)`],
])('%o gets a named error', (options, message) => {
  const model = made();
  if (!existsSync(path.join(folder, 'file'))) writeFileSync(path.join(folder, 'file'), '');
  expect(() => watch(model, options as object)).toThrow(message);
  expect(() => watch(model, options as object)).toThrow(TypeError);
  model.dispose();
});
