// Writes data/exercises/visible.json: the inputs that students see, with the values that are expected. To be run whenever an
// exercise has changed: node scripts/exercises/visible.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFromDist } from '../dist.mjs';
import { paths } from '../paths.mjs';

export const file = path.join(paths.root, 'data', 'exercises', 'visible.json');

/** @returns {string} what is to be in the file */
export function visible() {
  const { toJson, VISIBLE_SEED } = loadFromDist('exercises/sheet.js');
  const { sheetOf } = loadFromDist('judge/judge.js');
  const { exercises } = loadFromDist('judge/table.js');
  /** @type {[string, unknown][]} */
  const sheets = Object.entries(exercises).map(([name, exercise]) => [name, sheetOf(exercise, VISIBLE_SEED)]);
  return `${toJson(Object.fromEntries(sheets))}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, visible());
}
