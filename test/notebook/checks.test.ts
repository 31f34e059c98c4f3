import { describe, expect, test } from 'vitest';
import { checks, ClaimError } from '../../src/notebook';
import { printedBy, sentBy } from './kernel';

const SMALL = ['A & B is small', 0.12, { expected: 0.118, tolerance: '10%' }] as const;
const LARGE = ['C is large', 3, { atLeast: 2 }] as const;
const WRONG = ['D is large', 1, { atLeast: 2 }] as const;

/** The error of `act`; undefined where it throws none. */
function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('checks that hold', () => {
  test('are listed on a terminal under their number', async () => {
    expect(await printedBy(() => checks(SMALL, LARGE))).toBe(
      'Checked as well (2)\n  ✓ A & B is small (expected 0.118 ± 10 %, measured 0.12)\n  ✓ C is large (expected at least 2, measured 3)\n',
    );
  });

  test('are folded in a notebook, with their numbers for programs', async () => {
    const sent = await sentBy(() => checks(SMALL, LARGE));
    expect(sent).toHaveLength(1);
    const { data } = sent[0]!;
    expect(data['text/html']).toMatch(
      /^<details class="vg-checks" data-holds="true">\s*<summary>Checked as well \(2\)<\/summary>/,
    );
    expect(data['text/html']).toContain('<strong>✓</strong> A &#38; B is small');
    expect(data['application/vnd.vanishing-gradients.checks+json']).toMatchObject([
      { sentence: 'A & B is small', measured: 0.12, words: '0.118 ± 10 %', holds: true },
      { sentence: 'C is large', measured: 3, low: 2, high: Infinity, holds: true },
    ]);
  });
});

describe('checks of which one does not hold', () => {
  test('are all shown, open, before the error that names the one', async () => {
    let error: unknown;
    const sent = await sentBy(() => {
      error = thrownBy(() => checks(LARGE, WRONG, SMALL));
    });
    expect(error).toBeInstanceOf(ClaimError);
    expect((error as Error).message).toBe(
      'this claim does not hold: D is large (expected at least 2, measured 1)',
    );
    const html = sent[0]!.data['text/html'] as string;
    expect(html).toMatch(/^<details class="vg-checks" data-holds="false" open>/);
    expect(html).toContain('Checked as well (3): 1 does not hold');
    expect(html.match(/class="vg-claim" data-holds="true"/g)).toHaveLength(2);
    expect(html.match(/class="vg-claim" data-holds="false"/g)).toHaveLength(1);
  });

  test('name each that does not in one error', async () => {
    await sentBy(() => {
      expect(() => checks(WRONG, ['E is small', NaN, { atMost: 1 }])).toThrow(/D is large .*; .*E is small/);
    });
  });
});

test.each<[unknown[], string]>([
  [[], 'checks: list must be at least one [sentence, measured, expectation]'],
  [['D', 1, { atLeast: 2 }], "checks: check 1 must be [sentence, measured, expectation]; got 'D'"],
  [[['D', 1]], 'checks: check 1 must be [sentence, measured, expectation]'],
  [[SMALL, ['D', undefined, { atLeast: 2 }]], 'checks, check 2: measured must be a number; got undefined'],
  [[['', 1, { atLeast: 2 }]], "checks, check 1: sentence must be a sentence; got ''"],
  [[['D', 1, { least: 2 }]], "did you mean 'atLeast'?"],
  [[['D', 1, { expected: 1, tolerance: -1 }]], 'checks, check 1: tolerance must be'],
])('bad input gets a named error, and nothing is shown: %o', async (args, message) => {
  const sent = await sentBy(() => {
    expect(() => (checks as (...a: unknown[]) => void)(...args)).toThrow(message);
  });
  expect(sent).toEqual([]);
});
