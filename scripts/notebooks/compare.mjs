#!/usr/bin/env node
// node scripts/notebooks/compare.mjs BEFORE AFTER: do two folders of executed notebooks hold the same numbers?
// For a change that is to leave every result as it was: run `npm run notebooks`, keep build/executed, change, run, compare.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const COMPARED = [
  'application/vnd.vanishing-gradients.claim+json',
  'application/vnd.vanishing-gradients.checks+json',
  'application/vnd.plotly.v1+json',
  'text/plain',
];

/** @param {string} file @returns {string[][]} the outputs of each code cell, as text; HTML holds ids and is left out */
function outputsOf(file) {
  /** @type {{ cells: { cell_type: string, outputs?: { data?: Record<string, unknown>, text?: unknown }[] }[] }} */
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  return notebook.cells
    .filter((cell) => cell.cell_type === 'code')
    .map((cell) =>
      (cell.outputs ?? []).map(({ data, text }) =>
        JSON.stringify(data ? COMPARED.map((type) => data[type]) : text),
      ),
    );
}

const [before, after] = process.argv.slice(2);
if (before === undefined || after === undefined || !existsSync(before) || !existsSync(after)) {
  console.error('usage: node scripts/notebooks/compare.mjs BEFORE AFTER, two folders of executed notebooks');
  process.exit(2);
}
let outputs = 0;
let different = 0;
const names = readdirSync(before).filter((name) => name.endsWith('.ipynb'));
for (const name of names) {
  const other = path.join(after, name);
  if (!existsSync(other)) {
    console.log(`${name}: only in ${before}`);
    different++;
    continue;
  }
  const [old, fresh] = [outputsOf(path.join(before, name)), outputsOf(other)];
  for (let cell = 0; cell < Math.max(old.length, fresh.length); cell++) {
    const [a, b] = [old[cell] ?? [], fresh[cell] ?? []];
    outputs += a.length;
    const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).filter((i) => a[i] !== b[i]);
    for (const i of at) {
      const from = [...(a[i] ?? '')].findIndex((character, k) => character !== (b[i] ?? '')[k]);
      const near = (/** @type {string | undefined} */ text) =>
        text === undefined ? 'nothing' : text.slice(Math.max(0, from - 40), from + 40);
      console.log(
        `${name}, code cell ${cell + 1}, output ${i + 1}:\n  before: ${near(a[i])}\n  after:  ${near(b[i])}`,
      );
    }
    different += at.length;
  }
}
console.log(`${names.length} notebooks, ${outputs} outputs, ${different} different`);
process.exitCode = different > 0 || names.length === 0 ? 1 : 0;
