// The selection of notebooks by folder and name, and the order in which they run.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../options.mjs';
import { compareNames, isNumbered, numberOf } from './numbers.mjs';

/**
 * The notebooks of a folder, in the order of their numbers, without those of folders inside it.
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
  const found = names.filter((name) => name.endsWith('.ipynb') && !name.startsWith('.')).sort(compareNames);
  if (found.length === 0) throw new UsageError(`there is no notebook in ${folder}`);
  return found.map((name) => path.join(folder, name));
}

/**
 * The names that were asked for with a number or the beginning of a name. Where one has just this number (0), others that differ in
 * leading zeros (00) are not meant.
 * @param {string[]} names
 * @param {string} asked
 */
function matching(names, asked) {
  if (!/^\d+[a-z]?$/i.test(asked)) {
    const beginning = path.basename(asked, '.ipynb');
    return names.filter((name) => name.startsWith(beginning));
  }
  const exact = names.filter((name) => numberOf(name) === asked);
  return exact.length > 0 ? exact : names.filter((name) => isNumbered(asked, name));
}

/**
 * Chooses the files that were asked for; all of them where none was.
 * @param {string[]} files
 * @param {string[]} asked
 * @throws {UsageError} when no notebook has such a name
 */
export function chooseNotebooks(files, asked) {
  const names = files.map((file) => path.basename(file, '.ipynb'));
  const chosen = new Set(
    asked.flatMap((one) => {
      const found = matching(names, one);
      if (found.length > 0) return found;
      const choices = names.map((name) => `  ${name}`).join('\n');
      throw new UsageError(`there is no notebook '${one}'; there are\n${choices}`);
    }),
  );
  return asked.length === 0 ? files : files.filter((_, i) => chosen.has(names[i]));
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
