// The claims of the course.
import { beforeAll, expect, it } from 'vitest';
import { describeNotebook } from '../../scripts/notebooks/notebook.mjs';
import { cellsOf, claimsOf, courseFiles, executeCourse, executedFile, nameOf, WAIT } from './executed.js';
import { strayNumbers } from './prose.js';

/** The number of claims of each notebook, so that a lost one is noticed. */
const claims: Readonly<Record<string, number>> = {
  '00-opening-example': 10,
  '01-the-problem': 25,
  '02-depth': 19,
  '03-saturating-activations': 30,
  '04-initialisation': 33,
  '05-relu-and-its-relatives': 42,
  '06-initialisation-that-keeps-the-signal': 47,
  '07-normalisation': 21,
  '08-skip-connections': 30,
  '09-all-fixes-one-chart': 27,
  '10-through-time': 37,
  '11-a-thousand-layers': 28,
  '12-diagnosis': 28,
};

const notebooks = courseFiles.map((file) => ({ file, name: nameOf(file) }));

beforeAll(async () => {
  expect(await executeCourse()).toMatchObject({ code: 0 });
}, WAIT);

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

it.each(notebooks)('$name says what it finds, without a number that it does not claim', ({ file }) => {
  const { finding } = describeNotebook(file);
  expect(finding).toMatch(/\.$/);
  const sentences = claimsOf(file).map(({ sentence }) => sentence);
  expect(strayNumbers([{ cell_type: 'markdown', source: finding! }], sentences)).toEqual([]);
});

it.each(notebooks)('$name names the cell of its main chart', ({ file }) => {
  const { picture } = describeNotebook(file);
  const outputs = cellsOf(executedFile(file)).find(({ id }) => id === picture)?.outputs ?? [];
  expect(outputs.some(({ data }) => data && 'application/vnd.plotly.v1+json' in data)).toBe(true);
});
