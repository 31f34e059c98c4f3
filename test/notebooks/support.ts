// Small notebooks, and the commands that a user types, run for real.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jupyterEnvironment } from '../../scripts/jupyter.mjs';
import { paths } from '../../scripts/paths.mjs';

export interface Code {
  readonly code: string;
  readonly tags?: readonly string[];
}

/** A cell: Markdown, or code. */
export type Cell = string | Code;

/** A folder of its own inside the project, where notebooks find what the project has installed. */
export function temporaryFolder(name: string): string {
  const parent = path.join(paths.root, 'build', 'test');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, `${name}-`));
}

export function writeNotebook(
  folder: string,
  name: string,
  cells: readonly Cell[],
  kernel = 'tslab',
  frontPage?: object,
): string {
  const file = path.join(folder, `${name}.ipynb`);
  const content = {
    cells: cells.map((cell, i) =>
      typeof cell === 'string'
        ? { cell_type: 'markdown', id: `cell-${i}`, metadata: {}, source: cell }
        : {
            cell_type: 'code',
            id: `cell-${i}`,
            metadata: cell.tags ? { tags: cell.tags } : {},
            source: cell.code,
            outputs: [],
            execution_count: null,
          },
    ),
    metadata: {
      kernelspec: { name: kernel, display_name: 'TypeScript', language: 'typescript' },
      ...(frontPage ? { vanishing_gradients: frontPage } : {}),
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A program that was started, and what it has said so far. */
export class Running {
  output = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code, output: this.output });
      });
    });
  }
}

const start = (program: string, args: readonly string[], options: object): Running =>
  new Running(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options }));

/** `npm run notebooks -- …` */
export const startNotebooks = (args: readonly string[]): Running =>
  start(process.execPath, [path.join(paths.root, 'scripts', 'notebooks.mjs'), ...args], { cwd: paths.root });

export const notebooks = (...args: string[]): Promise<Ended> => startNotebooks(args).ended;

/** Another program of the project's environment. */
export const runProgram = (program: string, args: readonly string[], cwd: string): Promise<Ended> =>
  start(program, args, { cwd, env: jupyterEnvironment() }).ended;

/** `jupyter …`, as typed in the project's environment. */
export const jupyter = (args: readonly string[], cwd: string, env: object = {}): Promise<Ended> =>
  start(paths.jupyter, args, { cwd, env: { ...jupyterEnvironment(), ...env } }).ended;

/** The report of a run about one notebook. */
export function saidOf(output: string, name: string): string {
  const lines = output.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`✓ ${name}`) || line.startsWith(`✗ ${name}`));
  const rest = lines.slice(first + 1);
  const length = rest.findIndex((line) => !line.startsWith('  '));
  return first === -1 ? '' : [lines[first], ...rest.slice(0, length)].join('\n');
}

export const read = (...names: string[]): string => readFileSync(path.join(...names), 'utf8');

export const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1)!;

/** Waits until something is so. */
export async function until<T>(what: string, probe: () => T | undefined, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = probe();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
