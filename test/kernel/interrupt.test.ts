// The interrupt button: stops whatever a cell does, says where it was, and leaves the kernel usable.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectInterrupted } from './support/cells';
import { Kernel, plain, sleep, type Execution } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.startWith(
    'const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms)); let turns = 0;',
  );
});
afterAll(() => kernel.shutdown());

async function interrupt(): Promise<void> {
  expect(await kernel.interrupt()).toEqual({ status: 'ok' });
}

/** Runs code that never ends, and interrupts it. */
async function stop(code: string): Promise<Execution & { time: number }> {
  const id = await kernel.sendEndless(`console.log("go"); ${code}`);
  await sleep(150);
  const [execution, time] = await expectInterrupted(kernel, id);
  expect((await kernel.execute('1 + 1')).result).toBe('2');
  return { ...execution, time };
}

describe('an endless loop is stopped', () => {
  const loops = {
    'at top level': 'turns = 0;\nwhile (true) turns++;',
    'in a function': 'function spin(): void {\n  for (;;) turns++;\n}\nspin();',
    'after an await': 'await null;\nwhile (true) turns++;',
    'of awaits that never wait': 'turns = 0;\nwhile (true) await null;',
    'in a timer': 'setTimeout(() => {\nwhile (true) turns++; }, 1);\nawait sleep(60_000);',
    'in an interval': 'setInterval(() => {\nwhile (true) turns++; }, 1);\nawait sleep(60_000);',
    'in an immediate': 'setImmediate(() => {\nwhile (true) turns++; });\nawait sleep(60_000);',
    'of ticks': 'const again = (): void =>\n  process.nextTick(again);\nagain();',
    'in a promise callback':
      'Promise.resolve().then(() => {\nwhile (true) turns++; });\nawait sleep(60_000);',
    'that catches and goes on':
      'turns = 0;\nwhile (true) { try { while (true) turns++; } catch {} finally { turns = 0; } }',
    'in a callback of a file':
      'require("fs").readFile("package.json", () => {\nwhile (true) turns++; });\nawait sleep(60_000);',
    'that prints': 'turns = 0;\nwhile (true) console.log(turns++);',
    'of one regular expression': 'turns = 0;\n/^(a+)+$/.test("a".repeat(60) + "!");',
    'that waits for shared memory':
      'turns = 0;\nAtomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  };
  test.each(Object.entries(loops))('%s', async (_where, code) => {
    const { error, time } = await stop(code);
    expect(error!.traceback).toMatch(/^> 2 \| /m); // each loops in its second line
    expect(time).toBeLessThan(5000);
  });

  test('on a stack that is full, where the debugger has no room', async () => {
    await stop('function deep(): void { try { deep(); } finally { deep(); } }\ndeep();');
  });
});

describe('a cell that waits is stopped', () => {
  test('and what it was waiting for no longer goes on', async () => {
    const { error } = await stop('turns = 0;\nfor (;;) { await sleep(5); turns++; }');
    expect(error!.evalue).toBe('interrupted while it waited');
    const after = (await kernel.execute('turns')).result!;
    expect(Number(after)).toBeGreaterThan(10);
    await sleep(200);
    expect((await kernel.execute('turns')).result).toBe(after);
  });

  test.each([
    ['immediates', 'turns = 0; for (;;) { await new Promise((done) => setImmediate(done)); turns++; }'],
    [
      'timers/promises',
      'import { setTimeout as wait } from "timers/promises"; turns = 0; for (;;) { await wait(5); turns++; }',
    ],
    [
      'an interval of timers/promises',
      'import { setInterval as every } from "timers/promises"; turns = 0; for await (const _ of every(5)) turns++;',
    ],
    [
      'a promisified timer',
      'import { promisify } from "util"; const pause = promisify(setTimeout); turns = 0; for (;;) { await pause(5); turns++; }',
    ],
    ['an interval', 'turns = 0; setInterval(() => turns++, 5); await new Promise(() => {});'],
  ])('with %s', async (_what, code) => {
    await stop(code);
    const after = (await kernel.execute('turns')).result!;
    expect(Number(after)).toBeGreaterThan(5);
    await sleep(100);
    expect((await kernel.execute('turns')).result).toBe(after);
  });

  test('for ever, too', async () => {
    await stop('await new Promise(() => {});');
  });

  test('and later cells may set timers again', async () => {
    await stop('await new Promise(() => {});');
    expect((await kernel.execute('await sleep(20); "woke"')).result).toBe("'woke'");
  });
});

test('what a stopped cell had printed and declared stays', async () => {
  const { stdout } = await stop(
    'const reached = 7; console.log("before");\nwhile (true) turns++;\nconst unreached = 8;',
  );
  expect(stdout).toBe('go\nbefore\n');
  expect((await kernel.execute('reached')).result).toBe('7');
  expect((await kernel.execute('unreached')).error!.ename).toBe('CompileError');
});

test('cells that wait behind the stopped one are aborted', async () => {
  const ids = ['while (true) turns++;', '1'].map((code) => kernel.sendCode(code));
  await sleep(400);
  await interrupt();
  expect((await kernel.executed(ids[0]!)).reply.status).toBe('error');
  expect((await kernel.executed(ids[1]!)).reply.status).toBe('aborted');
});

test('an interrupt of an idle kernel does nothing, also not to the next cell', async () => {
  for (let i = 0; i < 5; i++) {
    await interrupt();
    expect((await kernel.execute('turns = 0; for (let i = 0; i < 1e7; i++) turns++; turns')).result).toBe(
      '10000000',
    );
  }
});

test('an interrupt of a cell that is still compiling leaves the compiler as it was', async () => {
  const declarations = Array.from(
    { length: 300 },
    (_, i) => `const v${i} = [${i}].map((n) => ({ n, s: String(n) }));`,
  ).join('\n');
  const id = kernel.sendCode(`${declarations}\nwhile (true) turns++;`);
  await kernel.event(({ parent, type }) => parent === id && type === 'execute_input');
  await interrupt();
  expect((await kernel.executed(id)).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
  // How far the cell had come by then is a matter of milliseconds; that it can be run again is not.
  expect((await kernel.execute(`${declarations}\nv299[0]!.s`)).result).toBe("'299'");
  expect((await kernel.execute('v299[0]!.n')).result).toBe('299');
});

test('a loop that an earlier cell left behind is stopped while the kernel is idle', async () => {
  await kernel.execute('setTimeout(() => { while (true) turns++; }, 100); null');
  await sleep(300);
  const id = kernel.sendCode('"free"');
  await sleep(300);
  await interrupt();
  const { result, stderr } = await kernel.executed(id);
  expect(result).toBe("'free'");
  expect(plain(stderr)).toContain('> 1 | setTimeout(() => { while (true) turns++; }');
});

test('heartbeat and control are answered while a cell loops', async () => {
  const id = kernel.sendCode('while (true) turns++;');
  await sleep(400);
  expect((await kernel.request('kernel_info_request', {}, 'control')).status).toBe('ok');
  kernel.command({ do: 'heartbeat' });
  const beat = await kernel.event(({ event }) => event === 'heartbeat');
  expect(beat.beating).toBe(true);
  await interrupt();
  await kernel.executed(id);
});

test('SIGINT, as from a terminal, stops a cell that waits', async () => {
  const id = kernel.sendCode('await new Promise(() => {});');
  await sleep(400);
  process.kill(kernel.pid, 'SIGINT');
  expect((await kernel.executed(id)).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
});
