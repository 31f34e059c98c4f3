// TypeScript from cell to cell: what later cells see, and where plain tslab stumbles.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withVariance } from '../../src/kernel/compile/tensor-variance';
import { cellTests } from './support/cells';
import { temporaryFolder } from './support/environment';

const require = createRequire(import.meta.url);
const folder = temporaryFolder();
const { kernel, check } = cellTests(folder);

const result = async (...lines: string[]) => {
  const { result: text, error } = await kernel().execute(lines.join('\n'));
  return error ? `${error.ename}: ${error.evalue}` : text;
};

describe('an object literal may name an earlier variable in short', () => {
  test('in a literal, nested, in a function and after a spread', async () => {
    await kernel().execute(
      'let a = 1; const b = "two"; import { sep } from "path"; function five() { return 5 }',
    );
    expect(await result('({ a, b, sep })')).toBe("{ a: 1, b: 'two', sep: '/' }");
    expect(await result('const local = 3; [{ local, inner: { a } }, (() => ({ ...{ b }, a }))()]')).toBe(
      "[ { local: 3, inner: { a: 1 } }, { b: 'two', a: 1 } ]",
    );
    expect(await result('({ five }).five()')).toBe('5');
  });

  test('and assign to it by destructuring, with a default', async () => {
    await kernel().execute('let p = 0, q = 0;');
    expect(await result('({ p, q = 7 } = { p: 5 } as { p: number; q?: number }); [p, q]')).toBe('[ 5, 7 ]');
  });

  test('while a local variable of the same name goes first', async () => {
    expect(await result('((a: number) => ({ a }))(9)')).toBe('{ a: 9 }');
  });
});

describe('await at top level', () => {
  test.each([
    ['await (Promise.resolve(1))', '1'],
    ['await (async () => 2)()', '2'],
    ['await [3]', '[ 3 ]'],
    ['const total: number[] = []; for await (const n of [Promise.resolve(4)]) total.push(n); total', '[ 4 ]'],
    ['if (true) { await null; }\n5', '5'],
    ['const f = async () => { await (null); return 6 }; await f()', '6'],
    ['`${await (Promise.resolve(7))}`', "'7'"],
  ])('works in %s', async (code, expected) => {
    expect(await result(code)).toBe(expected);
  });

  test('is refused in a function that is not async', async () => {
    expect(await result('function g() { await null; }')).toMatch(/^CompileError: .*TS1308/);
  });
});

describe('after a cell that failed', () => {
  test('what it had reached is there, with its type, and the rest is not', async () => {
    const { reply } = await kernel().execute(
      'import { basename } from "path";\nconst x1: number = 1, x2 = "s";\nfunction twice(n: number) { return 2 * n }\nclass Box { v = 3 }\nthrow new Error("here");\nconst x3 = 4;\nclass Late {}',
    );
    expect(reply.status).toBe('error');
    expect(await result('[basename("/a/b"), x1, x2, twice(2), new Box().v]')).toBe("[ 'b', 1, 's', 4, 3 ]");
    expect(await result('const wrong: string = x1;')).toMatch(/TS2322/);
    expect(await result('x3')).toMatch(/^CompileError: .*Cannot find name 'x3'/);
    expect(await result('new Late()')).toMatch(/^CompileError: .*Cannot find name 'Late'/);
  });

  test('of a list of declarations, those that it had reached are there', async () => {
    await kernel().execute('let d0 = 0, d1 = 1;');
    await kernel().execute('let d1 = "new", d2 = (() => { throw new Error("no") })();');
    expect(await result('[d0, d1.toUpperCase()]')).toBe("[ 0, 'NEW' ]");
    expect(await result('d2')).toMatch(/Cannot find name 'd2'/);
  });

  test('a variable that it would have declared anew is as it was', async () => {
    await kernel().execute('let kept = 1, also = 2; class K { n = 1 }');
    await kernel().execute('throw new Error("before"); let kept = "new"; class K { n = "new" }');
    expect(await result('const same: number = kept; [same, also, new K().n.toFixed(1)]')).toBe(
      "[ 1, 2, '1.0' ]",
    );
  });

  check({
    'a variable that it has declared anew is the new one': [
      ['let again = 1;'],
      ['let again = "new"; throw new Error("after");', 'Error: after'],
      ['again.toUpperCase()', "'NEW'"],
    ],
    'values that it has given to earlier variables stay': [
      ['let counter: number | undefined = 1;'],
      ['counter = 5; throw new Error("after");', 'Error: after'],
      ['counter', '5'],
      ['counter = undefined; throw new Error("after");', 'Error: after'],
      ['String(counter)', "'undefined'"],
    ],
    'a cell that does not compile changes nothing': [
      ['let whole = 1;'],
      ['let whole = "x"; const n: number = whole;', /TS2322/],
      ['whole', '1'],
    ],
  });
});

describe('from cell to cell', () => {
  test('the globals of Node are known, and no browser’s, whatever is installed', async () => {
    expect(await result('[typeof process.version, typeof fetch]')).toBe("[ 'string', 'function' ]");
    expect(await result('document.title')).toMatch(/^CompileError: .*Cannot find name 'document'/);
  });

  test('a variable may be declared anew with another type, or without a value', async () => {
    await kernel().execute('let v = 1;');
    expect(await result('let v = "s"; v')).toBe("'s'");
    expect(await result('let v: number | undefined; v')).toBeUndefined();
    expect(await result('String(v)')).toBe("'undefined'");
  });

  test('imports, types, enums and classes are seen', async () => {
    await kernel().execute(
      'import * as os from "os"; interface P { x: number } type S = "a" | "b"; enum E { One = 1 } class C<T> { constructor(public t: T) {} }',
    );
    expect(
      await result('const p: P = { x: E.One }; const s: S = "a"; [typeof os.EOL, p.x, s, new C(2).t]'),
    ).toBe("[ 'string', 1, 'a', 2 ]");
  });

  test('nothing and a comment are cells', async () => {
    for (const code of ['', '   \n', '// only a comment'])
      expect((await kernel().execute(code)).reply.status).toBe('ok');
  });
});

test('tfjs declares its tensors as the compiler is told their variance', () => {
  const file = require.resolve('@tensorflow/tfjs-core/dist/tensor.d.ts');
  const said = withVariance(file, readFileSync(file, 'utf8'));
  expect(said).toContain('class Tensor<out R extends Rank');
  expect(said).toContain('class Variable<out R extends Rank');
});

describe('a cell that is a module', () => {
  test('can be imported, and its errors name its lines', async () => {
    expect(
      await result(
        '/** @module mine */\nexport interface A { n: number }\nexport const fail = (): never => {\n  throw new Error("in mine");\n};',
      ),
    ).toBeUndefined();
    const { error } = await kernel().execute('import { fail } from "./mine";\nfail();');
    expect(error!.evalue).toBe('in mine');
    expect(error!.traceback).toMatch(/at .*fail \(.*mine\.ts:4:9\)/);
  });

  test('leaves the cells before it as they are', async () => {
    await kernel().execute('const before: number = 5; interface Settings { rate: number }');
    await kernel().execute('/** @module between */\nexport const other = "text";');
    expect(await result('const kept: Settings = { rate: before }; kept.rate.toFixed(1)')).toBe("'5.0'");
    expect(await result('before.length')).toMatch(/TS2339/);
  });

  test('fails where it does not compile', async () => {
    expect(await result('/** @module broken */\nexport const n: number = "s";')).toMatch(
      /^CompileError: .*2:14 - TS2322/,
    );
  });

  test('for a browser alone is refused instead of skipped', async () => {
    expect(await result('/** @browser */\nalert(1)')).toMatch(/tslab runs no @browser cell/);
  });
});

describe('TypeScript files beside the notebook', () => {
  test('are compiled, see each other and tslab, and are compiled anew when they change', async () => {
    writeFileSync(join(folder, 'inner.ts'), 'export const inner = 1;');
    writeFileSync(
      join(folder, 'outer.ts'),
      'import { display } from "tslab";\nimport { inner } from "./inner";\nexport const outer = () => [inner, typeof display.html];',
    );
    expect(await result('import { outer } from "./outer"; outer()')).toBe("[ 1, 'function' ]");
    writeFileSync(join(folder, 'inner.ts'), 'export const inner = 2;');
    await expect
      .poll(() => result('import { inner } from "./inner"; inner'), { timeout: 10_000, interval: 500 })
      .toBe('2');
  });

  test('may come and go while the kernel runs', async () => {
    expect(await result('import { come } from "./later"; come')).toMatch(/TS2307/);
    for (let i = 0; i < 30; i++) {
      writeFileSync(join(folder, `noise-${i}.ts`), '');
      expect(await result(String(i))).toBe(String(i));
      rmSync(join(folder, `noise-${i}.ts`));
    }
    writeFileSync(join(folder, 'later.ts'), 'export const come = "here";');
    await expect
      .poll(() => result('import { come } from "./later"; come'), { timeout: 10_000, interval: 500 })
      .toBe("'here'");
  });
});

describe('completion and inspection', () => {
  const at = (code: string) => ({
    code: code.replace('|', ''),
    cursor_pos: Array.from(code.split('|')[0]!).length,
  });
  const complete = (code: string) => kernel().request('complete_request', at(code));
  const inspect = (code: string) => kernel().request('inspect_request', { ...at(code), detail_level: 0 });

  test('complete members, with the kind of each', async () => {
    const reply = await complete('const list = [1]; list.flatM|');
    expect(reply).toMatchObject({ status: 'ok', matches: ['flatMap'], cursor_start: 23, cursor_end: 28 });
    expect(reply.metadata).toMatchObject({
      _jupyter_types_experimental: [{ text: 'flatMap', type: 'method' }],
    });
  });

  test('complete what earlier cells declared, also those that failed', async () => {
    await kernel().execute('const gradientNorm = 1; throw new Error("later");');
    expect((await complete('gradientN|')).matches).toEqual(['gradientNorm']);
  });

  test('count in code points', async () => {
    expect(await complete('"😀😀"; [1].flatM|')).toMatchObject({
      matches: ['flatMap'],
      cursor_start: 10,
      cursor_end: 15,
    });
    expect((await inspect('"😀😀"; Math.max|')).data).toMatchObject({
      'text/plain': expect.stringContaining('Math.max(') as string,
    });
  });

  test('inspect a name, a call from inside its brackets, and nothing', async () => {
    for (const code of ['Math.m|ax(1)', 'Math.max|', 'Math.max(|)', 'Math.max(1, |2)'])
      expect((await inspect(code)).data, code).toMatchObject({
        'text/plain': expect.stringContaining('max(...values: number[]): number') as string,
      });
    expect(await inspect('  |  ')).toMatchObject({ status: 'ok', found: false, data: {} });
  });

  test('answer for code that is not complete', async () => {
    expect((await complete('if (true) { Mat|')).matches).toContain('Math');
    expect((await complete('|')).status).toBe('ok');
  });
});
