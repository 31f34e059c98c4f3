import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { acquireLock } from '../../scripts/setup/lock.mjs';
import { folderForTest, start } from './project.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = folderForTest();
  file = path.join(folder, 'lock');
});

const { signal } = new AbortController();
const waits: unknown[] = [];
const onWait = (pid: unknown) => void waits.push(pid);
beforeEach(() => {
  waits.length = 0;
});

describe('The lock', () => {
  it('is had at once where nobody has it, and gone once it is given back', async () => {
    const release = await acquireLock(file, { signal, onWait });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    release();
    expect(existsSync(file)).toBe(false);
    expect(waits).toEqual([]);
  });

  it('makes the second one wait, and say for whom', async () => {
    const release = await acquireLock(file, { signal, onWait });
    let isMine = false;
    const second = acquireLock(file, { signal, onWait }).then((releaseSecond) => {
      isMine = true;
      return releaseSecond;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([isMine, waits]).toEqual([false, [process.pid]]);
    release();
    (await second)();
    expect(existsSync(file)).toBe(false);
  });

  it('is not waited for any more when set-up is told to stop', async () => {
    const release = await acquireLock(file, { signal, onWait });
    await expect(acquireLock(file, { signal: AbortSignal.timeout(100), onWait })).rejects.toThrow(/aborted/);
    expect(existsSync(file)).toBe(true);
    release();
  });

  it('of a dead process is taken over at once', async () => {
    const dead = start(['-e', ''], { cwd: folder });
    await dead.ended;
    writeFileSync(file, JSON.stringify({ pid: dead.child.pid, host: hostname(), token: 'x' }));
    (await acquireLock(file, { signal, onWait }))();
    expect(waits).toEqual([]);
  });

  it('of another machine, or cut off while it was written, is taken over once nobody touched it for a while', async () => {
    const texts = [JSON.stringify({ pid: 1, host: 'another', token: 'x' }), '{"pid": 1'];
    const takeOver = async (text: string, index: number) => {
      const own = `${file}${index}`;
      writeFileSync(own, text);
      (await acquireLock(own, { signal, onWait }))();
    };
    await Promise.all(texts.map(takeOver));
    expect(waits).toEqual([1, undefined]);
  });

  it('belongs to one at a time, however many find a stale one', async () => {
    const dead = start(['-e', ''], { cwd: folder });
    await dead.ended;
    writeFileSync(file, JSON.stringify({ pid: dead.child.pid, host: hostname(), token: 'x' }));
    const contender = path.join(folder, 'contender.mjs');
    writeFileSync(
      contender,
      `import { appendFileSync } from 'node:fs';
       import { acquireLock } from ${JSON.stringify(path.join(paths.root, 'scripts/setup/lock.mjs'))};
       const release = await acquireLock('lock', { signal: new AbortController().signal, onWait() {} });
       appendFileSync('events', 'in\\n');
       await new Promise((resolve) => setTimeout(resolve, 50));
       appendFileSync('events', 'out\\n');
       release();`,
    );
    const all = await Promise.all(Array.from({ length: 6 }, () => start([contender], { cwd: folder }).ended));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(path.join(folder, 'events'), 'utf8')).toBe('in\nout\n'.repeat(6));
  });
});
