// Notebooks of assignments: their files, and their cells by the name of an exercise.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { paths } from '../../scripts/paths.mjs';

export interface Cell {
  cell_type: string;
  id: string;
  metadata: { nbgrader?: Record<string, unknown>; tags?: string[] };
  source: string;
  outputs?: { output_type: string; text?: string; ename?: string; evalue?: string }[];
  execution_count?: null;
}
export interface Notebook {
  cells: Cell[];
}
type Json = Omit<Notebook, 'cells'> & { cells: (Omit<Cell, 'source'> & { source: string | string[] })[] };

export const sources = path.join(paths.notebooks, 'exercises', 'source');
export const assignments = readdirSync(sources).sort();

export function readNotebook(file: string): Notebook {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const text = (source: string | string[]) => (typeof source === 'string' ? source : source.join(''));
  return { ...content, cells: content.cells.map((cell) => ({ ...cell, source: text(cell.source) })) };
}

export const notebookOf = (assignment: string): string => `${assignment.replace(/^\d+-/, '')}.ipynb`;
export const nameOf = (cell: Cell): unknown => cell.metadata.nbgrader?.grade_id;

export function cellOf({ cells }: Notebook, name: string): Cell {
  const cell = cells.find((one) => nameOf(one) === name);
  if (!cell) throw new Error(`there is no cell ${name}`);
  return cell;
}

/** A cell of code that a student has added. */
export const codeCell = (source: string, id: string): Cell => ({
  cell_type: 'code',
  id,
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});
