// README's example says what it prints. So it does.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const readme = readFileSync(`${root}README.md`, 'utf8');

/** The one code block of a language. */
const block = (language: string): string => {
  const found = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))];
  expect(found).toHaveLength(1);
  return found[0][1];
};

test("README's example prints what README says", () => {
  const run = execFileSync(process.execPath, ['--input-type=module', '-e', block('ts')], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(run).toBe(block('text'));
});

test('README names every notebook', () => {
  const rows = [...readme.matchAll(/\(notebooks\/(.+?\.ipynb)\)/g)].map((match) => match[1]);
  const files = execFileSync('git', ['ls-files', 'notebooks/*.ipynb'], { cwd: root, encoding: 'utf8' });
  const tracked = files
    .trim()
    .split('\n')
    .map((file) => file.replace('notebooks/', ''));
  expect(rows).toEqual(tracked.filter((file) => !file.includes('/')));
});

const measured = existsSync(`${root}bench/results.md`);
test.skipIf(!measured)("README's ratios are those of bench/results.md, of the same day", () => {
  const results = readFileSync(`${root}bench/results.md`, 'utf8');
  const [, table] = /## Times as long as this library.*\n\n((?:\|.*\n)+)/.exec(results)!;
  const [, date] = /on (\d{4}-\d\d-\d\d)/.exec(results)!;
  expect(readme).toContain(table);
  expect(readme).toContain(date);
});
