// Errors that nothing waits for: rejections and timers that a cell leaves behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel, plain, sleep, timed } from './support/kernel';

/** How long a cell waits for what it leaves running: src/kernel/session/execution.ts. */
const GRACE_MS = 50;

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.shutdown());

describe('the cell that is running fails with', () => {
  test('a rejection that nothing handles', async () => {
    const { reply, error } = await kernel.execute('const n = 1;\nvoid Promise.reject(new Error("lost"));');
    expect(reply).toMatchObject({ status: 'error', ename: 'Error', evalue: 'lost' });
    expect(error!.traceback).toContain('> 2 | void Promise.reject(new Error("lost"));');
  });

  test('a rejection in an async function that is not awaited', async () => {
    const { reply } = await kernel.execute(
      'async function go() { await null; throw new TypeError("inside") }\ngo();',
    );
    expect(reply).toMatchObject({ status: 'error', ename: 'TypeError', evalue: 'inside' });
  });

  test('an error in a timer while the cell waits, at once', async () => {
    const code =
      'setTimeout(() => { throw new Error("tick") }, 10);\nawait new Promise((done) => setTimeout(done, 5000));';
    const [{ reply, error }, time] = await timed(() => kernel.execute(code));
    expect(reply).toMatchObject({ status: 'error', evalue: 'tick' });
    expect(error!.traceback).toContain('> 1 | setTimeout(() => { throw new Error("tick") }, 10);');
    expect(time).toBeLessThan(4500); // and not after the five seconds that it awaits
  });

  test('an error in a timer that comes up within the grace after its last line', async () => {
    const { reply } = await kernel.execute('setTimeout(() => { throw new Error("soon") }, 20); null');
    expect(reply).toMatchObject({ status: 'error', evalue: 'soon' });
  });

  test('a connection that is refused within the grace', async () => {
    const { reply } = await kernel.execute('fetch("http://127.0.0.1:9/"); null');
    expect(reply).toMatchObject({ status: 'error', ename: 'TypeError', evalue: 'fetch failed' });
  });
});

describe('an error that comes up after its cell has ended', () => {
  test('is shown at once, and fails the next cell, which names where it comes from', async () => {
    const left = await kernel.execute('setTimeout(() => { throw new Error("late") }, 300); null');
    expect(left.reply.status).toBe('ok');
    await sleep(500);
    const home = `Cell [${left.reply.execution_count as number}]`;
    const { reply, stdout, error } = await kernel.execute('console.log("its own work is done")');
    expect(stdout).toBe('its own work is done\n');
    expect(reply).toMatchObject({ status: 'error', ename: 'Error', evalue: `late (left behind by ${home})` });
    expect(error!.traceback).toContain(`${home} left this behind`);
    expect(error!.traceback).toContain('> 1 | setTimeout(() => { throw new Error("late") }, 300); null');
    expect((await kernel.execute('1')).reply.status).toBe('ok');
  });

  test('fails a cell that is running when it comes up', async () => {
    const left = await kernel.execute(
      'setTimeout(() => { Promise.reject(new Error("elsewhere")) }, 200); null',
    );
    const { reply, error } = await kernel.execute('await new Promise((done) => setTimeout(done, 400)); 1');
    expect(reply).toMatchObject({ status: 'error', evalue: 'elsewhere' });
    expect(error!.traceback).toContain(`Cell [${left.reply.execution_count as number}]:1:`);
  });

  test('is only shown where its own cell has failed already', async () => {
    const code = 'setTimeout(() => { throw new Error("second") }, 200); throw new Error("first")';
    const id = kernel.sendCode(code);
    expect((await kernel.executed(id)).reply.evalue).toBe('first');
    await sleep(400);
    expect((await kernel.execute('1')).reply.status).toBe('ok');
    expect(plain((await kernel.executed(id)).stderr)).toContain('Error: second');
  });

  test('is left alone by silent requests', async () => {
    await kernel.execute('setTimeout(() => { throw new Error("loud") }, 100); null');
    await sleep(300);
    expect((await kernel.execute('1', { silent: true })).reply.status).toBe('ok');
    expect((await kernel.execute('1')).reply.evalue).toMatch(/^loud/);
  });

  test('is written to the log of Jupyter where no cell follows', async () => {
    const other = await Kernel.start();
    await other.execute('setTimeout(() => { throw new Error("after the end") }, 100); null');
    await sleep(300);
    await other.shutdown();
    expect(plain(other.log)).toContain('Error: after the end');
    expect(other.log).toContain('Cell [1]:1:26');
  });
});

describe('the time between a cell and the next one that waits in the queue', () => {
  /** Milliseconds by the kernel's own clock, from the end of `left` to the beginning of the next cell. */
  const between = async (left: string): Promise<number> => {
    const first = kernel.sendCode(`${left} var ended = performance.now();`);
    const { reply, result } = await kernel.execute('performance.now() - ended');
    expect((await kernel.executed(first)).reply.status).toBe('ok');
    expect(reply.status).toBe('ok');
    return Number(result);
  };

  test('is at least the grace where the cell leaves a timer running', async () => {
    expect(await between('setTimeout(() => {}, 400);')).toBeGreaterThanOrEqual(GRACE_MS - 1); // Date.now() has whole ones
  });

  test('can be shorter where it leaves nothing', async () => {
    const times: number[] = [];
    while (times.length < 100 && !times.some((time) => time < GRACE_MS)) times.push(await between(''));
    expect(Math.min(...times)).toBeLessThan(GRACE_MS);
  });
});
