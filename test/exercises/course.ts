// A course of its own, with students that exist on paper only.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { Course, type Mark } from '../../scripts/exercises/course.mjs';
import { paths } from '../../scripts/paths.mjs';
import { cellOf, nameOf, notebookOf, readNotebook, sources, type Notebook } from './assignment.js';
import { temporaryFolder } from '../notebooks/support.js';

/** `npm run exercises -- …` */
export function exercises(...args: string[]): { code: number | null; output: string } {
  const program = path.join(paths.root, 'scripts', 'exercises.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: paths.root,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

/** The same, while this process goes on. */
export function exercisesAsync(...args: string[]): Promise<{ code: number | null; output: string }> {
  const program = path.join(paths.root, 'scripts', 'exercises.mjs');
  const child = spawn(process.execPath, [program, ...args], { cwd: paths.root });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** A student's answers by the exercise's name: text in place of the solution, or null for the stub. */
export type Answers = Record<string, string | null>;

/** Copies all that a release writes. */
function copyRelease(from: string, to: string): void {
  for (const part of ['release', 'handout', 'gradebook.db'])
    cpSync(path.join(from, part), path.join(to, part), { recursive: true });
}

/** Puts a copy of a release into a folder, whole or not at all: files of tests run side by side. */
function keepRelease(from: string, to: string): void {
  const whole = mkdtempSync(`${to}-`);
  copyRelease(from, whole);
  try {
    renameSync(whole, to);
  } catch {
    rmSync(whole, { recursive: true }); // another file was first
  }
}

export class Class {
  readonly folder = temporaryFolder('exercises');
  readonly course = new Course(this.folder);

  constructor(readonly assignment: string) {
    cpSync(path.join(sources, assignment), path.join(this.folder, 'source', assignment), { recursive: true });
  }

  run(command: string, ...args: string[]): { code: number | null; output: string } {
    return exercises(command, '--course', this.folder, ...args);
  }

  /** Releases the assignment, or copies what another file of this run has released. */
  release(): void {
    const folder = inject('releases'); // the part of the browser has none
    const kept = folder && path.join(folder, this.assignment);
    if (kept && existsSync(kept)) {
      copyRelease(kept, this.folder);
      return;
    }
    const { code, output } = this.run('release');
    if (code !== 0) throw new Error(`the release of ${this.assignment} ended with ${code}:\n${output}`);
    if (kept) keepRelease(this.folder, kept);
  }

  read(step: string, student = ''): Notebook {
    return readNotebook(path.join(this.folder, step, student, this.assignment, notebookOf(this.assignment)));
  }

  /** The path of what a student has handed in, or of a part of it. */
  submitted(student: string, ...parts: string[]): string {
    return path.join(this.folder, 'submitted', student, ...parts);
  }

  handIn(student: string, answers: Answers, change: (notebook: Notebook) => void = () => undefined): void {
    const [released, source] = [this.read('release'), this.read('source')];
    for (const cell of released.cells) {
      const name = nameOf(cell);
      const isSolution = cell.metadata.nbgrader?.solution === true && cell.cell_type === 'code';
      if (typeof name !== 'string' || !isSolution) continue;
      const answer = name in answers ? answers[name] : cellOf(source, name).source;
      if (answer !== null) cell.source = answer;
    }
    change(released);
    const folder = this.submitted(student, this.assignment);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, notebookOf(this.assignment)), JSON.stringify(released));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A student's scores, by the exercise's name. */
export const scoresOf = (marks: readonly Mark[], of: string): Record<string, number> =>
  Object.fromEntries(
    marks
      .filter(({ student, manual }) => student === of && !manual)
      .map(({ cell, score }) => [cell.replace(/-check$/, ''), score]),
  );

/** The points of the checks of assignment 01. */
export const POINTS = {
  'sigmoid-derivative': 2,
  chain: 3,
  'layers-until': 2,
  'numeric-gradient': 3,
  'dense-backward': 4,
  'gradient-norms': 4,
};
