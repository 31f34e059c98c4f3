// What the course says in numbers, it measures.
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cellsOf, courseFiles, executeCourse, executedFile, outputsOf } from './executed.js';
import { strayNumbers } from './prose.js';

/** How many claims each notebook makes: one that goes missing shows here. */
const claims: Readonly<Record<string, number>> = {
  '00-opening-example': 10,
  '01-the-problem': 24,
  '02-depth': 19,
  '03-saturating-activations': 30,
  '04-initialisation': 34,
  '05-relu-and-its-relatives': 42,
  '06-initialisation-that-keeps-the-signal': 46,
  '07-normalisation': 21,
  '08-skip-connections': 28,
};

interface Claim {
  readonly sentence: string;
  readonly holds: boolean;
}

const claimsOf = (file: string): Claim[] =>
  outputsOf(executedFile(file)).flatMap(({ data }) => {
    const claim = data?.['application/vnd.vanishing-gradients.claim+json'];
    return claim === undefined ? [] : [claim as Claim];
  });

const notebooks = courseFiles.map((file) => ({ file, name: path.basename(file, '.ipynb') }));

beforeAll(async () => {
  expect(await executeCourse()).toMatchObject({ code: 0 });
}, 600_000);

it('Every notebook is listed here with its number of claims', () => {
  expect(Object.keys(claims)).toEqual(notebooks.map(({ name }) => name));
});

it.each(notebooks)('$name makes its claims, and all of them hold', ({ file, name }) => {
  const made = claimsOf(file);
  expect(made).toHaveLength(claims[name]);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ holds }) => !holds)).toEqual([]);
});

it.each(notebooks)('Every number in the prose of $name stands in one of its claims', ({ file, name }) => {
  const sentences = claimsOf(file).map(({ sentence }) => sentence);
  const strays = strayNumbers(cellsOf(file), sentences).map(
    ({ cell, number, sentence }) => `${name}, cell ${cell}: '${number}' in “${sentence}”`,
  );
  expect(strays).toEqual([]);
});
