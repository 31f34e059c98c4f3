// Cells in a row, and what each of them shows: the shortest form of a test that is about more than one cell.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kernel } from './kernel';

/** What the cells print and give, cell by cell: printed text, then the result, or the error. Goes on after an error. */
export async function shown(kernel: Kernel, cells: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const cell of cells) {
    const { stdout, result, error } = await kernel.execute(cell, { stop_on_error: false });
    all.push(stdout + (error ? `${error.ename}: ${error.evalue}` : (result ?? '')));
  }
  return all;
}

/** Writes files into the notebook's folder; names may lead into folders, also above. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
