// The executor `local`: every fault is a row, and its processes end with the sweep.
import { execFileSync } from 'node:child_process';
import { pbkdf2Sync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { experiment } from '../../src';
import { isRunning, start, until } from './processes';
import { experimentFile, linesOf, sweep, SweepError, temporaryFolder } from './support';

const faults = experimentFile('faults');
const slow = experimentFile('slow');
const run = (kind: string[], options = {}) => sweep(faults, { over: { kind } }, { processes: 2, ...options });
const rowsOf = async (...args: Parameters<typeof run>): Promise<Record<string, unknown>[]> =>
  (await run(...args)).objects();
const matching = (words: RegExp): unknown => expect.stringMatching(words);

describe('a fault of a point', () => {
  test('that throws is a row with the error', async () => {
    const kinds = [
      'fine',
      'throws',
      'throwsText',
      'rejects',
      'noRows',
      'notPlain',
      'contradicts',
      'takesFault',
      'rows',
    ];
    expect(await rowsOf(kinds)).toEqual([
      { kind: 'fine', value: 1, fault: null, error: null },
      { kind: 'throws', value: null, fault: 'error', error: 'RangeError: out of range' },
      { kind: 'throwsText', value: null, fault: 'error', error: "threw 'a text'" },
      { kind: 'rejects', value: null, fault: 'error', error: 'Error: later' },
      {
        kind: 'noRows',
        value: null,
        fault: 'error',
        error: matching(/measure must give rows.*got 5/),
      },
      {
        kind: 'notPlain',
        value: null,
        fault: 'error',
        error: matching(/rows\[0\]\.value must be plain data/),
      },
      {
        kind: 'contradicts',
        value: null,
        fault: 'error',
        error: matching(/"another" in the column 'kind'/),
      },
      {
        kind: 'takesFault',
        value: null,
        fault: 'error',
        error: matching(/the column 'fault', which a sweep adds/),
      },
      { kind: 'rows', value: 1, fault: null, error: null },
      { kind: 'rows', value: 2, fault: null, error: null },
    ]);
  });

  test('that gives NaN is in its rows, which keep what else there is; infinite numbers and -0 are none', async () => {
    expect(await rowsOf(['nan', 'infinite'])).toEqual([
      { kind: 'nan', value: 1, other: null, fault: 'nan', error: 'value is NaN in row 2 of 2' },
      { kind: 'nan', value: NaN, other: 3, fault: 'nan', error: 'value is NaN in row 2 of 2' },
      { kind: 'infinite', value: Infinity, other: -0, fault: null, error: null },
    ]);
  });

  test('that does not end in time is a row: in a loop, in a wait, and where it hears the signal', async () => {
    const rows = await rowsOf(['loops', 'waits', 'fine', 'listens'], { timeLimit: 1.5 });
    expect(rows.map(({ fault, error }) => [fault, error])).toEqual([
      ['time', 'took longer than 1.5 s'],
      ['time', 'took longer than 1.5 s'],
      [null, null],
      ['time', 'took longer than 1.5 s'],
    ]);
  });

  test('that takes too much memory is a row: on the heap, and outside of it', async () => {
    const rows = await rowsOf(['heap', 'buffers', 'fine'], { memoryLimit: 300 });
    expect(rows.map(({ fault, error }) => [fault, error])).toEqual([
      ['memory', 'used more than 300 MiB of memory'],
      ['memory', 'used more than 300 MiB of memory'],
      [null, null],
    ]);
  });

  test('is none where the limit is too small for the experiment itself: the sweep says so', async () => {
    await expect(sweep('observe', { over: { depth: [2] } }, { memoryLimit: 64 })).rejects.toThrow(
      "the experiment can't be loaded: it takes more than 64 MiB of memory; give a larger memoryLimit",
    );
  });

  test('whose process ends is a row that says how', async () => {
    const rows = await rowsOf(['dies', 'aborts', 'exits', 'uncaught', 'floating', 'fine']);
    expect(rows.map(({ fault, error }) => [fault, error])).toEqual([
      ['died', 'the process was ended by SIGKILL'],
      ['died', 'the process was ended by SIGABRT'],
      ['died', 'the process ended with exit code 0'],
      ['error', 'Error: in a timer'],
      ['error', 'Error: nobody waits for it'],
      [null, null],
    ]);
  });

  test('more than maxFailures end the sweep, and the error has the rows so far', async () => {
    const kinds = ['fine', 'throws', 'rejects', 'noRows', 'nan'];
    const error = await run(kinds, { maxFailures: 1, processes: 1 }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(SweepError);
    const { message, table } = error as InstanceType<typeof SweepError>;
    expect(message).toBe(
      'sweep: ended early, with 2 of 5 points left: 2 points failed, and maxFailures is 1; the last one, at {"kind":"rejects"}: Error: later',
    );
    expect(table.array('kind')).toEqual(['fine', 'throws', 'rejects']);
    await expect(run(['fine', 'throws'], { maxFailures: 1 })).resolves.toBeDefined();
  });
});

describe('a child process', () => {
  it('that is killed in the middle of a native call costs no point, and none is there twice', async () => {
    const log = path.join(temporaryFolder(), 'log');
    const journal = path.join(temporaryFolder(), 'j.jsonl');
    const grid = { over: { i: [1, 2, 3, 4] }, base: { iterations: 1_000_000, log } };
    const done = sweep(experimentFile('native'), grid, { processes: 1, journal });
    await until(() => linesOf(log).length === 2);
    process.kill(Number(linesOf(log)[1].split(' ')[1]), 'SIGKILL');
    const table = await done;
    const hashes = [1, 2, 3, 4].map((i) =>
      pbkdf2Sync(String(i), 'salt', 1_000_000, 16, 'sha512').toString('hex'),
    );
    expect(table.array('hash')).toEqual(hashes);
    expect(linesOf(journal)).toHaveLength(4);
    expect(linesOf(log).map((line) => line.split(' ')[0])).toEqual(['1', '2', '2', '3', '4']);
  });

  it('that is killed from outside costs no point: another one measures it', async () => {
    const log = path.join(temporaryFolder(), 'log');
    const grid = { over: { i: [1, 2, 3, 4, 5, 6] }, base: { ms: 400, log } };
    const done = sweep(slow, grid, { processes: 2 });
    await until(() => linesOf(log).length >= 3);
    process.kill(Number(linesOf(log).at(-1)!.split(' ')[1]), 'SIGKILL');
    const table = await done;
    expect(table.array('square')).toEqual([1, 4, 9, 16, 25, 36]);
    expect(linesOf(log)).toHaveLength(7);
  });

  it('is replaced after pointsPerProcess points, and ends with the sweep', async () => {
    const log = path.join(temporaryFolder(), 'log');
    const grid = { over: { i: [1, 2, 3, 4, 5] }, base: { ms: 0, log } };
    await sweep(slow, grid, { processes: 1, pointsPerProcess: 2 });
    const pids = linesOf(log).map((line) => Number(line.split(' ')[1]));
    expect(new Set(pids).size).toBe(3);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('ends when the sweep is cancelled, and the rows so far are in the error', async () => {
    const log = path.join(temporaryFolder(), 'log');
    const controller = new AbortController();
    const grid = { over: { i: [1, 2, 3] }, base: { ms: 500, log } };
    const done = sweep(slow, grid, { processes: 1, signal: controller.signal });
    const caught = done.catch((error: unknown) => error);
    await until(() => linesOf(log).length === 2);
    controller.abort();
    const error = await caught;
    expect(error).toBeInstanceOf(SweepError);
    expect((error as InstanceType<typeof SweepError>).table.array('square')).toEqual([1]);
    expect(linesOf(log).filter((line) => isRunning(Number(line.split(' ')[1])))).toEqual([]);
  });

  it('ends within a second after its parent was killed, even in an endless loop', async () => {
    const program = `
      require(${JSON.stringify(path.resolve('dist/sweep'))}).sweep(${JSON.stringify(faults)}, { over: { kind: ['loops'] } }, {
        processes: 1,
      });`;
    const parent = start(['-e', program]);
    const childrenOf = (pid: number): string[] =>
      linesOf(`/proc/${pid}/task/${pid}/children`).join(' ').split(' ').filter(Boolean);
    await until(() => childrenOf(parent.child.pid!).length === 1);
    const [child] = childrenOf(parent.child.pid!).map(Number);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // it is in the loop
    parent.child.kill('SIGKILL');
    await parent.ended;
    await until(() => !isRunning(child!), 5);
  });
});

describe('an experiment', () => {
  it('that can not be loaded is an error of the sweep, not of a point', async () => {
    const grid = { over: { a: [1, 2] } };
    await expect(sweep(experimentFile('none'), grid)).rejects.toThrow(/there is no file/);
    await expect(sweep('trian', grid)).rejects.toThrow("did you mean 'train'?");
    await expect(sweep('train', { over: { dept: [1] } })).rejects.toThrow("did you mean 'depth'?");
    await expect(sweep(5 as never, grid)).rejects.toThrow(/experiment must be observe, train/);
    await expect(sweep(experimentFile('broken'), grid)).rejects.toThrow(/broken at the top/);
    await expect(sweep(experimentFile('no-experiment'), grid)).rejects.toThrow(
      /the default export of .* must be experiment/,
    );
    const wrong = path.join(temporaryFolder(), 'wrong.ts');
    writeFileSync(wrong, 'export default (;');
    await expect(sweep(wrong, grid)).rejects.toThrow(/can't be bundled: [^]*wrong.ts:1:16/);
  });

  it('that is defined where no other process finds it runs inline only', async () => {
    const square = experiment<{ a: number }>({
      name: 'square',
      measure: ({ a }) => ({ square: a * a }),
      file: 'Cell [1]',
    });
    await expect(sweep(square, { over: { a: [1] } })).rejects.toThrow(/set executor: 'inline'/);
    const cell = { ...square };
    Reflect.deleteProperty(cell, 'file');
    const table = await sweep(cell, { over: { a: [2, 3] } }, { executor: 'inline' });
    expect(table.array('square')).toEqual([4, 9]);
  });

  test.each([
    [{ processes: 0 }, RangeError, 'processes must be a whole number of at least 1'],
    [{ timeLimit: 0 }, RangeError, 'timeLimit must be above 0'],
    [{ timeLimit: '1' }, TypeError, 'timeLimit must be a number of seconds'],
    [{ memoryLimit: 1 }, RangeError, 'memoryLimit'],
    [{ shard: '0/3' }, RangeError, "shard must be 'i/n' with i from 1 to n"],
    [{ shard: '1' }, TypeError, "shard must be 'i/n', such as '1/8'"],
    [{ executor: 'loca' }, TypeError, "did you mean 'local'?"],
    [{ executor: 'bullmq' }, TypeError, 'needs redis'],
    [{ redis: 'redis://x' }, TypeError, "redis is for executor 'bullmq'"],
    [{ executor: 'inline', timeLimit: 1 }, TypeError, 'timeLimit needs a process of its own'],
    [{ journal: '' }, TypeError, 'journal must be the path of a file'],
    [{ signal: {} }, TypeError, 'signal must be an AbortSignal'],
    [{ maxFailures: -1 }, RangeError, 'maxFailures'],
    [{ jornal: 'x' }, TypeError, "did you mean 'journal'?"],
  ])('is not run with the options %j', async (options, type, words) => {
    const failed = expect(run(['fine'], options)).rejects;
    await failed.toThrow(type);
    await expect(run(['fine'], options)).rejects.toThrow(words);
  });
});

test('the process that hands out the points loads no TensorFlow', () => {
  const program = `
    const { sweep } = require('vanishing-gradients/sweep');
    sweep(${JSON.stringify(faults)}, { over: { kind: ['fine'] } }, { processes: 1 }).then((rows) => {
      console.log(rows.numRows(), Object.keys(require.cache).filter((file) => file.includes('tfjs')).length);
    });`;
  expect(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })).toMatch(/^1 0$/m);
});
