// Cells that ask for input: through the front end's input box, or where nobody can answer, an error at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectInterrupted } from './support/cells';
import { Kernel, sleep, timed } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.shutdown());

const asking = {
  'prompt()': 'prompt("name?")',
  'readline/promises':
    'const rl1 = require("readline/promises").createInterface({ input: process.stdin }); const n1 = await rl1.question("name? "); rl1.close(); n1',
  'readline/promises with an output':
    'const rl2 = require("readline/promises").createInterface({ input: process.stdin, output: process.stdout }); const n2 = await rl2.question("name? "); rl2.close(); n2',
  'readline with a callback':
    'const rl3 = require("readline").createInterface(process.stdin, process.stdout); const n3 = await new Promise((done) => rl3.question("name? ", done)); rl3.close(); n3',
  'a prompt of readline and its line':
    'const rl4 = require("readline").createInterface({ input: process.stdin, output: process.stdout, prompt: "name? " }); rl4.prompt(); const n4 = await new Promise((done) => rl4.once("line", done)); rl4.close(); n4',
};
const reading = {
  'lines of readline':
    'const rl5 = require("readline").createInterface({ input: process.stdin }); let n5 = ""; for await (const line of rl5) { n5 = line; break; } n5',
  'data of process.stdin': 'String(await new Promise((done) => process.stdin.once("data", done))).trim()',
  'what is readable of process.stdin':
    'String(await new Promise((done) => process.stdin.once("readable", () => done(process.stdin.read())))).trim()',
  'an iteration of process.stdin':
    'let n6 = ""; process.stdin.setEncoding("utf8"); for await (const chunk of process.stdin) { n6 = chunk.trim(); break; } n6',
  'a file descriptor': 'require("fs").readFileSync(0, "utf8").trim()',
  'a file name': 'require("fs").readFileSync("/dev/stdin").toString().trim()',
  'bytes of a file descriptor':
    'const bytes = Buffer.alloc(100); bytes.toString("utf8", 0, require("fs").readSync(0, bytes)).trim()',
};

describe('the reader is asked by', () => {
  test.each(Object.entries(asking))('%s, with the question', async (_what, code) => {
    const id = kernel.sendCode(code, { allow_stdin: true });
    expect(await kernel.question(id)).toEqual({ prompt: 'name? ', password: false });
    kernel.answer('Ada Lövelace 😀');
    const { result, stdout } = await kernel.executed(id);
    expect(result).toBe("'Ada Lövelace 😀'");
    expect(stdout).toBe('');
  });

  test.each(Object.entries(reading))('%s', async (_what, code) => {
    const id = kernel.sendCode(code, { allow_stdin: true });
    expect(await kernel.question(id)).toEqual({ prompt: '', password: false });
    kernel.answer('Grace');
    expect((await kernel.executed(id)).result).toBe("'Grace'");
  });

  test('several questions in a row, of one interface in two cells', async () => {
    await kernel.execute(
      'const rl = require("readline/promises").createInterface({ input: process.stdin, output: process.stdout });',
    );
    const id = kernel.sendCode(
      'const a = await rl.question("one? "); console.log("then"); const b = await rl.question("two? "); [a, b]',
    );
    expect((await kernel.question(id)).prompt).toBe('one? ');
    kernel.answer('1');
    expect((await kernel.question(id, 2)).prompt).toBe('two? ');
    kernel.answer('2');
    const { result, stdout } = await kernel.executed(id);
    expect([result, stdout]).toEqual(["[ '1', '2' ]", 'then\n']);
    await kernel.execute('rl.close()');
  });

  test('prompt() in a loop, a function, and a timer', async () => {
    const id = kernel.sendCode(
      'const ask = prompt; let sum = 0; for (let i = 0; i < 3; i++) sum += Number(ask(`number ${i}`)); sum',
    );
    for (let i = 0; i < 3; i++) {
      expect((await kernel.question(id, i + 1)).prompt).toBe(`number ${i} `);
      kernel.answer('5');
    }
    expect((await kernel.executed(id)).result).toBe('15');
  });
});

test('an empty answer to prompt() gives its default', async () => {
  const id = kernel.sendCode('prompt("rate", "0.1")');
  expect((await kernel.question(id)).prompt).toBe('rate [0.1] ');
  kernel.answer('');
  expect((await kernel.executed(id)).result).toBe("'0.1'");
});

test.each([
  ['prompt()', 'prompt("key", "", { password: true })'],
  [
    'readline that does not echo',
    'const { Writable } = require("stream"); const quiet = require("readline/promises").createInterface({ input: process.stdin, output: new Writable({ write(_c: any, _e: any, done: any) { done(); } }) }); const key = await quiet.question("key "); quiet.close(); key',
  ],
])('a password stays hidden: %s', async (_what, code) => {
  const id = kernel.sendCode(code);
  expect(await kernel.question(id)).toEqual({ prompt: 'key ', password: true });
  kernel.answer('secret');
  expect((await kernel.executed(id)).result).toBe("'secret'");
});

describe('where nobody can answer', () => {
  const nobody = { allow_stdin: false };
  test.each(Object.entries({ ...asking, ...reading }))(
    '%s fails at once and says why',
    async (_what, code) => {
      const [{ reply, error }, time] = await timed(() =>
        kernel.execute(code.replace(/\b(rl|n)(\d)\b/g, '$1$20'), nobody),
      );
      expect(reply).toMatchObject({ status: 'error', ename: 'InputNotPossible' });
      expect(error!.evalue).toContain('nobody can answer');
      expect(time).toBeLessThan(5000);
    },
  );

  test('an interface that asks nothing does no harm, and later cells may ask', async () => {
    expect(
      (await kernel.execute('require("readline").createInterface({ input: process.stdin }); 1', nobody)).reply
        .status,
    ).toBe('ok');
    const id = kernel.sendCode(
      'String(await new Promise((done) => process.stdin.once("data", done))).trim()',
    );
    await kernel.question(id);
    kernel.answer('again');
    expect((await kernel.executed(id)).result).toBe("'again'");
  });
});

describe('an interrupt', () => {
  test.each(
    Object.entries({
      'prompt()': asking['prompt()'],
      question:
        'await require("readline/promises").createInterface({ input: process.stdin }).question("never?")',
    }),
  )('ends a cell that waits for an answer: %s', async (_what, code) => {
    const id = kernel.sendCode(code);
    await kernel.question(id);
    await sleep(100);
    const [, time] = await expectInterrupted(kernel, id);
    expect(time).toBeLessThan(5000);
    kernel.answer('too late');
    const next = kernel.sendCode('prompt("again?")');
    await kernel.question(next);
    kernel.answer('in time');
    expect((await kernel.executed(next)).result).toBe("'in time'");
  });
});
