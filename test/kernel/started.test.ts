// Processes and timers of cells end with them: children, servers, timers, at an interrupt, a restart and a shutdown.
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectInterrupted } from './support/cells';
import { isAlive, Kernel, plain, sleep } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.startWith(
    'import { exec, execSync, execFileSync, spawn, spawnSync } from "child_process"; const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));',
  );
});
afterAll(() => kernel.shutdown());

async function expectGone(pid: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < end) await sleep(20);
  expect(isAlive(pid)).toBe(false);
}

/** The number that a cell prints first. */
async function printed(id: string): Promise<number> {
  const { content } = await kernel.printed(id);
  return Number(content.text);
}

describe('an interrupt ends a synchronous child, and the cell, within seconds', () => {
  test.each([
    ['execSync', 'execSync("echo $$; exec sleep 600", { stdio: "inherit" })'],
    ['execSync of a shell that goes on', 'execSync("echo $$; sleep 600; sleep 600", { stdio: "inherit" })'],
    ['execFileSync', 'execFileSync("sh", ["-c", "echo $$; sleep 600; true"], { stdio: "inherit" })'],
    ['spawnSync', 'spawnSync("sh", ["-c", "echo $$; exec sleep 600"], { stdio: "inherit" })'],
    [
      'one that ignores SIGINT',
      'execSync("trap \\"\\" INT; echo $$; while true; do sleep 1; done", { stdio: "inherit" })',
    ],
    [
      'one whose failure is caught',
      'try { execSync("echo $$; exec sleep 600", { stdio: "inherit" }) } catch { await wait(60_000) }',
    ],
    ['one after an await', 'await null; execSync("echo $$; exec sleep 600", { stdio: "inherit" })'],
  ])('%s', async (_what, code) => {
    const id = kernel.sendCode(code);
    const pid = await printed(id);
    await sleep(100);
    const [, time] = await expectInterrupted(kernel, id);
    expect(time).toBeLessThan(8000);
    await expectGone(pid);
    expect((await kernel.execute('1 + 1')).result).toBe('2');
  });

  test('and leaves alone a child of an earlier cell', async () => {
    const pid = Number((await kernel.execute('const kept = spawn("sleep", ["600"]); kept.pid')).result);
    const id = kernel.sendCode('execSync("echo 1; exec sleep 600", { stdio: "inherit" })');
    await printed(id);
    await kernel.interrupt();
    await kernel.executed(id);
    await sleep(300);
    expect(isAlive(pid)).toBe(true);
    await kernel.execute('kept.kill()');
    await expectGone(pid);
  });
});

describe('an interrupt of a cell ends what it has started', () => {
  test('a child, with those that it has started itself', async () => {
    const id = kernel.sendCode(
      'const own = spawn("sh", ["-c", "sleep 600 & echo $!; wait"], { stdio: "inherit" }); await wait(60_000);',
    );
    const grandchild = await printed(id);
    await kernel.interrupt();
    await kernel.executed(id);
    await expectGone(grandchild);
  });

  test('a server, so that its port is free', async () => {
    const code =
      'const server = require("http").createServer().listen(0, () => console.log(server.address().port)); await wait(60_000);';
    const id = kernel.sendCode(code);
    const port = await printed(id);
    await kernel.interrupt();
    await kernel.executed(id);
    await sleep(200);
    const refused = await new Promise((done) =>
      createConnection(port, '127.0.0.1')
        .on('connect', () => done(false))
        .on('error', () => done(true)),
    );
    expect(refused).toBe(true);
  });

  test('a worker thread', async () => {
    const code =
      'const ticks = new Int32Array(new SharedArrayBuffer(4)); new (require("worker_threads").Worker)("const { workerData } = require(\'worker_threads\'); for (;;) Atomics.add(workerData, 0, 1)", { eval: true, workerData: ticks }); await wait(300); console.log(1); await wait(60_000);';
    const id = kernel.sendCode(code);
    await printed(id);
    await kernel.interrupt();
    await kernel.executed(id);
    await sleep(500);
    const count = (await kernel.execute('ticks[0]')).result;
    await sleep(200);
    expect((await kernel.execute('ticks[0]')).result).toBe(count);
  });
});

describe('between cells', () => {
  test('an interrupt ends what earlier cells have left running', async () => {
    const { result } = await kernel.execute(
      'let beats = 0; setInterval(() => beats++, 5); const left = spawn("sleep", ["600"]); (async () => { for (;;) { await wait(5); beats++; } })(); left.pid',
    );
    const beaten = async () => Number((await kernel.execute('beats')).result);
    await expect.poll(beaten, { timeout: 10_000 }).toBeGreaterThan(5);
    await kernel.interrupt();
    const beats = await beaten();
    await sleep(200);
    expect(await beaten()).toBe(beats);
    await expectGone(Number(result));
  });

  test.each([
    ['an interval that throws', 'setInterval(() => { throw new Error("tick"); }, 100); null'],
    ['an interval that rejects', 'setInterval(async () => { throw new Error("tick"); }, 100); null'],
  ])('%s fails one cell, and no more', async (_what, code) => {
    await kernel.execute(code);
    await sleep(350);
    expect((await kernel.execute('1')).reply.evalue).toContain('tick');
    await sleep(250);
    expect((await kernel.execute('2')).reply.status).toBe('ok');
    await sleep(250);
    expect((await kernel.execute('3')).reply.status).toBe('ok');
  });

  test('what a timer prints appears under the cell that has set it', async () => {
    const id = kernel.sendCode(
      '(async () => { await wait(600); console.log("first"); await wait(100); console.log("second"); })(); 0',
    );
    await kernel.executed(id);
    const other = await kernel.execute('1');
    expect(other.result).toBe('1');
    await sleep(1200);
    expect((await kernel.executed(id)).stdout).toBe('first\nsecond\n');
  });
});

describe('the children of a kernel end', () => {
  const kernels: Kernel[] = [];
  afterEach(async () => {
    for (const one of kernels.splice(0)) await one.shutdown();
  });
  const start = async () => {
    const one = await Kernel.start();
    kernels.push(one);
    const { result } = await one.execute(
      'const child = require("child_process").spawn("sh", ["-c", "sleep 600; true"]); child.pid',
    );
    return { one, pid: Number(result) };
  };

  test('at a restart', async () => {
    const { one, pid } = await start();
    await one.restart();
    await expectGone(pid);
  });

  test('at a shutdown', async () => {
    const { one, pid } = await start();
    kernels.pop();
    await one.shutdown();
    await expectGone(pid);
  });

  test('where the kernel was killed, and what it said last is in the log', async () => {
    const { one, pid } = await start();
    kernels.pop();
    one.sendCode('require("fs").writeSync(2, "before the end\\n"); process.kill(process.pid, "SIGKILL")');
    await one.event(({ event }) => event === 'dead');
    await expectGone(pid);
    await expect.poll(() => plain(one.log), { timeout: 10_000 }).toContain('before the end'); // Jupyter passes it on
    one.killClient();
  });
});
