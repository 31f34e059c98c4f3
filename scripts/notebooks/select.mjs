// The selection of notebooks by folder and name, and the order in which they run.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../options.mjs';

/**
 * The notebooks of a folder, in the order of their names, without those of folders inside it.
 * @param {string} folder
 * @returns {string[]} files
 * @throws {UsageError} when there is none
 */
export function findNotebooks(folder) {
  let names;
  try {
    names = readdirSync(folder);
  } catch {
    throw new UsageError(`there is no folder ${folder}`);
  }
  const found = names.filter((name) => name.endsWith('.ipynb') && !name.startsWith('.')).sort();
  if (found.length === 0) throw new UsageError(`there is no notebook in ${folder}`);
  return found.map((name) => path.join(folder, name));
}

/**
 * @param {string} name a notebook's
 * @param {string} asked a number, or the beginning of a name
 */
function matches(name, asked) {
  if (/^\d+$/.test(asked)) return Number(/^\d+/.exec(name)?.[0] ?? NaN) === Number(asked);
  return name.startsWith(path.basename(asked, '.ipynb'));
}

/**
 * Chooses the files that were asked for; all of them where none was.
 * @param {string[]} files
 * @param {string[]} asked
 * @throws {UsageError} when no notebook has such a name
 */
export function chooseNotebooks(files, asked) {
  const named = files.map((file) => ({ file, name: path.basename(file, '.ipynb') }));
  for (const one of asked) {
    if (named.some(({ name }) => matches(name, one))) continue;
    const choices = named.map(({ name }) => `  ${name}`).join('\n');
    throw new UsageError(`there is no notebook '${one}'; there are\n${choices}`);
  }
  if (asked.length === 0) return files;
  return named.filter(({ name }) => asked.some((one) => matches(name, one))).map(({ file }) => file);
}

/**
 * Orders notebooks so that several workers end soonest: the longest ones early, since one worker would be alone with a long last one,
 * but one of the shortest for each worker first, since the compile service is slow at first and would delay each cell of a long one.
 * The number of code cells stands for the duration, which is not known before.
 * @param {import('./notebook.mjs').Notebook[]} notebooks
 * @param {number} workers
 */
export function schedule(notebooks, workers) {
  const shortestFirst = [...notebooks].sort((a, b) => a.codeCells - b.codeCells);
  return [...shortestFirst.slice(0, workers), ...shortestFirst.slice(workers).reverse()];
}
