// readJournal: all finished points of a journal as a table, whatever measured them.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { invalidArgument } from '../errors';
import type { Table } from '../table';
import { scanLines, type Found } from './journal/lines';
import { parseOutcome } from './outcome';
import { restore } from './plain';
import type { Point } from './points';
import { Columns } from './table';

/**
 * Reads a journal as a table. Unlike `sweep` with that journal, it measures nothing, writes nothing and waits for nobody, and it reads
 * the points of every experiment and of every version of the library. Of two lines of one point, the faultless or the later one counts.
 *
 * @param file the path of the journal
 * @returns the rows in the order of the journal: the columns of the points, constants included, then those of the rows, then `fault`
 * and `error`, which are null where there is none
 * @throws {TypeError} when `file` is no path of a file
 * @throws {Error} when the file has lines, and none of them is a finished point
 * @example
 * const grid = { over: { depth: [2] }, base: { width: 16, quantities: ['dL/dz'] } };
 * await sweep('observe', grid, { journal: 'depths.jsonl', executor: 'inline' });
 * (await readJournal('depths.jsonl')).numRows(); // 3
 */
export async function readJournal(file: string): Promise<Table> {
  const where = 'readJournal';
  if (typeof file !== 'string' || file.trim() === '')
    throw invalidArgument(where, 'file', 'the path of a journal', file);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile())
    throw new TypeError(`${where}: file: ${found ? `${file} is a folder` : `there is no file ${file}`}`);
  const places = new Map<string, Found>();
  const { size } = await scanLines(file, (line) => {
    const before = places.get(line.key);
    if (!line.ok && before?.ok === true) return;
    places.delete(line.key); // so that it counts where it is now
    places.set(line.key, line);
  });
  if (places.size === 0 && size > 0)
    throw new Error(`${where}: ${file} is no journal: none of its lines is a finished point`);
  const lines = [...readLines(file, [...places.values()])].map((text) => {
    const { point } = JSON.parse(text) as { point: unknown };
    return { point: restore(point) as Point, ...parseOutcome(text) };
  });
  const names = new Set(lines.flatMap(({ point }) => Object.keys(point)));
  const columns = new Columns([...names]);
  for (const { point, rows, fault, error } of lines)
    for (const row of rows.length === 0 && fault !== null ? [{}] : rows)
      columns.add({ ...point, ...row, fault, error });
  return columns.toTable();
}

function* readLines(file: string, places: readonly Found[]): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    for (const { at, length } of places) {
      const bytes = Buffer.alloc(length);
      readSync(descriptor, bytes, 0, length, at);
      yield bytes.toString('utf8');
    }
  } finally {
    closeSync(descriptor);
  }
}
