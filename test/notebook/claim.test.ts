import { describe, expect, test } from 'vitest';
import { claim, ClaimError, type Expectation } from '../../src/notebook';
import { printedBy, sentBy } from './kernel';

const quietly = async (measured: number, expectation: Expectation): Promise<string> =>
  printedBy(() => claim('The norm is small', measured, expectation));

describe('a claim that holds', () => {
  test('shows the sentence, what was expected and what was measured', async () => {
    expect(await quietly(0.12, { expected: 0.118, tolerance: '10%' })).toBe(
      '✓ The norm is small (expected 0.118 ± 10 %, measured 0.12)\n',
    );
    expect(await quietly(0.12, { expected: 0.118, tolerance: 0.005 })).toContain(
      'expected 0.118 ± 0.005, measured 0.12',
    );
    expect(await quietly(3, { atLeast: 2 })).toContain('expected at least 2, measured 3');
    expect(await quietly(3, { atLeast: 2, atMost: 4 })).toContain(
      'expected at least 2 and at most 4, measured 3',
    );
  });

  test('holds on its very edge', async () => {
    await quietly(1.5, { expected: 1, tolerance: 0.5 });
    await quietly(-150, { expected: -100, tolerance: '50%' });
    await quietly(2, { atLeast: 2, atMost: 2 });
  });

  test('leaves the kernel with its numbers, so that claims can be counted', async () => {
    const [{ data }] = await sentBy(() => claim('A & B', 1, { expected: 1, tolerance: 0 }));
    expect(data['application/vnd.vanishing-gradients.claim+json']).toEqual({
      sentence: 'A & B',
      measured: 1,
      low: 1,
      high: 1,
      words: '1 ± 0',
      holds: true,
    });
    expect(data['text/html']).toContain('<strong>✓</strong> A &#38; B');
  });
});

describe('a claim that does not hold', () => {
  test.each<[number, Expectation]>([
    [0.2, { expected: 0.118, tolerance: '10%' }],
    [1, { atLeast: 2 }],
    [5, { atLeast: 2, atMost: 4 }],
    [NaN, { atLeast: 0 }],
    [Infinity, { expected: 1, tolerance: 1 }],
  ])('shows a cross and throws: %d against %o', async (measured, expectation) => {
    const shown = await sentBy(() => {
      expect(() => claim('So it is', measured, expectation)).toThrow(ClaimError);
      expect(() => claim('So it is', measured, expectation)).toThrow(
        /this claim does not hold: So it is \(expected .*, measured .*\)/,
      );
    });
    expect(shown[0].data['text/html']).toContain('✗');
  });
});

test.each<[unknown[], string]>([
  [['', 1, { atLeast: 0 }], "claim: sentence must be a sentence; got ''"],
  [['x', '1', { atLeast: 0 }], "claim: measured must be a number; got '1'"],
  [['x', 1, {}], 'claim: the expectation must be { expected, tolerance } or { atLeast, atMost }'],
  [['x', 1, { expected: 1 }], "claim: tolerance must be a number of at least 0, or '10%'; got undefined"],
  [['x', 1, { expected: 1, tolerance: -1 }], 'got -1'],
  [['x', 1, { expected: 1, tolerance: 'ten' }], "got 'ten'"],
  [['x', 1, { expected: NaN, tolerance: 1 }], 'claim: expected must be a number; got NaN'],
  [['x', 1, { atleast: 1 }], "did you mean 'atLeast'?"],
  [['x', 1, 5], 'claim: the expectation must be an object'],
])('bad input gets a named error: %o', (args, message) => {
  expect(() => (claim as (...a: unknown[]) => void)(...args)).toThrow(message);
});
