// The claims of the course.
import { beforeAll, describe, expect, it } from 'vitest';
import { describeNotebook } from '../../scripts/notebooks/notebook.mjs';
import { awkwardClaims, claimsThatCannotFail } from './claim-sources.js';
import {
  cellsOf,
  checksOf,
  claimsOf,
  courseFiles,
  executeCourse,
  executedFile,
  experimentsOf,
  nameOf,
  questionsOf,
  shownClaimsOf,
  sourceOf,
  WAIT,
} from './executed.js';
import { strayNumbers } from './prose.js';

/** How many claims a page shows, checks it folds and questions it asks, so that a lost one is noticed. */
const counts: Readonly<Record<string, { claims: number; checks: number; questions: number }>> = {
  '0-before-you-start': { claims: 3, checks: 1, questions: 6 },
  '00-opening-example': { claims: 4, checks: 9, questions: 4 },
  '01-the-problem': { claims: 5, checks: 20, questions: 6 },
  '02-depth': { claims: 5, checks: 10, questions: 5 },
  '03-saturating-activations': { claims: 4, checks: 21, questions: 5 },
  '04-initialisation': { claims: 5, checks: 17, questions: 5 },
  '04b-order-and-chaos': { claims: 4, checks: 30, questions: 5 },
  '05-relu-and-its-relatives': { claims: 5, checks: 16, questions: 4 },
  '05b-dead-units': { claims: 5, checks: 10, questions: 5 },
  '06-initialisation-that-keeps-the-signal': { claims: 5, checks: 35, questions: 5 },
  '07-normalisation': { claims: 4, checks: 23, questions: 5 },
  '08-skip-connections': { claims: 5, checks: 27, questions: 5 },
  '09-all-fixes-one-chart': { claims: 4, checks: 20, questions: 4 },
  '10-through-time': { claims: 5, checks: 35, questions: 5 },
  '11-a-thousand-layers': { claims: 5, checks: 14, questions: 4 },
  '12-diagnosis': { claims: 5, checks: 23, questions: 6 },
  '13-trainability': { claims: 5, checks: 17, questions: 4 },
};

const notebooks = courseFiles.map((file) => ({ file, name: nameOf(file) }));

beforeAll(async () => {
  expect(await executeCourse()).toMatchObject({ code: 0 });
}, WAIT);

const codeOf = (file: string): string[] =>
  cellsOf(file)
    .filter(({ cell_type }) => cell_type === 'code')
    .map(sourceOf);

it('Every notebook is listed here with its counts', () => {
  expect(Object.keys(counts)).toEqual(notebooks.map(({ name }) => name));
});

it.each(notebooks)('$name makes claims, and all of them hold', ({ file }) => {
  const made = claimsOf(file);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ holds }) => !holds)).toEqual([]);
});

describe('Every page', () => {
  it.each(notebooks)('$name shows three to five claims, and folds the others', ({ file, name }) => {
    expect(shownClaimsOf(file).length).toBeGreaterThanOrEqual(3);
    expect(shownClaimsOf(file).length).toBeLessThanOrEqual(5);
    expect({
      claims: shownClaimsOf(file).length,
      checks: checksOf(file).length,
      questions: questionsOf(file).length,
    }).toEqual(counts[name]);
  });

  it.each(notebooks)('$name asks four to six questions', ({ file }) => {
    expect(questionsOf(file).length).toBeGreaterThanOrEqual(4);
    expect(questionsOf(file).length).toBeLessThanOrEqual(6);
  });

  it.each(notebooks)(
    '$name hides the code of its questions, where the answers are, and of no chart',
    ({ file }) => {
      const codeCells = cellsOf(file).filter(({ cell_type }) => cell_type === 'code');
      const hidden = codeCells.filter(({ metadata }) => metadata.jupyter?.source_hidden === true);
      const asking = codeCells.filter((cell) => /^question\(/m.test(sourceOf(cell)));
      expect(hidden.map(({ id }) => id)).toEqual(asking.map(({ id }) => id));
      expect(hidden.filter((cell) => /^show\(/m.test(sourceOf(cell)))).toEqual([]);
    },
  );

  it.each(notebooks)('$name has experiments to try', ({ file }) => {
    expect(experimentsOf(cellsOf(file)).length).toBeGreaterThan(0);
  });

  it.each(notebooks)('$name claims nothing that cannot fail', ({ file }) => {
    expect(codeOf(file).flatMap(claimsThatCannotFail)).toEqual([]);
  });

  it.each(notebooks)('$name has no number in a claim for its own sake', ({ file }) => {
    expect(codeOf(file).flatMap(awkwardClaims)).toEqual([]);
  });
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
