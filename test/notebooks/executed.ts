// The course, executed once for all the test files of a run.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { writeFileAtomically } from '../../scripts/files.mjs';
import { findNotebooks } from '../../scripts/notebooks/select.mjs';
import { paths } from '../../scripts/paths.mjs';
import { notebooks, read, type Ended } from './support.js';

export interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly data?: Record<string, unknown>;
}

/** A change of the cell that a reader is to play with: each text stands once in the cell, and the other takes its place. */
export interface Experiment {
  readonly title: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
}

export interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly metadata: {
    readonly tags?: readonly string[];
    readonly jupyter?: { readonly source_hidden?: boolean };
    readonly vanishing_gradients?: { readonly experiments?: readonly Experiment[] };
  };
  readonly source: string | string[];
  readonly outputs?: Output[];
}

/** Its files, as they are committed. */
export const courseFiles: string[] = findNotebooks(paths.notebooks);

export const cellsOf = (file: string): Cell[] => (JSON.parse(read(file)) as { cells: Cell[] }).cells;

export const outputsOf = (file: string): Output[] => cellsOf(file).flatMap((cell) => cell.outputs ?? []);

/** The source of a cell as one text. */
export const sourceOf = ({ source }: Pick<Cell, 'source'>): string =>
  typeof source === 'string' ? source : source.join('');

/** The experiments of a notebook. */
export const experimentsOf = (cells: readonly Cell[]): Experiment[] =>
  cells.flatMap(({ metadata }) => metadata.vanishing_gradients?.experiments ?? []);

export const nameOf = (file: string): string => path.basename(file, '.ipynb');

/** The longest wait for the run, in milliseconds; a slow machine takes minutes. */
export const WAIT = 1_200_000;

/** Makes a folder; false where another test file has made it. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** The report of the run, which the first test file that asks starts. A run that failed is tried again. */
export async function executeCourse(): Promise<Ended> {
  const [started, note] = ['started', 'ended.json'].map((name) => path.join(inject('course'), name));
  while (!isMade(started!)) {
    if (existsSync(note!)) return JSON.parse(read(note!)) as Ended;
    await sleep(100);
  }
  const ended = await notebooks('--out', inject('course'));
  if (ended.code === 0) writeFileAtomically(note!, JSON.stringify(ended));
  else rmSync(started!, { recursive: true });
  return ended;
}

/** An executed notebook of the course. */
export const executedFile = (file: string): string =>
  path.join(inject('course'), 'executed', path.basename(file));

export interface Claim {
  readonly sentence: string;
  readonly holds: boolean;
}

/** All data of a type among the outputs of a notebook of the course, in their order. */
const dataOf = (file: string, type: string): unknown[] =>
  outputsOf(executedFile(file)).flatMap(({ data }) => (data && type in data ? [data[type]] : []));

/** The claims that a reader sees. */
export const shownClaimsOf = (file: string): Claim[] =>
  dataOf(file, 'application/vnd.vanishing-gradients.claim+json') as Claim[];

/** The claims that are folded as checks. */
export const checksOf = (file: string): Claim[] =>
  (dataOf(file, 'application/vnd.vanishing-gradients.checks+json') as Claim[][]).flat();

/** The claims of a notebook, shown and folded. */
export const claimsOf = (file: string): Claim[] => [...shownClaimsOf(file), ...checksOf(file)];

/** The questions of a notebook, in their order. */
export const questionsOf = (file: string): unknown[] =>
  dataOf(file, 'application/vnd.vanishing-gradients.question+json');
