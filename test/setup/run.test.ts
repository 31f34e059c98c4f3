import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { CommandError, InterruptedError } from '../../scripts/setup/errors.mjs';
import { run } from '../../scripts/setup/run.mjs';
import { folderForTest, programsIn, start, until } from './project.js';

let folder: string;
let log: string;
beforeEach(() => {
  folder = folderForTest();
  log = path.join(folder, 'log');
});

const options = (signal = new AbortController().signal) => ({ cwd: folder, env: process.env, signal, log });
const script = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('A program that set-up runs', () => {
  it('has its lines read as they come, and kept in a log with what was typed', async () => {
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    await run('sh', ['-c', 'echo one; echo two >&2; printf three'], { ...options(), onLine });
    expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
    expect(readFileSync(log, 'utf8')).toMatch(/^\$ sh -c 'echo one; echo two >&2; printf three'\n/);
  });

  it('fails with its command, its exit code and its last thirty lines, those of progress left out', async () => {
    const command = 'for i in $(seq 40); do echo line $i; echo tick; done; echo "it\'s"; exit 3';
    const onLine = (line: string) => line === 'tick';
    const error = await run('sh', ['-c', command], { ...options(), onLine }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(CommandError);
    const { message, output } = error as CommandError;
    expect(output).toHaveLength(30);
    expect([output[0], output.at(-1)]).toEqual(['line 12', "it's"]);
    expect(message).toMatch(/^sh -c '.*'\nfailed with exit code 3\n {2}\| line 12\n/);
  });

  it('fails where there is no such program, or where it is killed', async () => {
    await expect(run('no-such-program', [], options())).rejects.toThrow(
      /no-such-program\nfailed with exit code 127/,
    );
    await expect(run('sh', ['-c', 'kill -9 $$'], options())).rejects.toThrow(
      /failed with exit code 1\n.*ended by SIGKILL/,
    );
  });

  it('is not started any more once set-up was told to stop', async () => {
    const stopped = AbortSignal.abort();
    await expect(run('sh', ['-c', `touch ${folder}/started`], options(stopped))).rejects.toThrow(
      InterruptedError,
    );
    expect(existsSync(path.join(folder, 'started'))).toBe(false);
  });
});

describe('All that a program started ends', () => {
  // A program that ignores signals, with a child of its own.
  const stubborn = 'trap "" TERM INT HUP; sh "$0-child" & echo ready; while :; do sleep 1; done';
  const child = 'trap "" TERM INT HUP; while :; do sleep 1; done';

  it('when set-up is told to stop', async () => {
    const file = script('stubborn', stubborn);
    script('stubborn-child', child);
    const controller = new AbortController();
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    const running = run('sh', [file], { ...options(controller.signal), onLine });
    await until('both run', () => programsIn(`${file}-child`).length === 1 && lines.includes('ready'));
    controller.abort();
    await expect(running).rejects.toThrow(InterruptedError);
    await until('both ended', () => programsIn(folder).length === 0, 15);
  });

  it('when set-up itself is killed', async () => {
    const file = script('stubborn', stubborn);
    script('stubborn-child', child);
    const module = path.join(paths.root, 'scripts/setup/run.mjs');
    const setUp = script(
      'set-up.mjs',
      `import { run } from ${JSON.stringify(module)};
       const signal = new AbortController().signal;
       await run('sh', [${JSON.stringify(file)}], { cwd: '.', env: process.env, signal, log: 'log' });`,
    );
    const running = start([setUp], { cwd: folder });
    await until('both run', () => programsIn(`${file}-child`).length === 1);
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
    await until('all ended', () => programsIn(folder).length === 0, 15);
  });
});
