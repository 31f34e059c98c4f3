import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { paths, projectPaths } from '../../scripts/paths.mjs';
import { engine } from '../../scripts/setup/engine/index.mjs';
import { library } from '../../scripts/setup/library.mjs';
import { packages } from '../../scripts/setup/packages.mjs';
import { environment, jupyter } from '../../scripts/setup/python.mjs';
import { stampKey, writeStamp } from '../../scripts/setup/stamps.mjs';

/** A new folder, deleted by `remove`. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'set-up-')));
}

export const remove = (folder: string) => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};

/** A new folder that is deleted after the test, also where it is made before each test. */
export function folderForTest(): string {
  const folder = temporaryFolder();
  onTestFinished(() => {
    remove(folder);
  });
  return folder;
}

/** The project's files, those new to git among them, with nothing set up. */
export function copyProject(): string {
  const root = path.join(temporaryFolder(), 'a project'); // a space, as in many people's folders
  const { stdout } = spawnSync('git', ['ls-files', '-coz', '--exclude-standard'], {
    cwd: paths.root,
    encoding: 'utf8',
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    cpSync(path.join(paths.root, file), path.join(root, file));
  }
  return root;
}

/** Puts hard links to the files of a folder into another one; copies where that is not possible. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkOrCopy(source, target);
  }
}

export function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    cpSync(source, target); // to another file system
  }
}

/** Spares a copy of the project the download of TensorFlow, where this project did it. */
export function lendTensorFlow(root: string): void {
  for (const name of readdirSync(paths.native)) {
    if (name.startsWith('tensorflow'))
      linkFolder(path.join(paths.native, name), path.join(root, '.native', name));
  }
}

/**
 * A copy of the project that has all but TensorFlow's addon and the kernel from this one: its set-up has these to do.
 */
export function copyWithLoans(): string {
  const root = copyProject();
  const project = projectPaths(root);
  lendTensorFlow(root);
  linkFolder(paths.modules, project.modules);
  remove(path.join(project.tfjsNode, 'deps'));
  remove(path.join(project.tfjsNode, 'lib'));
  mkdirSync(project.venv);
  for (const part of ['bin', 'lib', 'pyvenv.cfg'])
    symlinkSync(path.join(paths.venv, part), path.join(project.venv, part));
  for (const built of ['dist', 'engine'] as const) cpSync(paths[built], project[built], { recursive: true }); // no links: set-up may write to them
  for (const step of [packages, environment, jupyter, library, engine]) {
    writeStamp(project.state, step.name, stampKey(project.state, step.inputs(project), step.needs));
  }
  return root;
}

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The text on stderr and stdout. */
  output: string;
  seconds: number;
}

/** Kills the processes that a failed test left. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Starts a script of Node; `output` grows, `ended` comes with its end. */
export function start(args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv; node?: string }) {
  const began = performance.now();
  const child = spawn(options.node ?? process.execPath, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run = {
    child,
    output: '',
    ended: new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal, output: run.output, seconds: (performance.now() - began) / 1000 });
      });
    }),
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (run.output += text));
  }
  running.add(child);
  child.on('close', () => running.delete(child));
  return run;
}

export const startSetUp = (root: string, args: string[] = [], env: NodeJS.ProcessEnv = process.env) =>
  start([path.join(root, 'scripts', 'setup.mjs'), ...args], { cwd: root, env });

/** Sets up, and expects it to end well. */
export async function setUpWell(
  root: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  const outcome = await setUp(root, args, env);
  expect(outcome.code, outcome.output).toBe(0);
  return outcome;
}

export const setUp = (root: string, args: string[] = [], env: NodeJS.ProcessEnv = process.env) =>
  startSetUp(root, args, env).ended;

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
    await sleep(20);
  }
}

/** The commands of running programs that have to do with a folder. */
export function programsIn(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}

/** Whether package registries answer, which real installations need. */
export const isOnline = (): boolean =>
  spawnSync('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], {
    shell: process.platform === 'win32',
  }).status === 0;
