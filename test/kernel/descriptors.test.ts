// Output that goes past process.stdout, straight to file descriptors 1 and 2, arrives in the cell, in order.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownEarly } from './support/cells';
import { temporaryFolder } from './support/environment';
import { Kernel, sleep } from './support/kernel';

let kernel: Kernel;
const folder = temporaryFolder();
beforeAll(async () => {
  kernel = await Kernel.startWith(
    'import fs from "fs"; import { execSync, spawn, fork, spawnSync } from "child_process"; import { display } from "tslab";',
    { folder },
  );
});
afterAll(() => kernel.shutdown());

const on = ['pipe', 'inherit', 'inherit'];

describe('a child that inherits standard output', () => {
  test.each([
    ['execSync', 'execSync("echo b", { stdio: "inherit" });'],
    ['spawnSync', `spawnSync("sh", ["-c", "echo b"], { stdio: ${JSON.stringify(on)} });`],
    ['descriptors by number', 'spawnSync("echo", ["b"], { stdio: [0, 1, 2] });'],
  ])('writes between what the cell prints before and after it: %s', async (_what, code) => {
    const { stdout } = await kernel.execute(`console.log("a"); ${code} console.log("c");`);
    expect(stdout).toBe('a\nb\nc\n');
  });

  test('and is not waited for writes into the cell that has started it', async () => {
    const { stdout } = await kernel.execute('spawn("echo", ["x"], { stdio: "inherit" }); 0');
    expect(stdout).toBe('x\n');
  });

  test('and writes later does so where the last cell is', async () => {
    const id = kernel.sendCode('spawn("sh", ["-c", "sleep 0.4; echo later"], { stdio: "inherit" }); 0');
    expect((await kernel.executed(id)).stdout).toBe('');
    await kernel.printed(id);
    expect((await kernel.executed(id)).stdout).toBe('later\n');
  });

  test('is shown while the cell waits for it', async () => {
    const code = 'execSync("echo first; sleep 3; echo second", { stdio: "inherit" }); 0';
    expect((await shownEarly(kernel, code)).stdout).toBe('first\nsecond\n');
  });

  test('may write much, and characters of several bytes', async () => {
    const { stdout } = await kernel.execute(
      'execSync("yes ä€😀 | head -n 100000", { stdio: "inherit" }); console.log("end");',
    );
    expect(stdout).toBe(`${'ä€😀\n'.repeat(100_000)}end\n`);
  });

  test('and was forked is heard', async () => {
    writeFileSync(join(folder, 'forked.js'), 'console.log("from a fork"); console.error("and its error");');
    const { stdout, stderr } = await kernel.execute(
      'await new Promise((done) => fork("./forked.js").on("exit", done)); 0',
    );
    expect([stdout, stderr]).toEqual(['from a fork\n', 'and its error\n']);
  });

  test('finds standard input at its end, and does not hang', async () => {
    const { reply } = await kernel.execute('execSync("cat", { stdio: "inherit" }); 0');
    expect(reply.status).toBe('ok');
  });

  test('of a silent request shows nothing', async () => {
    const { outputs } = await kernel.execute('execSync("echo hidden", { stdio: "inherit" });', {
      silent: true,
    });
    expect(outputs).toEqual([]);
    expect((await kernel.execute('1')).stdout).toBe('');
  });
});

describe('a direct write', () => {
  test.each([
    ['fs.writeSync', 'fs.writeSync(1, "b\\n");'],
    ['bytes', 'fs.writeSync(1, Buffer.from("xb\\n"), 1);'],
    ['fs.writeFileSync', 'fs.writeFileSync(1, "b\\n");'],
    ['a name', 'fs.writeFileSync("/dev/stdout", "b\\n");'],
    ['process.stdout.end', 'process.stdout.end("b\\n");'],
    ['an ended stream', 'process.stdout.end(); process.stdout.write("b\\n");'],
  ])('keeps its place: %s', async (_what, code) => {
    const { stdout } = await kernel.execute(`console.log("a"); ${code} console.log("c");`);
    expect(stdout).toBe('a\nb\nc\n');
  });

  test('takes turns with console.log, two thousand times', async () => {
    const { stdout } = await kernel.execute(
      'for (let i = 0; i < 2000; i++) { console.log(i); fs.writeSync(1, `${i}\\n`); }',
    );
    expect(stdout).toBe(Array.from({ length: 2000 }, (_, i) => `${i}\n${i}\n`).join(''));
  });

  test('keeps its place between displays and the other stream', async () => {
    const { outputs } = await kernel.execute(
      'fs.writeSync(1, "1\\n"); fs.writeSync(2, "2\\n"); console.log(3); display.text("4"); fs.writeSync(2, "5\\n"); display.text("6"); fs.writeSync(1, "7\\n"); 8',
    );
    const shown = outputs.map(({ content }) => {
      const data = content.data as Record<string, string> | undefined;
      return ((content.text as string | undefined) ?? data!['text/plain']!).trim();
    });
    // Between two descriptors, with nothing in between, there is no order: 1 and 2 may change places.
    expect(shown.join(' ').replaceAll('\n', ' ')).toMatch(/^(1 2 3|2 1 3) 4 5 6 7 8$/);
  });

  test('of a library that writes asynchronously arrives', async () => {
    const { stdout } = await kernel.execute(
      'await new Promise<void>((done) => fs.write(1, "async\\n", () => done())); const out = fs.createWriteStream("", { fd: 1, autoClose: false }); await new Promise((done) => out.write("stream\\n", done));',
    );
    expect(stdout).toBe('async\nstream\n');
  });

  test('before any cell has run, and after the last, goes to the log of Jupyter', async () => {
    const file = join(folder, 'early.cjs');
    writeFileSync(file, 'process.nextTick(() => require("fs").writeSync(2, "early words\\n"));');
    const other = await Kernel.start({ folder, env: { NODE_OPTIONS: `--require=${file}` } });
    await other.execute(
      'process.on("exit", () => { console.log("printed last"); require("fs").writeSync(1, "last words\\n"); })',
    );
    await other.shutdown();
    await sleep(200);
    for (const words of ['early words', 'printed last', 'last words']) expect(other.log).toContain(words);
  });
});

test('a notebook that closes descriptor 1 goes on', async () => {
  const other = await Kernel.start({ folder });
  await other.execute('require("fs").closeSync(1)');
  expect((await other.execute('console.log("still here"); 1')).stdout).toBe('still here\n');
  await other.shutdown();
});

test('warnings that TensorFlow writes by itself arrive in the cell, and so does a child while it is loaded', async () => {
  const other = await Kernel.start();
  const { stderr } = await other.execute(
    'process.env.TF_CPP_MIN_LOG_LEVEL = "0"; const tf = require("@tensorflow/tfjs-node"); tf.tensor([1, 2]).square().dataSync();',
  );
  expect(stderr).toContain('cpu_feature_guard');
  const { stdout } = await other.execute(
    'require("child_process").execSync("echo forked", { stdio: "inherit" }); console.log("after");',
  );
  expect(stdout).toBe('forked\nafter\n');
  await other.shutdown();
});
