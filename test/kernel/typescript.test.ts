// Cells keep their types, by the TypeScript of the project: what one declares, later ones have whole.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cellTests, shown, writeFiles } from './support/cells';
import { compilesItself, temporaryFolder } from './support/environment';
import { Kernel } from './support/kernel';

const { kernel, check } = cellTests(temporaryFolder(), compilesItself);

describe('declarations are seen by later cells', () => {
  check({
    'a namespace, with its types, in the third cell too': [
      ["namespace Layers { export const depth = 3; export type Kind = 'a'; }"],
      ['Layers.depth', '3'],
      ["const kind: Layers.Kind = 'a'; [kind, Layers.depth]", "[ 'a', 3 ]"],
    ],
    'declare global': [
      [
        'declare global { interface Array<T> { last(): T } } Array.prototype.last = function () { return this[this.length - 1]; };',
      ],
      ['[1, 2].last()', '2'],
      ['[3].last().toFixed(1)', "'3.0'"],
    ],
    exports: [
      [
        'export const x = 1; export interface P { n: number } export function g() { return 1; } export class K {} export type T = number;',
      ],
      ['const p: P = { n: x + g() }; const t: T = p.n; [t, new K() instanceof K]', '[ 2, true ]'],
    ],
    'classes with private members, mixins, unique symbols, local types': [
      ['const Foo = class { private m = 1; hi() { return this.m; } };'],
      [
        "function Named<T extends new (...a: any[]) => {}>(B: T) { return class extends B { protected name = ''; }; }",
      ],
      [
        'const mk = () => { const s: unique symbol = Symbol(); return { [s]: 1 }; }; const loc = () => { interface L { a: number } const l: L = { a: 1 }; return l; };',
      ],
      [
        '[new Foo().hi(), loc().a, Object.getOwnPropertySymbols(mk()).length, new (Named(class { b = 2 }))().b]',
        '[ 1, 1, 1, 2 ]',
      ],
    ],
    'an enum that is declared anew has its new members alone': [
      ['enum E { A, B }'],
      ['enum E { B = 7 }'],
      ['[E.B, Object.keys(E).length]', '[ 7, 2 ]'],
    ],
    'a type that is declared anew counts for later cells only': [
      ['type T1 = number'],
      ['const f1 = (x: T1) => x * 2;'],
      ['type T1 = string'],
      ["f1('a')", /TS2345/],
      ['f1(3)', '6'],
      ["const s: T1 = 'x'; s", "'x'"],
    ],
    'generics, overloads and type parameters': [
      [
        'function first<T>(list: readonly T[]): T | undefined { return list[0]; } interface Box<T> { value: T }',
      ],
      ['const box: Box<number | undefined> = { value: first([4, 5]) }; box.value?.toFixed(1)', "'4.0'"],
    ],
    'a value and a type of one name, from two cells': [
      ['const Size = 3;'],
      ['type Size = number | string;'],
      ["const size: Size = Size; const other: Size = 'big'; [size, other]", "[ 3, 'big' ]"],
    ],
    'a variable without a type': [
      ['let later; const list = [];'],
      ['later = 4; list.push(later); later + 1', '5'],
      ['list', '[ 4 ]'],
    ],
    'await of what an earlier cell began': [
      ['const soon = Promise.resolve({ n: 1 });'],
      ['(await soon).n', '1'],
    ],
  });
});

describe('a variable that shares its name with a type is still a variable', () => {
  check({
    'of a later cell': [
      ["let rate: number | string = 1; type rate = 'fixed';"],
      ["rate = 6; const kind: rate = 'fixed'; [rate, kind]", "[ 6, 'fixed' ]"],
    ],
    'of the same cell, with type parameters': [
      ['let box = 1;'],
      ['interface box<T extends number> { value: T }'],
      ['box += 4; const inside: box<2> = { value: 2 }; [box, inside]', '[ 5, { value: 2 } ]'],
      ['for (box of [7, 8]); box', '8'],
    ],
    'declared anew after a class or an import of that name': [
      ['class Layer {}'],
      ['let Layer = 5;'],
      ['Layer++; Layer', '6'],
      ["import { sep } from 'path';"],
      ['let sep = 1;'],
      ['sep = 2; sep', '2'],
    ],
    'beside a namespace of types': [
      ['namespace Units { export type Metre = number } let Units = 4;'],
      ['Units = 5; const m: Units.Metre = 3; Units + m', '8'],
    ],
    'and a constant stays one': [
      ['const fixedRate = 1; type fixedRate = string;'],
      ['fixedRate = 2;', /TS2588: Cannot assign to 'fixedRate' because it is a constant/],
      ['fixedRate', '1'],
    ],
  });
});

test('Inspection tells of a type by its name alone, and nothing of a name that nothing declares', async () => {
  const fresh = await Kernel.start({ folder: temporaryFolder() });
  const inspect = async (code: string) =>
    (await fresh.request('inspect_request', { code, cursor_pos: code.length, detail_level: 0 })).data;
  await fresh.execute('/** What training needs. */ interface Settings { rate: number }\ntype List<T> = T[];');
  expect(await inspect('Settings')).toMatchObject({
    'text/plain': 'interface Settings\n\nWhat training needs.',
  });
  expect(await inspect('List')).toMatchObject({ 'text/plain': 'type List<T> = T[]' });
  expect(await inspect('NodeJS.Process')).toMatchObject({ 'text/plain': 'interface NodeJS.Process' });
  expect(await inspect('notDeclared')).toEqual({});
  await fresh.shutdown();
});

describe('JSX', () => {
  const factory =
    'const React = { createElement: (type: unknown, props: unknown, ...children: unknown[]) => ({ type, props, children }) };';

  test('is compiled as the tsconfig.json says, by default for React.createElement', async () => {
    const plain = await Kernel.start({ folder: temporaryFolder() });
    expect(
      await shown(plain, [
        factory,
        'const n = 2; function Box({ size }: { size: number }) { return size; }',
        '<div id="a">hi {n}</div>',
        '(<Box size={1} /> as any).type === Box',
        '<Box size="big" />',
        'const generic = <T>(x: T) => x; <number>generic(3)',
      ]),
    ).toEqual([
      '',
      '',
      "{ type: 'div', props: { id: 'a' }, children: [ 'hi ', 2 ] }",
      'true',
      expect.stringMatching(/1:6 - TS2322: Type 'string' is not assignable to type 'number'/),
      '3',
    ]);
    await plain.shutdown();
  });

  test('calls the factory that a tsconfig.json names, declared in an earlier cell', async () => {
    const folder = temporaryFolder();
    const compilerOptions = { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Part' };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const named = await Kernel.start({ folder });
    expect(
      await shown(named, ["const h = (...all: unknown[]) => all; const Part = 'part';", '<><i/></>']),
    ).toEqual(['', "[ 'part', null, [ 'i', null ] ]"]);
    await named.shutdown();
  });

  test('imports the functions that a tsconfig.json asks for, also where it leaves JSX to others', async () => {
    const folder = temporaryFolder();
    const compilerOptions = { jsx: 'preserve', jsxImportSource: 'tiny' };
    writeFiles(folder, {
      'tsconfig.json': JSON.stringify({ compilerOptions }),
      'node_modules/tiny/package.json': '{ "name": "tiny", "exports": { "./jsx-runtime": "./runtime.js" } }',
      'node_modules/tiny/runtime.js': 'exports.jsx = exports.jsxs = (type, props) => ({ type, props });',
    });
    const automatic = await Kernel.start({ folder });
    expect(await shown(automatic, ['<i a={1}>x</i>'])).toEqual([
      "{ type: 'i', props: { a: 1, children: 'x' } }",
    ]);
    await automatic.shutdown();
  });
});

describe('the compiler', () => {
  check({
    'is strict about null and undefined': [
      ['const s: string = null;', /TS2322/],
      ['const maybe = [1].find((n) => n > 1); maybe.toFixed()', /TS18048/],
    ],
    'lets an any be that nobody wrote': [
      ['function twice(n) { return 2 * n; } [1, 2].map((n) => twice(n))', '[ 2, 4 ]'],
    ],
    'knows decorators, using, and import attributes': [
      [
        'function logged(f: Function, c: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return f.apply(this, a) + 1; }; } class A { @logged m() { return 1; } } new A().m()',
        '2',
      ],
      [
        "const order: string[] = []; { using one = { [Symbol.dispose]() { order.push('disposed'); } }; order.push('used'); } order",
        "[ 'used', 'disposed' ]",
      ],
      ['using whole = { n: 1, [Symbol.dispose]() { order.push("cell"); } }; whole.n', '1'],
      ['order.at(-1)', "'cell'"],
    ],
    'knows what this Node has': [
      ['[3, 1].toSorted()', '[ 1, 3 ]'],
      ['[1, 2].findLast((n) => n > 1)', '2'],
      ['"a".isWellFormed()', 'true'],
    ],
    'leaves types alone where the cell says so': [['// @ts-nocheck\nconst n: number = "text"; n', "'text'"]],
    'reads past a first line for a shell': [['#!/usr/bin/env node\n1 + 1', '2']],
    'names syntax errors alone': [['const a: number = "x"; const = 3;', /TS1134/]],
    'asks whether an await was forgotten': [
      ['const load = async () => ({ rows: [1] }); load().rows', /TS2339/],
    ],
    'says one thing of a cell that is nested too deep, and goes on': [
      ['nope', /TS2304/],
      [`${'('.repeat(20_000)}1${')'.repeat(20_000)}`, /nested too deep/],
      ['1', '1'],
      ['let deep = 2; deep', '2'],
    ],
    'tells what to write in place of a magic': [
      ['%timeit x', /'%timeit' is an IPython magic.*console.time/],
      ['!ls -la', /execSync\('ls -la'/],
      ['%%html\n<b>x</b>', /display.html/],
    ],
    'refuses to assign a constant of an earlier cell': [
      ['const fixed = 1;'],
      ['fixed = 2;', /TS2588: Cannot assign to 'fixed' because it is a constant/],
      ['fixed', '1'],
    ],
  });

  test('hints at a forgotten await, and at cells that have not run', async () => {
    const { error } = await kernel().execute('const get = async () => ({ rows: [1] }); get().rows.length');
    expect(error!.traceback).toContain("Did you forget to use 'await'?");
    for (const cell of ['notThere', 'let table: notThere.Table']) {
      expect((await kernel().execute(cell)).error!.traceback).toContain('run that cell first');
    }
  });
});

test('a tsconfig.json beside the notebook says how strict the check is', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": false } }');
  const lax = await Kernel.start({ folder });
  expect(await shown(lax, ['const s: string = null; s'])).toEqual(['null']);
  await lax.shutdown();
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "noImplicitAny": true } } // comments are fine',
  );
  const strict = await Kernel.start({ folder });
  expect((await shown(strict, ['function f(x) { return x; }', 'const unused = 1;'])).join()).toMatch(
    /TS7006.*,$/,
  );
  await strict.shutdown();
});

describe('nothing is shown behind a semicolon', () => {
  check({
    'of any expression': [
      ['1 + 1', '2'],
      ['1 + 1;'],
      ['1 + 1 // why', '2'],
      ['1 + 1; // why'],
      ['({ a: 1 })', '{ a: 1 }'],
      ['"use strict"', "'use strict'"],
    ],
  });
});
