// No file of src or scripts imports itself by way of others, inside a folder either. The order of the folders is the linter's part.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const ENDINGS = ['', '.ts', '.mts', '.mjs', '.js', '/index.ts', '/index.mjs'];

/** The files with code in a folder, also in folders inside it. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(root, folder, name));

/** The file that an import means; null for a package. Type imports count: a circle of types is one for its readers. */
function fileOf(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = resolve(dirname(from), specifier);
  const candidates = [...ENDINGS.map((ending) => base + ending), base.replace(/\.js$/, '.ts')];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile()) ?? null;
}

const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileOf(file, fileName))
    .filter((path) => path !== null);

type Imports = ReadonlyMap<string, readonly string[]>;

/** One cycle through each group of files that import each other, as paths that end where they begin. */
function cyclesIn(imports: Imports): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

describe('a search for cycles', () => {
  test('finds one through several files, and a file that imports itself', () => {
    const imports = new Map([
      ['a', ['b', 'x']],
      ['b', ['c']],
      ['c', ['b']],
      ['x', ['x']],
      ['y', ['a']],
    ]);
    expect(cyclesIn(imports)).toEqual([
      ['b', 'c', 'b'],
      ['x', 'x'],
    ]);
  });

  test('finds none where two ways lead to one file', () => {
    expect(
      cyclesIn(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['d']],
          ['c', ['d']],
        ]),
      ),
    ).toEqual([]);
  });
});

test.each(['src', 'scripts'])('%s has no import cycle', (folder) => {
  const files = filesIn(folder);
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  expect(files.length).toBeGreaterThan(20);
  expect([...imports.values()].flat().length).toBeGreaterThan(files.length / 2);
  const cycles = cyclesIn(imports).map((cycle) => cycle.map((file) => relative(root, file)).join(' → '));
  expect(cycles).toEqual([]);
});
