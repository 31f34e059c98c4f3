// The programs in examples/ print what they say they print.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const programs = readdirSync(`${root}examples`).filter((file) => file.endsWith('.mts'));

test.each(programs)('examples/%s prints what its last lines say', (file) => {
  const source = readFileSync(`${root}examples/${file}`, 'utf8');
  const [, printed] = /\n\/\/ Prints:\n((?:\/\/ {3}.*\n)+)$/.exec(source)!;
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(output).toBe(printed.replaceAll(/^\/\/ {3}/gm, ''));
});

test('examples/README.md names every program', () => {
  const readme = readFileSync(`${root}examples/README.md`, 'utf8');
  const named = [...readme.matchAll(/^\| \[(.+?\.mts)\]\(\1\)/gm)].map((match) => match[1]);
  expect(named.sort()).toEqual(programs.sort());
});
