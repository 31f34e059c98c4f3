// Sweeps that are ended and started again, by the command that a user types.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, isRunning, start, until } from './processes';
import { experimentFile, linesOf, sweep, temporaryFolder } from './support';

const slow = experimentFile('slow');

/** Starts a sweep of some points of so many milliseconds, by the command. */
function startSweep(folder: string, points: number, ms: number, ...more: string[]) {
  const log = path.join(folder, 'log');
  const args = [
    'sweep',
    slow,
    '--over',
    `i=1:${points}`,
    '--base',
    `ms=${ms}`,
    '--base',
    `log=${log}`,
    '--processes',
    '2',
  ];
  return start([command, ...args, ...more], { cwd: folder });
}
const journalOf = (folder: string): string => path.join(folder, 'sweeps', 'slow.jsonl');
const measuredPoints = (folder: string): number[] =>
  linesOf(journalOf(folder))
    .filter((line) => line.endsWith('}'))
    .map((line) => (JSON.parse(line) as { point: { i: number } }).point.i);
const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const ascending = (a: number, b: number): number => a - b;

/** A generator of random numbers from 0 to 1 by a seed (Park and Miller 1988). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

describe('a sweep whose process is killed', () => {
  const kills = Number(process.env.SWEEP_KILLS ?? 4);

  it(`${kills} times at random moments has every point once in the end, and loses those alone that were running`, async () => {
    const folder = temporaryFolder();
    const next = random(7);
    const points = 12 * kills;
    for (let kill = 0; kill < kills; kill++) {
      const before = measuredPoints(folder).length;
      const run = startSweep(folder, points, 20);
      await until(() => measuredPoints(folder).length > before || run.child.exitCode !== null);
      await new Promise((resolve) => setTimeout(resolve, 300 * next()));
      run.child.kill('SIGKILL');
      await run.ended;
    }
    const last = startSweep(folder, points, 20);
    expect(await last.ended, last.output()).toBe(0);
    expect(measuredPoints(folder).sort(ascending)).toEqual(oneTo(points));
    // Each kill costs the two points that ran, and those alone were measured twice.
    expect(linesOf(path.join(folder, 'log')).length).toBeLessThanOrEqual(points + 2 * kills);
  });
});

describe('Ctrl-C', () => {
  it('ends a sweep with 130 and nothing left running; the same command goes on', async () => {
    const folder = temporaryFolder();
    const first = startSweep(folder, 8, 300);
    await until(() => measuredPoints(folder).length >= 2);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.output()).toMatch(
      /ended early, with \d of 8 points left: it was cancelled\n.*the same command goes on/,
    );
    const pids = linesOf(path.join(folder, 'log')).map((line) => Number(line.split(' ')[1]));
    expect(pids.filter(isRunning)).toEqual([]);
    const second = startSweep(folder, 8, 10, '--output', 'rows.csv');
    expect(await second.ended).toBe(0);
    expect(second.output()).toContain('8 rows, 0 of them with a fault');
    const csv = readFileSync(path.join(folder, 'rows.csv'), 'utf8').trim().split('\n');
    expect(csv[0]).toBe('i,square,fault,error');
    expect(csv[8]).toBe('8,64,,');
  });
});

describe('a journal', () => {
  it('that another process writes to is not written', async () => {
    const folder = temporaryFolder();
    const first = startSweep(folder, 200, 3000); // longer than the second one lasts, however slow the machine is
    await until(() => measuredPoints(folder).length >= 1);
    const second = startSweep(folder, 200, 3000);
    expect(await second.ended).toBe(2);
    expect(second.output()).toContain(`is being written by process ${first.child.pid}`);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
  });

  it('has 1,000 points of which 100 threw as rows; --retry-failed measures those 100 again, and nothing else', async () => {
    const folder = temporaryFolder();
    const experiment = path.join(folder, 'tenth.ts');
    const log = path.join(folder, 'log');
    mkdirSync(path.join(folder, 'sweeps'));
    writeFileSync(
      experiment,
      `import { appendFileSync, existsSync } from 'node:fs';
       import { experiment } from 'vanishing-gradients/sweep';
       export default experiment({
         name: 'tenth',
         measure({ i, log }: { i: number; log: string }) {
           appendFileSync(log, i + '\\n');
           if (i % 10 === 0 && !existsSync(log + '.mended')) throw new Error('a tenth');
           return { i2: 2 * i };
         },
       });`,
    );
    const journal = path.join(folder, 'j.jsonl');
    const run = (options = {}) =>
      sweep(experiment, { over: { i: oneTo(1000) }, base: { log } }, { processes: 2, journal, ...options });
    const faults = (await run()).array('fault') as unknown[];
    expect(faults.filter((fault) => fault === 'error')).toHaveLength(100);
    expect(linesOf(log)).toHaveLength(1000);
    writeFileSync(`${log}.mended`, '');
    await run();
    expect(linesOf(log)).toHaveLength(1000);
    const table = await run({ retryFailed: true });
    expect(linesOf(log)).toHaveLength(1100);
    expect(table.array('i2')).toEqual(oneTo(1000).map((i) => 2 * i));
    expect(new Set(table.array('fault') as unknown[])).toEqual(new Set([null]));
  });

  it('on a disk that is full ends the sweep with an error; with room, the same command goes on', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'sweeps'));
    const args = [
      command,
      'sweep',
      slow,
      '--over',
      'i=1:60',
      '--base',
      'ms=1',
      '--base',
      `log=${path.join(folder, 'log')}`,
    ];
    const shell = `ulimit -f 8; exec "$0" "$@"`; // 512 bytes each
    const { spawnSync } = await import('node:child_process');
    const full = spawnSync('sh', ['-c', shell, process.execPath, ...args], { cwd: folder, encoding: 'utf8' });
    expect(full.status).toBe(2);
    expect(full.stderr).toMatch(/the journal .* can't be written: .*; the \d+ points before are in it/);
    const kept = measuredPoints(folder).length;
    expect(kept).toBeGreaterThan(5);
    const again = start(args, { cwd: folder });
    expect(await again.ended, again.output()).toBe(0);
    expect(measuredPoints(folder).sort(ascending)).toEqual(oneTo(60));
  });
});

describe('an experiment whose code changes', () => {
  it('is measured again, and not where white space or a comment changes', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'e.ts');
    const helper = path.join(folder, 'helper.ts');
    const journal = path.join(folder, 'j.jsonl');
    const write = (factor: number, comment = ''): void => {
      writeFileSync(
        file,
        `import { experiment } from 'vanishing-gradients/sweep';${comment}
         import { twice } from './helper';
         export default experiment({ name: 'e', measure: ({ a }: { a: number }) => ({ b: twice(a) }) });`,
      );
      writeFileSync(helper, `export const twice = (a: number): number => ${factor} * a;`);
    };
    const run = async () =>
      (await sweep(file, { over: { a: [1, 2] } }, { journal, processes: 1 })).array('b');
    write(2);
    expect(await run()).toEqual([2, 4]);
    write(2, '\n\n// Says more.\n');
    expect(await run()).toEqual([2, 4]);
    expect(linesOf(journal)).toHaveLength(2);
    write(3);
    expect(await run()).toEqual([3, 6]);
    expect(linesOf(journal)).toHaveLength(4);
  });
});
