// Imports lead where Node and TypeScript find them, and give what is on disk now.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shown, writeFiles } from './support/cells';
import { paths, temporaryFolder } from './support/environment';
import { Kernel, sleep } from './support/kernel';

let kernel: Kernel;
const parent = temporaryFolder();
const folder = join(parent, 'notebooks');
beforeAll(async () => {
  mkdirSync(folder);
  kernel = await Kernel.start({ folder });
});
afterAll(() => kernel.shutdown());

const one = async (cell: string) => (await shown(kernel, [cell]))[0];

describe('a file is found', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['as .ts under its .js name', { 'n.ts': 'export const c2 = 3;' }, "import { c2 } from './n.js'; c2", '3'],
    ['with its ending', { 'plain.ts': 'export const d = 4;' }, "import { d } from './plain.ts'; d", '4'],
    [
      'in a folder with an index',
      { 'lib/index.ts': 'export const a = 1;' },
      "import { a } from './lib'; a",
      '1',
    ],
    [
      'with dots in its name',
      { 'utils.v2.ts': 'export const b = 2;' },
      "import { b } from './utils.v2'; b",
      '2',
    ],
    [
      'as .mts under its .mjs name',
      { 'data.mts': 'export const c = 3;' },
      "import { c } from './data.mjs'; c",
      '3',
    ],
    ['as .tsx', { 'comp.tsx': 'export const t = <T,>(x: T) => x;' }, "import { t } from './comp'; t(5)", '5'],
    [
      'above the notebook',
      { '../shared/util.ts': 'export const up = 6;' },
      "import { up } from '../shared/util'; up",
      '6',
    ],
    [
      'as JavaScript without types, whatever they would be',
      { 'old.js': 'exports.n = 7; exports.n.x.y;'.replace(' exports.n.x.y;', '') },
      "import { n } from './old'; n",
      '7',
    ],
    [
      'as a module of JavaScript',
      { 'esm.mjs': 'export let n = 8; export const grow = () => ++n; export default class {}' },
      "import Def, { n as n8, grow } from './esm.mjs'; grow(); [n8, typeof Def]",
      "[ 9, 'function' ]",
    ],
    [
      'as JSON',
      { 'd.json': '{ "n": 9 }' },
      "import json, { n as n9 } from './d.json' with { type: 'json' }; [json.n, n9]",
      '[ 9, 9 ]',
    ],
    [
      'with types that it does not export',
      { 'hidden.ts': 'interface Hidden { a: number }\nexport function mk(): Hidden { return { a: 10 }; }' },
      "import { mk } from './hidden'; const h = mk(); h.a",
      '10',
    ],
    [
      'that awaits',
      { 'slow.ts': 'export const late = await new Promise<number>((d) => setTimeout(d, 5, 11));' },
      "import { late } from './slow'; late",
      '11',
    ],
    [
      'that imports others in a circle',
      {
        'even.ts':
          "import { odd } from './odd';\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);",
        'odd.ts':
          "import { even } from './even';\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);",
      },
      "import { even } from './even'; even(10)",
      'true',
    ],
    [
      'that exports what others do',
      {
        'all.ts':
          "export * from './lib'; export * as lib from './lib'; export { b as renamed } from './utils.v2'; export { default } from './esm.mjs';",
      },
      "import D2, * as all from './all'; [Object.keys(all).sort().join(), all.lib.a, all.renamed]",
      "[ 'a,default,lib,renamed', 1, 2 ]",
    ],
    [
      'of types alone, of which nothing is loaded',
      { 'types.d.ts': 'export interface Only { n: number }' },
      "import { Only } from './types'; const o: Only = { n: 12 }; o.n",
      '12',
    ],
    ['by import()', { 'dynamic.ts': 'export const n = 13;' }, "(await import('./dynamic')).n", '13'],
    ['by require', { 'required.ts': 'export const n = 14;' }, "require('./required').n", '14'],
  ])('%s', async (_, files, cell, expected) => {
    writeFiles(folder, files);
    expect(await one(cell)).toBe(expected);
  });
});

describe('a package is found', () => {
  test.each<[string, Record<string, string>, string, string]>([
    [
      'by its exports',
      {
        'package.json':
          '{ "name": "e1", "exports": { "./deep/part": { "types": "./x/part.d.ts", "default": "./x/part.js" } } }',
        'x/part.js': 'exports.p = 1;',
        'x/part.d.ts': 'export const p: number;',
      },
      "import { p } from 'e1/deep/part'; p",
      '1',
    ],
    [
      'where it is a module that awaits',
      {
        'package.json': '{ "name": "e2", "type": "module", "exports": { "import": "./i.js" } }',
        'i.js': 'export const p = await Promise.resolve(2);',
        'i.d.ts': 'export const p: number;',
      },
      "import { p } from 'e2'; p",
      '2',
    ],
    [
      'of old, by main',
      {
        'package.json': '{ "name": "e3", "main": "lib" }',
        'lib/index.js': 'module.exports = function three() { return 3; };',
      },
      "import three from 'e3'; three()",
      '3',
    ],
    [
      'of a workspace, in TypeScript',
      {
        'package.json': '{ "name": "e4", "main": "src/index.ts" }',
        'src/index.ts': 'export const p: number = 4;',
      },
      "import { p } from 'e4'; p",
      '4',
    ],
  ])('%s', async (_, files, cell, expected) => {
    const name = (JSON.parse(files['package.json']!) as { name: string }).name;
    writeFiles(join(parent, 'node_modules', name), files);
    expect(await one(cell)).toBe(expected);
  });

  test('by its own name, without a link in node_modules', async () => {
    const own = temporaryFolder();
    writeFiles(own, {
      'package.json':
        '{ "name": "myself", "exports": { ".": { "types": "./lib/index.d.ts", "default": "./lib/index.js" } } }',
      'lib/index.js': 'exports.me = 15;',
      'lib/index.d.ts': 'export declare const me: number;',
      'notebooks/x.txt': '',
    });
    const inside = await Kernel.start({ folder: join(own, 'notebooks') });
    expect(await shown(inside, ["import { me } from 'myself'; me"])).toEqual(['15']);
    await inside.shutdown();
  });
});

describe('what has changed on disk is new at the next import', () => {
  test('JSON, with its type', async () => {
    writeFiles(folder, { 'changing.json': '{ "n": 1 }' });
    expect(await shown(kernel, ["import c1 from './changing.json'; c1.n"])).toEqual(['1']);
    writeFiles(folder, { 'changing.json': '{ "n": 2, "m": 3 }' });
    expect(await shown(kernel, ["import c1 from './changing.json'; [c1.n, c1.m]"])).toEqual(['[ 2, 3 ]']);
  });

  test.each([
    {
      what: 'TypeScript, and what it imports in turn',
      files: {
        'deep.ts': 'export const n = 1;',
        'top.ts': "import { n } from './deep'; export const m = n * 10;",
      },
      changed: { 'deep.ts': 'export const n = 2;' },
      cells: ["import { m } from './top'; m"],
    },
    {
      what: 'JavaScript, and what it requires in turn',
      files: { 'inner.js': 'exports.n = 1;', 'outer.js': "exports.m = require('./inner').n * 10;" },
      changed: { 'inner.js': 'exports.n = 2;' },
      cells: ["import { m as m2 } from './outer'; m2", "require('./outer').m"],
    },
  ])('$what', async ({ files, changed, cells }) => {
    writeFiles(folder, files);
    expect(await shown(kernel, cells)).toEqual(cells.map(() => '10'));
    await sleep(20);
    writeFiles(folder, changed);
    expect(await shown(kernel, cells)).toEqual(cells.map(() => '20'));
  });

  test('a package that was not there, and one that was updated', async () => {
    expect(await one("import { x } from 'fresh'")).toMatch(/TS2307/);
    const manifest = '{"name":"fresh","main":"index.js","types":"index.d.ts"}';
    writeFiles(join(folder, 'node_modules/fresh'), {
      'package.json': manifest,
      'index.js': 'exports.x = 1',
      'index.d.ts': 'export const x: number;',
    });
    expect(await one("import { x } from 'fresh'; x")).toBe('1');
    await sleep(20);
    writeFiles(join(folder, 'node_modules/fresh'), {
      'index.js': 'exports.x = 1; exports.z = 2',
      'index.d.ts': 'export const x: number; export const z: number;',
    });
    expect(await one("import { z } from 'fresh'; z")).toBe('2');
  });

  test('while a module that has not changed keeps its state', async () => {
    writeFiles(folder, {
      'counter.ts': 'export let count = 0; export const up = () => ++count;',
      'other.ts': 'export const o = 1;',
    });
    await one("import { up, count } from './counter'; up(); up();");
    await sleep(20);
    writeFileSync(join(folder, 'other.ts'), 'export const o = 2;');
    expect(
      await one("import { o } from './other'; import * as again from './counter'; [o, again.count, count]"),
    ).toBe('[ 2, 2, 2 ]');
  });
});

test('a name that a module does not export is an error, as in Node', async () => {
  writeFiles(join(parent, 'node_modules/untyped'), {
    'package.json': '{ "name": "untyped" }',
    'index.js': 'exports.is = undefined; exports.n = 1;',
  });
  expect(await one("import { n as u1, is } from 'untyped'; [u1, is]")).toBe('[ 1, undefined ]');
  expect(await one("import { nope } from 'untyped'; nope")).toBe(
    "SyntaxError: The requested module 'untyped' does not provide an export named 'nope'",
  );
});

test('a cell knows where it is', async () => {
  expect(await one('[__dirname, import.meta.dirname].every((at) => at === process.cwd())')).toBe('true');
  expect(await one("__filename.endsWith('.ipynb') && import.meta.url.startsWith('file://')")).toBe('true');
  expect(await one('if (require.main === module) console.log("main"); module.exports = { a: 1 }')).toBe(
    'main\n{ a: 1 }',
  );
});

test('a mistake in a file is named with its file, and one in JavaScript is none', async () => {
  writeFiles(folder, {
    'wrong.ts': 'export const w: number = "text";',
    'loose.js': 'exports.l = 1; /** @type {number} */ const l = "text";',
  });
  expect(await one("import { w } from './wrong'; w")).toMatch(/wrong\.ts:1:14 - TS2322/);
  expect(await one("import { l } from './loose'; l")).toBe('1');
});

test("a notebook in any folder finds the kernel's own package, its types and its parts", async () => {
  const elsewhere = await Kernel.start({ folder: temporaryFolder() });
  expect(
    await shown(elsewhere, [
      "import { mlp } from 'vanishing-gradients'; mlp({ inputs: 2, hidden: [3], outputs: 4 }).countParams()",
      "import { criticalPoint } from 'vanishing-gradients/theory'; typeof criticalPoint",
      "typeof require('vanishing-gradients').observe",
    ]),
  ).toEqual(['25', "'function'", "'function'"]);
  const { error } = await elsewhere.execute("import { nothing } from 'vanishing-gradients';");
  expect(error?.evalue).toMatch(/TS2305/);
  await elsewhere.shutdown();
});

test('a notebook of the project finds its packages', async () => {
  const inside = await Kernel.start({ folder: join(paths.root, 'notebooks') });
  expect(
    await shown(inside, [
      "import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'; typeof xoroshiro128plusFromState",
      "import { table, op } from 'arquero'; const root = 2; table({ a: [4, 9] }).derive({ b: (d: any) => op.sqrt(d.a) }).array('b')",
    ]),
  ).toEqual(["'function'", '[ 2, 3 ]']);
  await inside.shutdown();
});
