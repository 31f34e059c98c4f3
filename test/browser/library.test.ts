// The library in a page, on three backends of TensorFlow.js: the same numbers as in Node, and clear words where Node is needed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { writeModules } from '../../scripts/package/browser.mjs';
import * as inNode from '../../src';
import { bundleFor, LibraryPage, pageProgram, type Globals } from './library-page';
import { describeInChromium } from './support';

const LIMIT = 400_000; // bytes, minified: what a page loads besides TensorFlow.js and Plotly

const spec = {
  inputs: 100,
  hidden: [128, 128, 128],
  outputs: 10,
  activation: 'sigmoid' as const,
  initializer: 'pytorch' as const,
  seed: 1,
};
const batch = { size: 32, inputs: 100, classes: 10, seed: 1 };
type Layers = { depth: number; quantity: string; norm: number; rms: number; std: number }[];

/** The largest relative difference of the statistics of two observations. */
function difference(one: Layers, other: Layers): number {
  expect(one.map(({ depth, quantity }) => [depth, quantity])).toEqual(
    other.map(({ depth, quantity }) => [depth, quantity]),
  );
  const differences = one.flatMap((row, i) =>
    (['norm', 'rms', 'std'] as const).map((name) => Math.abs(row[name] / other[i][name] - 1)),
  );
  return Math.max(...differences);
}

describeInChromium('in a page, the library', () => {
  let page: LibraryPage;
  let bytes: number;
  const folder = mkdtempSync(join(tmpdir(), 'browser-entry-'));
  beforeAll(async () => {
    await writeModules(paths, folder);
    bytes = Buffer.byteLength(await bundleFor(folder, "export * from './index.js';", ['@tensorflow/tfjs']));
    page = await LibraryPage.open(await bundleFor(folder, pageProgram('./index.js')));
  });
  afterAll(async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`is smaller than ${LIMIT / 1000} KB with all that it needs but TensorFlow.js`, () => {
    expect(bytes).toBeLessThan(LIMIT);
  });

  describe.each(['cpu', 'wasm', 'webgl'])('on the backend %s', (backend) => {
    beforeAll(() => page.use(backend));

    it("observes the opening example with Node's numbers, to five digits, and leaves no tensor behind", async () => {
      const model = inNode.mlp(spec);
      const { x, y } = inNode.datasets.randomBatch(batch);
      const expected = inNode.observe(model, x, y);
      const { loss, layers, leaked } = await page.page.evaluate(
        ([spec, batch]) => {
          const { vg, tf } = globalThis as unknown as Globals;
          const model = vg.mlp(spec);
          const { x, y } = vg.datasets.randomBatch(batch);
          const before = tf.memory().numTensors;
          const seen = vg.observe(model, x, y);
          const leaked = tf.memory().numTensors - before;
          return { loss: seen.loss, layers: seen.layers.objects(), leaked };
        },
        [spec, batch] as const,
      );
      expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-5);
      expect(difference(layers, expected.layers.objects())).toBeLessThan(1e-5);
      expect(leaked).toBe(0);
    });

    it("trains with Node's losses, says why no graph runs, and is watched in fit", async () => {
      const small = { ...spec, inputs: 64, hidden: [32, 32], activation: 'tanh' as const };
      const options = { steps: 20, batchSize: 64, optimizer: 'adam' as const, observeEvery: 10, seed: 3 };
      const { train } = inNode.datasets.digits();
      const expected = (await inNode.train(inNode.mlp(small), train, { ...options, compiled: false }))
        .history;
      const { losses, rows, reason, watched } = await page.page.evaluate(
        async ([spec, options]) => {
          const { vg, tf } = globalThis as unknown as Globals;
          await vg.datasets.loadDigits('/data/digits.csv');
          const { train } = vg.datasets.digits();
          const { history, layers, fallbackReason } = await vg.train(vg.mlp(spec), train, options);
          const model = tf.sequential({
            layers: [tf.layers.dense({ units: 10, inputShape: [64], activation: 'softmax' })],
          });
          model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
          const watch = vg.watch(model as never, { every: 5 });
          await model.fit(train.x as never, train.y.toFloat() as never, {
            epochs: 1,
            batchSize: 128,
            callbacks: watch as never,
            verbose: 0,
          });
          return {
            losses: history.array('loss') as number[],
            rows: layers!.numRows(),
            reason: fallbackReason,
            watched: watch.history().numRows(),
          };
        },
        [small, options] as const,
      );
      const own = expected.array('loss') as number[];
      expect(losses).toHaveLength(own.length);
      losses.forEach((loss, i) => expect(Math.abs(loss / own[i] - 1)).toBeLessThan(1e-4));
      expect(rows).toBeGreaterThan(0);
      expect(reason).toMatch(/needs|brings to Node/);
      expect(watched).toBeGreaterThan(0);
    });

    it('calls hooks, draws weights anew, and scales them by what it measures', async () => {
      const result = await page.page.evaluate(() => {
        const { vg, tf } = globalThis as unknown as Globals;
        const model = vg.mlp({ inputs: 8, hidden: [16, 16], outputs: 4, activation: 'relu', seed: 2 });
        const layer = model.layers[1];
        const shapes: number[][] = [];
        const hooks = [
          vg.registerForwardHook(
            layer,
            (_, output) => void shapes.push((output as { shape: number[] }).shape),
          ),
          vg.registerBackwardHook(
            layer,
            (gradient) => void shapes.push((gradient as { shape: number[] }).shape),
          ),
        ];
        const { x, y } = vg.datasets.randomBatch({ size: 6, inputs: 8, classes: 4, seed: 1 });
        vg.observe(model, x, y);
        for (const hook of hooks) hook.remove();
        vg.initialize(model, 'heNormal', { seed: 5 });
        vg.lsuv(model, x);
        const deviations = vg
          .observe(model, x, y)
          .layers.objects()
          .filter(({ quantity }) => quantity === 'z');
        return { shapes, deviations: deviations.map(({ std }) => std), backend: tf.getBackend() };
      });
      expect(result.shapes).toEqual([
        [6, 16],
        [6, 16],
      ]);
      for (const deviation of result.deviations.slice(0, -1)) expect(deviation).toBeCloseTo(1, 1);
      expect(result.backend).toBe(backend);
    });
  });

  it('computes theory and figures as Node does', async () => {
    const { x, y } = inNode.datasets.randomBatch(batch);
    const seen = inNode.observe(inNode.mlp(spec), x, y);
    const rows = seen.layers.objects();
    const result = await page.page.evaluate(
      ([spec, rows]) => {
        const { vg } = globalThis as unknown as Globals;
        return {
          theory: vg.theory.layers(spec).objects(),
          figure: JSON.stringify(vg.charts.gradientFlow(vg.aq.from(rows as object[]) as never)),
        };
      },
      [spec, rows] as const,
    );
    // (Chromium and Node may differ in the last digit of Math.exp.)
    const expected = inNode.theory.layers(spec).objects() as Record<string, number>[];
    expect(result.theory).toHaveLength(expected.length);
    (result.theory as Record<string, number>[]).forEach((row, i) => {
      for (const name of ['depth', 'q', 'ratio', 'value'])
        expect(Math.abs(row[name] / expected[i][name] - 1) || 0).toBeLessThan(1e-12);
    });
    expect(result.figure).toBe(JSON.stringify(inNode.charts.gradientFlow(inNode.aq.from(rows) as never)));
  });

  it('checks exercises with their visible cases', async () => {
    page.lines.length = 0;
    const outcome = await page.page.evaluate(async () => {
      const { vg } = globalThis as unknown as Globals;
      const messages: string[] = [];
      const attempt = (work: () => void): void => {
        try {
          work();
        } catch (error) {
          messages.push(`${(error as Error).name}: ${(error as Error).message}`);
        }
      };
      const slope = (z: number): number => 1 / (1 + Math.exp(-z)) / (1 + Math.exp(z));
      const check = (answer: (z: number) => number) => (): void =>
        vg.exercises.check('chain-rule/sigmoid-derivative', answer as never);
      attempt(check(slope));
      await vg.exercises.loadCases('/data/exercises/visible.json');
      attempt(check(slope));
      attempt(check((z) => 2 * slope(z)));
      return messages;
    });
    expect(outcome).toEqual([
      expect.stringMatching(/^Error: A browser has to fetch .*await exercises\.loadCases\(\)/),
      expect.stringMatching(/^WrongAnswer: /),
    ]);
    expect(page.lines.some((line) => line.startsWith('✓'))).toBe(true);
  });

  it('says what needs Node, and which file has to be fetched', async () => {
    const fresh = await LibraryPage.open(await bundleFor(folder, pageProgram('./index.js')));
    const messages = await fresh.page.evaluate(async () => {
      const { vg, tf } = globalThis as unknown as Globals;
      const model = vg.mlp({ inputs: 2, hidden: [3], outputs: 2 });
      const data = { x: tf.zeros([4, 2]), y: tf.zeros([4], 'int32') } as never;
      const all: string[] = [];
      const works = [
        () => vg.compile((x: never) => x),
        () => vg.observe(model, tf.zeros([1, 2]) as never, tf.zeros([1]) as never, { compiled: true }),
        () => vg.train(model, data, { steps: 1, compiled: true }),
        () => vg.watch(model, { jsonLines: 'log.jsonl' }),
        () => vg.watch(model, { tensorBoard: 'logs' }),
        () => vg.datasets.digits(),
        () => vg.datasets.loadDigits('/nowhere.csv'),
        () => vg.mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'sigmod' as never }),
      ];
      for (const work of works) {
        try {
          await work();
          all.push('nothing');
        } catch (error) {
          all.push((error as Error).message);
        }
      }
      return all;
    });
    await fresh.close();
    expect(messages).toEqual([
      expect.stringContaining('@tensorflow/tfjs-node'),
      expect.stringContaining('@tensorflow/tfjs-node'),
      expect.stringContaining('@tensorflow/tfjs-node'),
      expect.stringContaining('a browser writes no files'),
      expect.stringContaining('a browser writes no files'),
      expect.stringContaining('await datasets.loadDigits()'),
      expect.stringContaining("nowhere.csv can't be fetched (status 404)"),
      "mlp: activation 'sigmod' is not one of " + /one of (.*)$/.exec(errorOfNode())![1],
    ]);
  });
});

function errorOfNode(): string {
  try {
    inNode.mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'sigmod' as never });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
