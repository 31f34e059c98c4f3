// Leftovers of one point in its process, which are no fault of the next one: rows do not depend on which points a process measured.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { command } from './processes';
import { experimentFile, linesOf, sweep, temporaryFolder } from './support';

const file = experimentFile('left-behind');
const run = (kind: string, first: number, points: number, options = {}) =>
  sweep(
    file,
    { over: { i: Array.from({ length: points }, (_, i) => i + 1) }, base: { kind, first } },
    { processes: 1, ...options },
  );

describe('a point', () => {
  test.each(['timer', 'rejection', 'exit'])(
    'after one that left a %s behind has its own rows',
    async (kind) => {
      const journal = path.join(temporaryFolder(), 'j.jsonl');
      const table = await run(kind, 1, 3, { journal });
      expect(table.array('square')).toEqual([1, 4, 9]);
      expect(table.array('fault')).toEqual([null, null, null]);
      expect(linesOf(journal)).toHaveLength(3);
    },
  );

  it('has no fault by memory that others left in its process', async () => {
    const table = await run('memory', 5, 5, { memoryLimit: 500 });
    expect(table.array('square')).toEqual([1, 4, 9, 16, 25]);
    expect(table.array('fault')).toEqual([null, null, null, null, null]);
  });

  it('that rejects a promise which nobody waits for has that fault, although it gave rows', async () => {
    const table = await run('nobodyWaits', 1, 2);
    expect(table.array('error')).toEqual(['Error: nobody waits for it', null]);
  });
});

it('All that a point prints is there, although its process ends at once', () => {
  const args = ['sweep', file, '--over', 'i=1', '--base', 'kind=text', '--base', 'first=1'];
  const { stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: temporaryFolder(),
    encoding: 'utf8',
    maxBuffer: 2 ** 25,
  });
  expect(stderr.split('\n').filter((line) => line.startsWith('line ')).length).toBe(2000);
});
