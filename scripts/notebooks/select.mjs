import { readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../options.mjs';

/**
 * The notebooks of a folder, in the order that their names give; those of folders inside it are not the course's own.
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
 * @param {string} asked a number, or how the name begins
 */
function matches(name, asked) {
  if (/^\d+$/.test(asked)) return Number(/^\d+/.exec(name)?.[0] ?? NaN) === Number(asked);
  return name.startsWith(path.basename(asked, '.ipynb'));
}

/**
 * Those of the files that were asked for; all of them where nothing was.
 * @param {string[]} files
 * @param {string[]} asked
 * @throws {UsageError} when nothing is called so
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
 * The order in which several at a time end soonest: with the longest last, one worker would be alone with it. Before all come
 * the shortest, one for each worker: who compiles is slow at first, and a long one would wait for it with every cell. How long
 * one takes is not known before; how many cells of code it has, is.
 * @param {import('./notebook.mjs').Notebook[]} notebooks
 * @param {number} workers
 */
export function soonestDone(notebooks, workers) {
  const shortestFirst = [...notebooks].sort((a, b) => a.codeCells - b.codeCells);
  return [...shortestFirst.slice(0, workers), ...shortestFirst.slice(workers).reverse()];
}
