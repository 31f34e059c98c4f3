// The signal of an interrupt, for libraries; and a sweep of this project's, which ends by it with a whole journal.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInterrupted } from './support/cells';
import { Kernel, sleep } from './support/kernel';

let kernel: Kernel;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sweep-'));
  kernel = await Kernel.startWith("import { sweep } from 'vanishing-gradients';\nlet seen: string[] = [];");
});
afterAll(async () => {
  await kernel.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

const ask = `(globalThis as any)[Symbol.for('Jupyter.interruptSignal')]()`;

test('is aborted when the cell is interrupted, and not for the cells after it', async () => {
  const id = await kernel.sendEndless(
    `${ask}.addEventListener('abort', () => seen.push('first')); console.log("go"); await new Promise(() => undefined);`,
  );
  await sleep(150);
  await expectInterrupted(kernel, id);
  expect((await kernel.execute(`seen.join()`)).result).toBe("'first'");
  expect((await kernel.execute(`${ask}.aborted`)).result).toBe('false');
});

test('ends a sweep: its journal is whole and free for the next cell, which goes on', async () => {
  const journal = path.join(folder, 'j.jsonl');
  const experiment = path.resolve('test/sweep/experiments/slow.ts');
  const grid = `{ over: { i: [1, 2, 3, 4, 5, 6] }, base: { ms: MS, log: ${JSON.stringify(path.join(folder, 'log'))} } }`;
  const sweep = (ms: number): string =>
    `await sweep(${JSON.stringify(experiment)}, ${grid.replace('MS', String(ms))}, { processes: 1, journal: ${JSON.stringify(journal)} })`;
  const lines = (): string[] => {
    try {
      return readFileSync(journal, 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  };
  const id = await kernel.sendEndless(`console.log("go"); const rows = ${sweep(700)};`);
  const end = performance.now() + 60_000;
  while (lines().length < 2 && performance.now() < end) await sleep(50);
  await expectInterrupted(kernel, id);
  await sleep(1000);
  const kept = lines();
  expect(kept.length).toBeLessThan(6);
  for (const line of kept) expect(JSON.parse(line)).toMatchObject({ ok: 1 });
  const again = await kernel.execute(`const all = ${sweep(700)}; console.log(all.array('square').join());`);
  expect(again.error).toBeUndefined();
  expect(again.stdout).toBe('1,4,9,16,25,36\n');
  expect(lines().slice(0, kept.length)).toEqual(kept);
  expect(lines()).toHaveLength(6);
}, 120_000);
