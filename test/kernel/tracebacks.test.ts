// Whatever fails in a cell reaches the notebook as an error that points at the reader's own line of TypeScript.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/environment';
import { Kernel, type Execution } from './support/kernel';

let kernel: Kernel;
const folder = temporaryFolder();
beforeAll(async () => {
  kernel = await Kernel.start({ folder });
});
afterAll(() => kernel.shutdown());

/** Runs lines of code that are to fail. */
async function fail(...lines: string[]): Promise<NonNullable<Execution['error']> & { name: string }> {
  const { reply, error } = await kernel.execute(lines.join('\n'));
  expect(reply.status).toBe('error');
  expect(error).toBeDefined();
  expect(reply).toMatchObject({ ename: error!.ename, evalue: error!.evalue });
  return { ...error!, name: `Cell [${reply.execution_count as number}]` };
}

describe('the traceback of', () => {
  test('a thrown error marks the line and the column', async () => {
    const error = await fail(
      'interface Point { x: number }',
      '',
      'const p: Point = { x: 1 };',
      '  throw new RangeError("no " + p.x);',
    );
    expect(error).toMatchObject({ ename: 'RangeError', evalue: 'no 1' });
    expect(error.traceback).toBe(
      [
        `${error.name}:4:9`,
        '  2 |',
        '  3 | const p: Point = { x: 1 };',
        '> 4 |   throw new RangeError("no " + p.x);',
        '    |         ^',
        '',
        'RangeError: no 1',
        `    at ${error.name}:4:9`,
      ].join('\n'),
    );
  });

  test('an error in a function of an earlier cell marks the line there and names the line that called it', async () => {
    const { reply } = await kernel.execute(
      'type N = number;\nfunction half(n: N): N {\n  if (n % 2) throw new Error("odd");\n  return n / 2;\n}',
    );
    const home = `Cell [${reply.execution_count as number}]`;
    const error = await fail('', 'half(3)');
    expect(error.traceback).toContain(`${home}:3:20\n`);
    expect(error.traceback).toContain('> 3 |   if (n % 2) throw new Error("odd");');
    expect(error.traceback).toMatch(`Error: odd\n    at half (${home}:3:20)\n    at ${error.name}:2:1`);
  });

  test('a type error shows every place, and all that the compiler has to say', async () => {
    const error = await fail(
      'const a: { b: { c: string } } = { b: { c: 1 } };',
      'a.d',
      'const f: (n: number) => void = (s: string) => {};',
    );
    expect(error.ename).toBe('CompileError');
    expect(error.evalue).toBe(
      `${error.name}:1:40 - TS2322: Type 'number' is not assignable to type 'string'. (and 2 more)`,
    );
    expect(error.traceback).toContain(
      '> 1 | const a: { b: { c: string } } = { b: { c: 1 } };\n    |                                        ^',
    );
    expect(error.traceback).toContain(`${error.name}:2:3 - error TS2339: Property 'd' does not exist`);
    expect(error.traceback).toContain("Types of parameters 's' and 'n' are incompatible.\n");
  });

  test('code that is not TypeScript marks where it stops being so', async () => {
    const error = await fail('const x = ;');
    expect(error).toMatchObject({
      ename: 'CompileError',
      evalue: `${error.name}:1:11 - TS1109: Expression expected.`,
    });
    const open = await fail('const text = `abc', 'def');
    expect(open.evalue).toBe(`${open.name}:2:4 - TS1160: Unterminated template literal.`);
    expect(open.traceback).toContain('> 2 | def\n    |    ^');
  });

  test.each<[what: string, lines: string[], thrown: object, ...shown: (string | RegExp)[]]>([
    [
      'a thrown value that is no Error marks the throw',
      ['const why = { code: 7 };', 'throw why;'],
      { ename: 'Thrown', evalue: '{ code: 7 }' },
      '> 2 | throw why;',
    ],
    [
      'an error after an await marks the line',
      ['const nothing: any = null;', 'await new Promise((done) => setTimeout(done, 1));', 'nothing.x;'],
      { ename: 'TypeError' },
      '> 3 | nothing.x;\n    |         ^',
    ],
    [
      'a rejected await marks the line that made the error',
      ['async function load() {', '  await null;', '  throw new Error("gone");', '}', 'await load();'],
      { ename: 'Error', evalue: 'gone' },
      '> 3 |   throw new Error("gone");',
      /at async Cell \[\d+\]:5:1/,
    ],
    ['a thrown undefined names it', ['throw undefined'], { ename: 'Thrown', evalue: 'undefined' }],
    ['a thrown null names it', ['throw null'], { ename: 'Thrown', evalue: 'null' }],
    [
      'a module that cannot be found marks its import',
      ['const one = 1;', 'require("no-such-module");'],
      { evalue: expect.stringMatching(/^Cannot find module 'no-such-module'/) as string },
      '> 2 | require("no-such-module");',
    ],
    [
      'an error with a cause and a class of its own shows both',
      ['class NoData extends Error {}', 'throw new NoData("empty", { cause: new Error("offline") });'],
      { ename: 'NoData', evalue: 'empty' },
      '> 2 | throw new NoData',
      '[cause]: Error: offline',
    ],
    [
      'an error whose properties throw is still an error',
      [
        'class Bad extends Error {',
        '  get message(): string { throw new Error("no message"); }',
        '  get stack(): string { throw new Error("no stack"); }',
        '}',
        'throw new Bad();',
      ],
      { ename: 'Bad' },
    ],
    [
      'an error in a display points at the call',
      [
        'import { display } from "tslab";',
        'const loop: any = {}; loop.self = loop;',
        'display.raw("application/json", loop);',
      ],
      { evalue: expect.stringMatching(/circular structure/) as string },
      '> 3 | display.raw("application/json", loop);',
    ],
    [
      'an error in what shows the last expression fails the cell',
      [
        'const shy = { [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("not shown"); } };',
        'shy',
      ],
      { evalue: 'not shown' },
    ],
    [
      'an endless recursion is shortened in the middle',
      ['function down(n: number): number {', '  return down(n + 1) + 1;', '}', 'down(0);'],
      { ename: 'RangeError', evalue: 'Maximum call stack size exceeded' },
      '> 2 |   return down(n + 1) + 1;',
      / {4}… \d+ more\n/,
    ],
  ])('%s', async (_, lines, thrown, ...shown) => {
    const error = await fail(...lines);
    expect(error).toMatchObject(thrown);
    for (const text of shown) expect(error.traceback).toMatch(text);
    expect(error.traceback.split('\n').length).toBeLessThan(40);
  });

  test('a rejection with a value that is no Error says why its line is unknown', async () => {
    const error = await fail('await Promise.reject("text");');
    expect(error).toMatchObject({ ename: 'Thrown', evalue: "'text'" });
    expect(error.traceback).toContain(error.name);
    expect(error.traceback).toContain('only an Error knows where it comes from');
  });

  test('an error of Node itself marks the line that called it, without frames of Node or of the kernel', async () => {
    const error = await fail('import { readFileSync } from "fs";', 'readFileSync("/nowhere");');
    expect(error).toMatchObject({
      ename: 'Error',
      evalue: "ENOENT: no such file or directory, open '/nowhere'",
    });
    expect(error.traceback).toContain('> 2 | readFileSync("/nowhere");');
    expect(error.traceback).toContain("code: 'ENOENT'");
    expect(error.traceback).not.toMatch(/node:|tslab|launch|dist\/kernel/);
  });

  test('an error in a library marks the line that called it and keeps the frames of the library', async () => {
    writeFileSync(join(folder, 'library.js'), 'exports.fail = () => {\n  throw new Error("deep");\n};\n');
    const error = await fail('const { fail } = require("./library.js");', 'fail();');
    expect(error.traceback).toContain('> 2 | fail();');
    expect(error.traceback).toMatch(/at exports\.fail \(.*library\.js:2:9\)/);
  });

  test('an error in a TypeScript file beside the notebook names the line of that file', async () => {
    writeFileSync(
      join(folder, 'helper.ts'),
      'export interface A {\n  n: number;\n}\n\nexport function help(a: A): never {\n  throw new Error(`help ${a.n}`);\n}\n',
    );
    const error = await fail('import { help } from "./helper";', 'help({ n: 2 });');
    expect(error.evalue).toBe('help 2');
    expect(error.traceback).toMatch(/at help \(.*helper\.ts:6:9\)/);
    expect(error.traceback).toContain('> 2 | help({ n: 2 });');
  });
});

describe('a stack that the reader prints', () => {
  test('names lines of TypeScript too', async () => {
    const { stdout, reply } = await kernel.execute(
      'type T = 1;\n\ntry { throw new Error("x") } catch (e) { console.log((e as Error).stack) }',
    );
    expect(stdout).toBe(`Error: x\n    at Cell [${reply.execution_count as number}]:3:13\n`);
  });
});

describe('process.exit in a cell', () => {
  test('fails the cell and leaves the kernel as it was', async () => {
    await kernel.execute('const kept = 5;');
    const error = await fail('console.log("before");', 'process.exit(0);');
    expect(error.ename).toBe('ProcessExit');
    expect(error.traceback).toContain('> 2 | process.exit(0);');
    expect((await kernel.execute('kept')).result).toBe('5');
  });

  test('fails the cell even where what it throws is caught', async () => {
    const error = await fail('try { process.exit(1); } catch {}', 'console.log("after");');
    expect(error.ename).toBe('ProcessExit');
  });
});

test('the kernel survives fifty failing cells', async () => {
  const kinds = [
    'throw new Error("e")',
    'await Promise.reject(new Error("r"))',
    'void Promise.reject(new Error("f"))',
    'const n: number = "s"',
    'throw 1',
  ];
  for (let i = 0; i < 50; i++) await fail(kinds[i % kinds.length]!);
  expect((await kernel.execute('1 + 1')).result).toBe('2');
});
