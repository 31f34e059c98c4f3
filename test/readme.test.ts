// README's example says what it prints. So it does.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const readme = readFileSync(`${root}README.md`, 'utf8');

/** The code blocks of a language: the example, then what goes on with it. */
const blocks = (language: string): string[] => {
  const found = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, code]) => code,
  );
  expect(found).toHaveLength(2);
  return found;
};

const run = (program: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' });

test("README's example prints what README says", () => {
  expect(run(blocks('ts')[0])).toBe(blocks('text')[0]);
});

test('README has the report of its example, whose numbers may differ in the last digits after hundreds of steps', () => {
  const words = (text: string): string => text.replace(/[\d.,]+(e[−-]\d+)?/g, '#').replace(/\s+/g, ' ');
  const [example, report] = blocks('ts');
  const printed = run(example + report).slice(blocks('text')[0].length);
  expect(words(printed)).toBe(words(blocks('text')[1]));
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
