// The executor `bullmq`, with a real Redis server and workers in processes of their own.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as BullMQ from 'bullmq';
import type * as IORedis from 'ioredis';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, withoutRedis } from './redis';
import { command, isRunning, start, until, type Program } from './processes';
import { experimentFile, linesOf, sweep, SweepError, temporaryFolder } from './support';

const slow = experimentFile('slow');
const faults = experimentFile('faults');
const workers: Program[] = [];

/** Starts a worker in a process group of its own, as on a machine of its own. */
function startWorker(redis: RedisServer, processes = 1): Program {
  const worker = start([command, 'worker', '--redis', redis.url, '--processes', String(processes)], {
    detached: true,
  });
  workers.push(worker);
  return worker;
}
const killGroup = (worker: Program, signal: NodeJS.Signals = 'SIGKILL'): void => {
  try {
    process.kill(-worker.child.pid!, signal);
  } catch {
    // It has ended.
  }
};
afterEach(() => {
  for (const worker of workers.splice(0)) killGroup(worker);
});

const squares = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 1) ** 2);
const grid = (points: number, ms: number, log: string) => ({
  over: { i: Array.from({ length: points }, (_, i) => i + 1) },
  base: { ms, log },
});

describe.skipIf(withoutRedis())('the executor bullmq', () => {
  let redis: RedisServer;
  let log: string;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  const run = (points: number, ms: number, options = {}) => {
    log = path.join(temporaryFolder(), 'log');
    return sweep(slow, grid(points, ms, log), { executor: 'bullmq', redis: redis.url, ...options });
  };
  const workerOf = (line: string): number => Number(line.split(' ')[1]);

  it('measures each point once, on several workers, and nothing is left on the queue', async () => {
    for (let i = 0; i < 3; i++) startWorker(redis);
    const table = await run(30, 100);
    expect(table.array('square')).toEqual(squares(30));
    expect(linesOf(log)).toHaveLength(30);
    expect(new Set(linesOf(log).map(workerOf)).size).toBe(3);
  });

  it('has a fault as a row, and keeps the dead job with its error', async () => {
    startWorker(redis);
    const kinds = ['fine', 'throws', 'nan', 'dies', 'loops'];
    const options = { executor: 'bullmq', redis: redis.url, timeLimit: 1 } as const;
    const table = await sweep(faults, { over: { kind: kinds } }, options);
    const rows: Record<string, unknown>[] = table.objects();
    expect(rows.map(({ fault, error }) => [fault, error])).toEqual([
      [null, null],
      ['error', 'RangeError: out of range'],
      ['nan', 'value is NaN in row 2 of 2'],
      ['nan', 'value is NaN in row 2 of 2'],
      ['died', 'the process was ended by SIGKILL'],
      ['time', 'took longer than 1 s'],
    ]);
    const { Queue } = createRequire(import.meta.url)('bullmq') as typeof BullMQ;
    const { version } = createRequire(import.meta.url)('vanishing-gradients/package.json') as {
      version: string;
    };
    const queue = new Queue(`vanishing-gradients-${version}`, { connection: { port: redis.port } });
    const dead = await queue.getFailed();
    await queue.close();
    const attempts = Object.fromEntries(dead.map((job) => [job.failedReason, job.attemptsMade]));
    expect(attempts).toEqual({
      'RangeError: out of range': 1,
      'value is NaN in row 2 of 2': 1,
      'the process was ended by SIGKILL': 3,
      'took longer than 1 s': 1,
    });
  });

  it('measures a point again whose fault is of an earlier sweep: the cause may be gone', async () => {
    startWorker(redis);
    const folder = temporaryFolder();
    const [file, flag] = [path.join(folder, 'e.ts'), path.join(folder, 'there')];
    writeFileSync(
      file,
      `import { existsSync } from 'node:fs';
       import { experiment } from 'vanishing-gradients/sweep';
       export default experiment<{ flag: string }>({ name: 'e', measure({ flag }) {
         if (!existsSync(flag)) throw new Error('not there yet');
         return { value: 1 };
       } });`,
    );
    const once = () => sweep(file, { over: { flag: [flag] } }, { executor: 'bullmq', redis: redis.url });
    expect((await once()).array('error')).toEqual(['Error: not there yet']);
    writeFileSync(flag, '');
    expect((await once()).array('value')).toEqual([1]);
  });

  it('puts the experiment there again when Redis lost it, by eviction for example', async () => {
    const own = await RedisServer.start();
    const file = path.join(temporaryFolder(), 'log');
    const done = sweep(slow, grid(3, 10, file), { executor: 'bullmq', redis: own.url });
    const { Redis } = createRequire(import.meta.url)('ioredis') as typeof IORedis;
    const client = new Redis(own.port);
    const sources = async () => client.keys('vanishing-gradients:experiment:*');
    while ((await client.keys('*:point-*')).length < 3)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client.del(await sources())).toBe(1);
    startWorker(own);
    expect((await done).array('square')).toEqual(squares(3));
    await client.quit();
  });

  it('is refused where the server refuses the password or the database, whose number is not replaced by 0', async () => {
    const at = (url: string) =>
      sweep(slow, grid(1, 1, 'log'), { executor: 'bullmq', redis: url }).catch((error: unknown) =>
        String(error),
      );
    expect(await at(`${redis.url}/99`)).toMatch(
      /the Redis server at .* refuses: ERR DB index is out of range/,
    );
    const words = await at(redis.url.replace('//', '//:secret@'));
    expect(words).toMatch(/refuses: .*AUTH|refuses: WRONGPASS/);
    expect(words).not.toContain('secret');
  });

  it('goes on when a worker machine is killed: another one measures its points', async () => {
    const [first] = [startWorker(redis), startWorker(redis)];
    const done = run(12, 700);
    await until(() => new Set(linesOf(log).map(workerOf)).size === 2);
    killGroup(first!);
    expect((await done).array('square')).toEqual(squares(12));
    expect(linesOf(log).length).toBeLessThanOrEqual(13);
  });

  it('ends what runs and takes what waits off the queue when it is cancelled; the same sweep then goes on', async () => {
    startWorker(redis);
    const controller = new AbortController();
    const journal = path.join(temporaryFolder(), 'j.jsonl');
    const done = run(6, 500, { signal: controller.signal, journal }).catch((error: unknown) => error);
    await until(() => linesOf(log).length === 3);
    controller.abort();
    expect(await done).toBeInstanceOf(SweepError);
    const pids = linesOf(log).map(workerOf);
    await until(() => !isRunning(pids.at(-1)!), 10);
    const again = await sweep(slow, grid(6, 500, log), { executor: 'bullmq', redis: redis.url, journal });
    expect(again.array('square')).toEqual(squares(6));
    expect(linesOf(log)).toHaveLength(7);
  });

  it('waits while Redis does not answer, and while it is away; what a server without a disk lost is put there again', async () => {
    startWorker(redis, 2);
    const done = run(30, 300);
    await until(() => linesOf(log).length >= 4);
    redis.pause();
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.SWEEP_AWAY_MS ?? 3000)));
    redis.resume();
    await until(() => linesOf(log).length >= 10);
    await redis.stop();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await redis.startAgain();
    const table = await done;
    expect(table.array('square')).toEqual(squares(30));
    expect(table.numRows()).toBe(30);
  });

  it('ends a worker after its points, on the first Ctrl-C', async () => {
    const worker = startWorker(redis);
    const other = run(4, 400);
    await until(() => linesOf(log).length === 2);
    worker.child.kill('SIGINT');
    expect(await worker.ended).toBe(0);
    expect(linesOf(log)).toHaveLength(2);
    startWorker(redis);
    expect((await other).array('square')).toEqual(squares(4));
    expect(linesOf(log)).toHaveLength(4);
  });

  it('is refused where no server answers', { timeout: 30_000 }, async () => {
    const options = { executor: 'bullmq', redis: 'redis://user:secret@127.0.0.1:1' } as const;
    await expect(sweep(slow, grid(1, 1, ''), options)).rejects.toThrow(
      /^sweep: no Redis server answers at redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
    );
    await expect(sweep(slow, grid(1, 1, ''), { executor: 'bullmq', redis: 'localhost' })).rejects.toThrow(
      /redis must be a URL/,
    );
  });
});
