// Each number that the course must get right is measured in one notebook, and comes out there.
import { beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../scripts/notebooks/numbers.mjs';
import { claimsOf, courseFiles, executeCourse, nameOf, WAIT } from './executed.js';
import { quantities } from './quantities.js';

/** The claims of each notebook, by its number. */
const course = new Map<string, ReturnType<typeof claimsOf>>();

beforeAll(async () => {
  expect(await executeCourse()).toMatchObject({ code: 0 });
  for (const file of courseFiles) course.set(numberOf(nameOf(file)), claimsOf(file));
}, WAIT);

/** The notebooks that make a claim which reads so, and whether it held in each. */
const madeIn = (pattern: RegExp): [string, boolean][] =>
  [...course].flatMap(([notebook, claims]) =>
    claims
      .filter(({ sentence }) => pattern.test(sentence))
      .map(({ holds }): [string, boolean] => [notebook, holds]),
  );

it.each(quantities)('$notebook: $quantity', ({ notebook, claims, again = {} }) => {
  for (const claim of claims) expect(madeIn(claim), String(claim)).toEqual([[notebook, true]]);
  for (const [other, repeated] of Object.entries(again)) {
    for (const claim of repeated) expect(madeIn(claim), String(claim)).toEqual([[other, true]]);
  }
});

it('Each has one home', () => {
  const all = quantities.map(({ quantity, setting }) => `${quantity}, ${setting}`);
  expect(new Set(all).size).toBe(all.length);
  const patterns = quantities.flatMap(({ claims, again = {} }) => [
    ...claims,
    ...Object.values(again).flat(),
  ]);
  expect(new Set(patterns.map(String)).size).toBe(patterns.length);
});
