// Cells in a row, and what each of them shows: the shortest form of a test that is about more than one cell.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './environment';
import { Kernel } from './kernel';

/** A test by a table: its name, cells in a row, and what each of them is to show. */
export type Row = [name: string, cells: string[], expected: (string | RegExp)[]];

/** The outputs of cells, cell by cell: printed text, then the result, or the error. Goes on after an error. */
export async function shown(kernel: Kernel, cells: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const cell of cells) {
    const { stdout, result, error } = await kernel.execute(cell, { stop_on_error: false });
    all.push(stdout + (error ? `${error.ename}: ${error.evalue}` : (result ?? '')));
  }
  return all;
}

/**
 * Starts a kernel for the tests of a file, in an empty folder, and ends it after them.
 *
 * @returns the kernel, once it has started, and a function that makes a test of each row
 */
export function cellTests(): { readonly kernel: () => Kernel; readonly check: (rows: Row[]) => void } {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start({ folder: temporaryFolder() });
  });
  afterAll(() => kernel.shutdown());
  return {
    kernel: () => kernel,
    check: (rows) => {
      test.each(rows)('%s', (_, cells, expected) => expectShown(kernel, cells, expected));
    },
  };
}

/** The cells show what is expected: that text, or one of that form. */
export async function expectShown(
  kernel: Kernel,
  cells: readonly string[],
  expected: readonly (string | RegExp)[],
): Promise<void> {
  const seen = await shown(kernel, cells);
  expect(seen).toHaveLength(expected.length);
  seen.forEach((text, i) => {
    const wanted = expected[i]!;
    if (wanted instanceof RegExp) expect(text).toMatch(wanted);
    else expect(text).toBe(wanted);
  });
}

/** Writes files into the notebook's folder; names may lead into folders, also above. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
