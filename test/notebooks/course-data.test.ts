// The stored tables of long trainings: each is named in data/README.md and read by a notebook.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fromCSV } from 'arquero';
import { expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { courseFiles } from './executed.js';
import { read, runProgram } from './support.js';

const folder = path.join(paths.root, 'data', 'course');
const files = readdirSync(folder);
const notebooks = courseFiles.map((file) => read(file)).join('\n');
const readme = read(paths.root, 'data', 'README.md');

it.each(files)('%s is in the list of data/README.md, and a notebook reads it', (file) => {
  expect(readme).toContain(`| \`${file}\` |`);
  expect(notebooks).toContain(`loadCSV('../data/course/${file}')`);
});

it.each(files)('%s has a number, or a name, in every field', (file) => {
  const table = fromCSV(read(folder, file));
  expect(table.numRows()).toBeGreaterThan(100);
  for (const row of table.objects() as Record<string, unknown>[])
    for (const value of Object.values(row))
      expect(typeof value === 'string' ? value !== '' : Number.isFinite(value)).toBe(true);
});

it('No notebook reads a table that is not there', () => {
  const named = [...notebooks.matchAll(/data\/course\/([\w-]+\.csv)/g)].map(([, file]) => file);
  expect(named.filter((file) => !files.includes(file))).toEqual([]);
});

it('npm run course-data says which tables there are', async () => {
  const script = path.join(paths.root, 'scripts', 'course-data.mjs');
  const { code, output } = await runProgram(process.execPath, [script, 'fixs'], paths.root);
  expect(code).toBe(1);
  expect(output).toContain(
    "there is no table 'fixs'; they are adding-problem, deep-starts, degradation, fixes, order-and-chaos, saturation, thousand-layers",
  );
});
