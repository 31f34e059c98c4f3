// readJournal: a journal as a table, without a sweep.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal, sweep, temporaryFolder } from './support';

const fileIn = (name: string, ...lines: string[]): string => {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
};
const lineOf = (key: number, point: object, outcome: object, ok = 1): string =>
  JSON.stringify({ key: key.toString(16).padStart(32, '0'), ok, point, ms: 1, ...outcome });

describe('readJournal', () => {
  it('gives the rows of a sweep, with the constants of its points', async () => {
    const module = path.join(temporaryFolder(), 'product.mjs');
    writeFileSync(
      module,
      "import { experiment } from 'vanishing-gradients';\n" +
        "export default experiment({ name: 'product', measure: ({ a, b }) => [{ row: 1, v: a * b }, { row: 2, v: -a * b }] });\n",
    );
    const journal = path.join(temporaryFolder(), 'product.jsonl');
    const grid = { over: { a: [1, 2, 3] }, base: { b: 0.1 } };
    const table = await sweep(module, grid, { journal, executor: 'inline' });
    const read = await readJournal(journal);
    expect(read.columnNames()).toEqual(['a', 'b', 'row', 'v', 'fault', 'error']);
    expect(read.select('a', 'row', 'v', 'fault', 'error').objects()).toEqual(table.objects());
    expect(new Set(read.array('b') as number[])).toEqual(new Set([0.1]));
  });

  it('reads points of several experiments: a column that a point lacks is null', async () => {
    const file = fileIn(
      'two.jsonl',
      lineOf(1, { depth: 2 }, { rows: [{ v: 1 }] }),
      lineOf(2, { gain: 3 }, { rows: [{ w: { $: 'Infinity' } }] }),
    );
    expect((await readJournal(file)).objects()).toEqual([
      { depth: 2, gain: null, v: 1, w: null, fault: null, error: null },
      { depth: null, gain: 3, v: null, w: Infinity, fault: null, error: null },
    ]);
  });

  it('takes the faultless line of a point, else the last one', async () => {
    const failed = (error: string) => ({ rows: [], fault: 'error', error });
    const file = fileIn(
      'again.jsonl',
      lineOf(1, { i: 1 }, failed('first'), 0),
      lineOf(2, { i: 2 }, { rows: [{ v: 5 }] }),
      lineOf(1, { i: 1 }, failed('second'), 0),
      lineOf(2, { i: 2 }, failed('too late'), 0),
    );
    const rows = (await readJournal(file)).objects();
    expect(rows).toContainEqual({ i: 1, v: null, fault: 'error', error: 'second' });
    expect(rows).toContainEqual({ i: 2, v: 5, fault: null, error: null });
    expect(rows).toHaveLength(2);
  });

  it('leaves the file as it is, and a line that was not written to its end out', async () => {
    const file = fileIn('cut.jsonl', lineOf(1, { i: 1 }, { rows: [{ v: 1 }] }));
    appendFileSync(file, lineOf(2, { i: 2 }, { rows: [{ v: 2 }] }).slice(0, 70));
    const before = readFileSync(file, 'utf8');
    expect((await readJournal(file)).objects()).toEqual([{ i: 1, v: 1, fault: null, error: null }]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(path.dirname(file))).toEqual(['cut.jsonl']);
  });

  it('reads while a sweep writes', async () => {
    const file = path.join(temporaryFolder(), 'busy.jsonl');
    const module = path.join(temporaryFolder(), 'one.mjs');
    writeFileSync(
      module,
      "import { experiment } from 'vanishing-gradients';\nexport default experiment({ name: 'one', measure: ({ i }) => ({ v: i }) });\n",
    );
    let seen = 0;
    await sweep(
      module,
      { over: { i: [1, 2, 3] } },
      {
        journal: file,
        executor: 'inline',
        onProgress: () => {
          void readJournal(file).then((table) => (seen = Math.max(seen, table.numRows())));
        },
      },
    );
    expect((await readJournal(file)).numRows()).toBe(3);
    expect(seen).toBeGreaterThan(0);
  });

  it('gives an empty table of an empty file', async () => {
    const file = fileIn('empty.jsonl');
    expect((await readJournal(file)).numRows()).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it.each<[string, () => unknown, ErrorConstructor, string]>([
    ['no path', () => 3, TypeError, 'readJournal: file must be the path of a journal; got 3'],
    ['an empty path', () => ' ', TypeError, 'readJournal: file must be the path of a journal'],
    [
      'a file that is not there',
      () => path.join(temporaryFolder(), 'no.jsonl'),
      TypeError,
      'there is no file',
    ],
    ['a folder', () => temporaryFolder(), TypeError, 'is a folder'],
    [
      'a file of something else',
      () => fileIn('digits.csv', 'label,p00', '0,1'),
      Error,
      'digits.csv is no journal: none of its lines is a finished point',
    ],
  ])('refuses %s', async (_, file, kind, message) => {
    const reading = readJournal(file() as string);
    await expect(reading).rejects.toThrow(kind);
    await expect(reading).rejects.toThrow(message);
  });
});
