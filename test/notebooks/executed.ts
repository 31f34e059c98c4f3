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

export interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | string[];
  readonly outputs?: Output[];
}

/** Its files, as they are committed. */
export const courseFiles: string[] = findNotebooks(paths.notebooks);

export const cellsOf = (file: string): Cell[] => (JSON.parse(read(file)) as { cells: Cell[] }).cells;

export const outputsOf = (file: string): Output[] => cellsOf(file).flatMap((cell) => cell.outputs ?? []);

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

/** The claims of a notebook of the course, in their order. */
export const claimsOf = (file: string): Claim[] =>
  outputsOf(executedFile(file)).flatMap(({ data }) => {
    const claim = data?.['application/vnd.vanishing-gradients.claim+json'];
    return claim === undefined ? [] : [claim as Claim];
  });
