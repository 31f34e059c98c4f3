// TensorFlow's settings, which four places make, are those of one file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kernelspecFile, writeKernelspec } from '../scripts/kernelspec.mjs';
import settings from '../src/tensorflow-environment.json';

const values = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
const root = join(import.meta.dirname, '..');

/** The settings in a process of its own that has run some code. */
function settingsAfter(code: string, extra: Record<string, string> = {}): unknown {
  const env = { ...process.env, ...extra };
  for (const name of Object.keys(values)) if (!(name in extra)) Reflect.deleteProperty(env, name);
  const names = JSON.stringify(Object.keys(values));
  const print = `console.log(JSON.stringify(Object.fromEntries(${names}.map((name) => [name, process.env[name]]))))`;
  return JSON.parse(
    execFileSync(process.execPath, ['-e', `${code}; ${print}`], { cwd: root, env, encoding: 'utf8' }),
  );
}

test('every setting says why it is made', () => {
  for (const { why } of Object.values(settings)) expect(why).toMatch(/^.{20,}\.$/);
});

test('the kernelspec has all of them', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'kernelspec-test-'));
  writeKernelspec(prefix);
  const { env } = JSON.parse(readFileSync(kernelspecFile(prefix), 'utf8')) as { env: unknown };
  rmSync(prefix, { recursive: true });
  expect(env).toEqual(values);
});

test.each([
  ['the library', 'require("./dist/backend/environment.js")'],
  ['the kernel, before any cell', 'require("./dist/kernel/run/tensorflow.js").prepareTensorFlow()'],
])('%s makes all of them', (_, code) => {
  expect(settingsAfter(code)).toEqual(values);
});

test('a setting of the user wins', () => {
  const own = { TF_NUM_INTRAOP_THREADS: '3' };
  expect(settingsAfter('require("./dist/backend/environment.js")', own)).toEqual({ ...values, ...own });
});
