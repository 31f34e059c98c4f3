// Every form of assignment and declaration, across two and three cells, does what it does in one module that Node runs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/environment';
import { Kernel } from '../support/kernel';
import { printedByNode } from '../program/node';
import { typeErrors } from '../program/types';
import { assignments } from './assignments';
import { declarations } from './declarations';
import { heads } from './heads';
import { cuts, whole, type Row } from './rows';

const tables = { ...assignments, ...heads, ...declarations };
const all: Row[] = Object.values(tables).flat();
const prefix = (row: Row) => `r${all.indexOf(row)}`;

let kernel: Kernel;
let expected: string[];
beforeAll(async () => {
  // The names are printed in places, so every cut is a program of its own for Node.
  expected = printedByNode(all.flatMap((row) => cuts(row, prefix(row)).map(([, cells]) => cells.join('\n'))));
  kernel = await Kernel.start({ folder: temporaryFolder() });
});
afterAll(() => kernel.shutdown());

test('the rows are valid TypeScript, and all print something', () => {
  expect(typeErrors(all.map((row) => whole(row, prefix(row))))).toEqual([]);
  expect(expected.filter((text) => !text || /^\w*Error: /m.test(text))).toEqual([]);
});

describe.each(Object.entries(tables))('%s', (_, rows) => {
  test.each(rows.map((row) => [row[0], row] as const))('%s', async (_form, row) => {
    for (const [i, [where, cells]] of cuts(row, prefix(row)).entries()) {
      let printed = '';
      for (const cell of cells) {
        const { stdout, error } = await kernel.execute(cell);
        printed += error ? `${stdout}${error.evalue} in ${cell}` : stdout;
      }
      expect(`${where}:\n${printed}`).toBe(`${where}:\n${expected[3 * all.indexOf(row) + i]!}`);
    }
  });
});
