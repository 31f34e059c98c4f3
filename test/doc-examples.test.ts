// Every @example of the library's documentation is a program that compiles and runs, and gives the value behind it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { examplesIn, programOf, type Source } from './doc-examples/extract';

const root = new URL('..', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const folder = path.join(root, 'build', 'test', 'doc-examples');
// The kernel and the judge are programs, not a library.
const examples = examplesIn(path.join(root, 'src')).filter(({ file }) => !/^(?:kernel|judge)\//.test(file));
const fileOf = (i: number, ext: string): string => path.join(folder, `example-${i}${ext}`);

/** The exports of the module that an example stands in come first, then the public names, then the context. */
function sourcesOf(file: string): Source[] {
  const own = `../../../dist/${file.replace(/\.ts$/, '.js')}`;
  const context = '../../../test/doc-examples/context.mjs';
  const sources = [own, 'vanishing-gradients'].map((from) => {
    const loaded = require(from.startsWith('.') ? path.join(folder, from) : from) as object;
    return { from, names: Object.keys(loaded) };
  });
  const declarations = ['index.d.ts', 'library.d.ts']
    .map((name) => readFileSync(path.join(root, 'dist', name), 'utf8'))
    .join('\n');
  const types = [...declarations.matchAll(/\btype (\w+)/g)].map(([, name]) => `type ${name}`);
  return [
    ...sources,
    { from: 'vanishing-gradients', names: types },
    { from: context, names: ['spec', 'model', 'x', 'y', 'data', 'seen'] },
  ];
}

let complaints: Map<string, string[]>;
let failures: (string | null)[];

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  examples.forEach((example, i) => {
    const program = programOf(example, sourcesOf(example.file));
    writeFileSync(fileOf(i, '.mts'), program);
    writeFileSync(fileOf(i, '.mjs'), transformSync(program, { loader: 'ts', format: 'esm' }).code);
  });
  complaints = complaintsOf(examples.map((_, i) => fileOf(i, '.mts')));
  failures = run(examples.map((_, i) => fileOf(i, '.mjs')));
}, 180_000);

/** The errors of TypeScript by file. */
function complaintsOf(files: string[]): Map<string, string[]> {
  const { config } = ts.readConfigFile(path.join(root, 'test', 'tsconfig.json'), (file) =>
    readFileSync(file, 'utf8'),
  ) as {
    config: { compilerOptions: object };
  };
  const base = { strict: true, noEmit: true, skipLibCheck: true, allowJs: true, ...config.compilerOptions };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...base, target: 'ES2022', types: ['node'] },
    path.join(root, 'test'),
  );
  const program = ts.createProgram(files, options);
  const byFile = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = file?.fileName ?? '';
    byFile.set(name, [...(byFile.get(name) ?? []), ts.flattenDiagnosticMessageText(messageText, ' ')]);
  }
  return byFile;
}

/** Runs the programs in one process, one after the other; gives the error of each, or null. */
function run(files: string[]): (string | null)[] {
  const runner = `
    const failures = [];
    for (const file of ${JSON.stringify(files)}) {
      failures.push(await import(file).then(() => null, (error) => String(error?.stack ?? error)));
    }
    require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, 'failures.json'))}, JSON.stringify(failures));
    process.exit();`;
  execFileSync(process.execPath, ['-e', `(async () => {${runner}})()`], { cwd: folder, stdio: 'ignore' });
  return JSON.parse(readFileSync(path.join(folder, 'failures.json'), 'utf8')) as (string | null)[];
}

describe('an example in the documentation', () => {
  it.each(examples.map(({ name }, i) => [name, i] as const))('of %s compiles and runs', (_, i) => {
    expect(complaints.get(fileOf(i, '.mts')) ?? []).toEqual([]);
    expect(failures[i]).toBeNull();
  });

  it('stands with most that is documented', () => {
    expect(examples.length).toBeGreaterThan(50);
  });
});
