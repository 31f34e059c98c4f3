#!/usr/bin/env node
// npm run course-data -- NAME: makes a table in data/course, the result of a training too long for a notebook.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { paths } from './paths.mjs';
import { duration } from './progress.mjs';
import { setUp } from './setup.mjs';

const NAMES = [
  'adding-problem',
  'deep-starts',
  'degradation',
  'fixes',
  'order-and-chaos',
  'saturation',
  'thousand-layers',
];

const names = process.argv.slice(2);
const unknown = names.find((name) => !NAMES.includes(name));
if (names.length === 0 || unknown !== undefined) {
  const problem = unknown === undefined ? 'name the tables to make' : `there is no table '${unknown}'`;
  console.error(`npm run course-data: ${problem}; they are ${NAMES.join(', ')}`);
  process.exit(1);
}

await setUp();
const folder = path.join(paths.root, 'data', 'course');
mkdirSync(folder, { recursive: true });
for (const name of names) {
  const began = performance.now();
  /** @type {{ make(onProgress: (text: string) => void): Promise<Record<string, import('arquero').ColumnTable>> }} */
  const { make } = await import(`./course-data/${name}.mjs`);
  const tables = await make((text) => console.log(`${name}: ${text}`));
  for (const [file, table] of Object.entries(tables))
    writeFileSync(path.join(folder, `${file}.csv`), `${table.toCSV().trimEnd()}\n`);
  console.log(`${name}: ${Object.keys(tables).join(', ')}, ${duration(performance.now() - began)}`);
}
