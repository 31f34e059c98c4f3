// The kernel as a process: it ends when it should, visibly where it should not, and never stays behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/environment';
import { isAlive, Kernel, sleep, type Options } from './support/kernel';

const kernels: Kernel[] = [];
async function start(options: Options = {}): Promise<Kernel> {
  const kernel = await Kernel.start(options);
  kernels.push(kernel);
  return kernel;
}
afterEach(() => {
  for (const kernel of kernels.splice(0)) {
    kernel.killClient();
    if (isAlive(kernel.pid)) process.kill(kernel.pid, 'SIGKILL');
  }
});

/** A kernel that nothing ends stays for good: ten seconds are for busy machines. (On an idle one it takes about one.) */
async function expectGone(pid: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < end) await sleep(20);
  expect(isAlive(pid)).toBe(false);
}

describe('a shutdown', () => {
  test('is answered, and ends the kernel at once', async () => {
    const kernel = await start();
    await kernel.execute('setInterval(() => {}, 1000); 1');
    expect(await kernel.request('shutdown_request', { restart: false }, 'control')).toEqual({
      status: 'ok',
      restart: false,
    });
    await expectGone(kernel.pid);
  });

  test('ends a kernel that loops', async () => {
    const kernel = await start();
    kernel.sendCode('while (true);');
    await sleep(500);
    await kernel.request('shutdown_request', { restart: false }, 'control');
    await expectGone(kernel.pid);
  });

  test('runs what the notebook wants done at the end', async () => {
    const kernel = await start();
    await kernel.execute('process.on("exit", () => require("fs").writeSync(2, "tidied up")); 1');
    await kernel.shutdown();
    expect(kernel.log).toContain('tidied up');
  });
});

test('a restart gives a new kernel that knows nothing of the old one', async () => {
  const kernel = await start();
  const { pid } = kernel;
  await kernel.execute('const old = 1;');
  kernel.sendCode('while (true);');
  await sleep(300);
  await kernel.restart();
  expect(kernel.pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
  const { reply } = await kernel.execute('old');
  expect(reply).toMatchObject({ status: 'error', execution_count: 1 });
});

test.each([
  ['waits', '1'],
  ['loops', 'while (true);'],
])('a kernel that %s ends by itself after Jupyter was killed', async (_what, code) => {
  const kernel = await start();
  kernel.sendCode(code);
  await sleep(500);
  kernel.killClient();
  await expectGone(kernel.pid);
});

test('a cell that uses up the memory ends the kernel, and Jupyter sees it', async () => {
  const kernel = await start({ env: { NODE_OPTIONS: '--max-old-space-size=250' } });
  kernel.sendCode('const all: number[][] = []; for (;;) all.push(new Array(1e5).fill(Math.random()));');
  await kernel.event(({ event }) => event === 'dead');
  expect(kernel.log).toContain('heap out of memory');
});

test('a cell that kills the kernel ends it, and Jupyter sees it', async () => {
  const kernel = await start();
  kernel.sendCode('process.kill(process.pid, "SIGKILL")');
  await kernel.event(({ event }) => event === 'dead');
  expect(isAlive(kernel.pid)).toBe(false);
});

test('a function that newer versions of Node have removed, and TensorFlow.js calls, is put back', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'newer-node.cjs');
  writeFileSync(file, 'delete require("util").isNullOrUndefined;');
  const kernel = await start({ env: { NODE_OPTIONS: `--require=${file}` } });
  const { result } = await kernel.execute(
    'const { isNullOrUndefined: f } = require("util"); [f(null), f(undefined), f(0)]',
  );
  expect(result).toBe('[ true, true, false ]');
});

test('two kernels at once keep apart', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const loop = one.sendCode('const who = "one"; while (true);');
  await two.execute('const who = "two";');
  expect((await two.execute('who')).result).toBe("'two'");
  await one.interrupt();
  expect((await one.executed(loop)).reply.ename).toBe('Interrupted');
  expect((await one.execute('who')).result).toBe("'one'");
});
