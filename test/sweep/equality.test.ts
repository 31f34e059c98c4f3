// Rows are the same to the last bit, whatever measured them: a loop of repeat, one process, several, shards, workers.
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import { datasets, learningRateRange, mlp, observe, repeat, tf, train, type aq } from '../../src';
import { RedisServer, withoutRedis } from './redis';
import { command, start } from './processes';
import { experimentFile, sweep, temporaryFolder } from './support';

const networks = experimentFile('networks');
const KINDS = ['observe', 'train', 'range'];
const SEEDS = 3;
const grid = { over: { what: KINDS, seed: SEEDS } };

type Rows = Record<string, unknown>[];
let expected: Rows;

/** The rows of a sweep without what a measurement of another kind has. */
const compact = (table: aq.ColumnTable): Rows =>
  (table.objects() as Rows).map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name, value]) => value !== null && name !== 'fault' && name !== 'error'),
    ),
  );

beforeAll(async () => {
  // Written with the library's functions alone, in this process.
  const digits = datasets.digits();
  const spec = { inputs: 64, hidden: [24, 24, 24], outputs: 10, activation: 'tanh' };
  const runs = [
    await repeat(SEEDS, (seed) => {
      const model = mlp({ ...spec, seed });
      const { layers } = observe(model, digits.test.x, digits.test.y);
      model.dispose();
      return layers;
    }),
    await repeat(SEEDS, async (seed, { graphs }) => {
      const { model, history } = await train({ ...spec, seed }, digits, { steps: 12, seed, graphs });
      model.dispose();
      return history;
    }),
    await repeat(SEEDS, (seed, { graphs }) =>
      learningRateRange({ ...spec, seed }, digits, { steps: 12, seed, optimizer: 'adam', graphs }),
    ),
  ];
  tf.dispose(digits);
  expected = runs.flatMap((table, i) => compact(table).map((row) => ({ what: KINDS[i], ...row })));
}, 120_000);

describe('the rows of three experiments are those of repeat, bit by bit', () => {
  it.each([1, 2, 4])('from local with %i processes', async (processes) => {
    const rows = compact(await sweep(networks, grid, { processes }));
    expect(rows).toHaveLength(expected.length);
    expect(rows).toStrictEqual(expected);
  });

  it('from three shards, each started by the command, whose journals concatenate', async () => {
    const folder = temporaryFolder();
    const args = [
      command,
      'sweep',
      networks,
      '--over',
      `what=${KINDS.join()}`,
      '--over',
      `seed=${SEEDS}`,
      '--processes',
      '1',
    ];
    const file = (i: number): string => path.join(folder, `${i}.jsonl`);
    const shards = [1, 2, 3].map((i) =>
      start([...args, '--shard', `${i}/3`, '--journal', file(i)], { cwd: folder }),
    );
    expect(await Promise.all(shards.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const journal = path.join(folder, 'all.jsonl');
    for (const i of [1, 2, 3]) appendFileSync(journal, readFileSync(file(i)));
    const before = readFileSync(journal, 'utf8');
    expect(compact(await sweep(networks, grid, { journal }))).toStrictEqual(expected);
    expect(readFileSync(journal, 'utf8')).toBe(before);
  });

  describe.skipIf(withoutRedis())('with a Redis server', () => {
    const workers: ReturnType<typeof start>[] = [];
    afterAll(() => {
      for (const { child } of workers) child.kill('SIGKILL');
    });

    it('from bullmq with three workers', async () => {
      const { url } = await RedisServer.start();
      for (let i = 0; i < 3; i++)
        workers.push(start([command, 'worker', '--redis', url, '--processes', '1']));
      const rows = compact(await sweep(networks, grid, { executor: 'bullmq', redis: url }));
      expect(rows).toStrictEqual(expected);
    });
  });
});
