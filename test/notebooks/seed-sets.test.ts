// `npm run notebooks -- --seeds A..B`: claims on many sets of seeds.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../../scripts/notebooks/options.mjs';
import { describeSeedSets } from '../../scripts/notebooks/seed-sets.mjs';
import { paths } from '../../scripts/paths.mjs';
import { notebooks, temporaryFolder, writeNotebook } from './support.js';

const folder = temporaryFolder('seed-sets');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('A range of seed sets', () => {
  it('has each number, both ends included, and a folder of its own', () => {
    expect(parseOptions(['--seeds', '101..104'])).toMatchObject({
      sets: [101, 102, 103, 104],
      seeds: '',
      out: path.join(paths.root, 'build', 'seed-sets'),
    });
    expect(parseOptions(['--seeds', '7'])).toMatchObject({ sets: [], seeds: '7' });
  });

  it.each(['9..3', '0..4', '1..4000', '1...4', '..4'])('is not %s', (range) => {
    expect(() => parseOptions(['--seeds', range])).toThrow(/^--seeds takes/);
  });
});

describe('The report', () => {
  it('counts how often each claim fell, with its numbers', () => {
    const fallen = (measured: string) => [{ sentence: 'It is 1', expected: '1 ± 5 %', measured }];
    const entry = { key: '', seconds: 1, claims: 3, errors: [], fallen: [] };
    const lines = describeSeedSets([
      { ...entry, notebook: '10-time', seeds: 101 },
      { ...entry, notebook: '2-depth', seeds: 101, fallen: fallen('1.2') },
      {
        ...entry,
        notebook: '2-depth',
        seeds: 102,
        fallen: fallen('0.8'),
        errors: ['code cell 2 of 3: Error: no'],
      },
      { ...entry, notebook: '2-depth', seeds: 103 },
    ]);
    expect(lines).toEqual([
      '✗ 2-depth  3 sets',
      '  2 of 3: “It is 1” (expected 1 ± 5 %)',
      '    set 101: measured 1.2',
      '    set 102: measured 0.8',
      '  1 of 3: a cell failed',
      '    set 102: code cell 2 of 3: Error: no',
      '✓ 10-time  1 sets',
      '4 runs, 12 claims, 3 fell',
    ]);
  });
});

it('A claim that falls on some sets does not stop the notebook, and what is done is not done again', async () => {
  const code = [
    "import { checks, claim, datasets } from 'vanishing-gradients';",
    'const { x } = datasets.randomBatch({ size: 1, inputs: 4, classes: 2, seed: 1 }); const first = x.dataSync()[0];',
    "claim('The first number is above 9', first, { atLeast: 9 });",
    "checks(['And above −9', first, { atLeast: -9 }]);",
  ];
  writeNotebook(folder, '01-draw', ['# Draws', ...code.map((one) => ({ code: one }))]);
  const run = (range: string) =>
    notebooks('--dir', folder, '--out', path.join(folder, 'out'), '--seeds', range);
  const first = await run('101..102');
  expect(first.code, first.output).toBe(1);
  expect(first.output).toContain('  2 of 2: “The first number is above 9” (expected at least 9)');
  expect(first.output).toContain('2 runs, 4 claims, 2 fell');
  const measured = first.output.match(/set \d+: measured .*/g)!;
  expect(new Set(measured.map((line) => line.split('measured ')[1])).size).toBe(2);

  const second = await run('102..103');
  expect(second.output).not.toMatch(/✗ 01-draw, set 102 /);
  expect(second.output).toMatch(/✗ 01-draw, set 103 /);
  expect(second.output).toContain(measured[1]);
  expect(second.output).toContain('2 runs, 4 claims, 2 fell');
});
