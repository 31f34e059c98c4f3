import { describe, expect, test } from 'vitest';
import { intoReadme } from '../../bench/step/results.mjs';
import { ratio, ratioCell, summary, table, time, timeCell } from '../../bench/step/tables.mjs';

test('the median of an even number of rounds lies between the middle two', () => {
  expect(summary([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(summary([10, 1, 3, 4])).toEqual({ median: 3.5, min: 1, max: 10 });
  expect(ratio([4, 8, 100], [1, 2, 3])).toBe(4);
});

test.each([
  [7, '7 µs'],
  [312.4, '312 µs'],
  [1234, '1.23 ms'],
  [40_000, '40 ms'],
  [123_456, '123 ms'],
  [2_500_000, '2.5 s'],
])('%d microseconds read %s', (microseconds, words) => {
  expect(time(microseconds)).toBe(words);
});

describe('a table', () => {
  const own = { model: 'a', contender: 'this', microseconds: [100, 120, 110] };
  const other = { model: 'a', contender: 'jax', microseconds: [330] };
  const late = { model: 'b', contender: 'jax', microseconds: [], failure: 'over 120 s' };

  test('says how long, how sure, and how many times as long', () => {
    expect(timeCell(own)).toBe('110 µs (100 µs to 120 µs)');
    expect(ratioCell(own, own)).toBe('1');
    expect(ratioCell(other, own)).toBe('3');
  });

  test('says why a number is missing', () => {
    expect(timeCell(late)).toBe('over 120 s');
    expect(ratioCell(late, own)).toBe('over 120 s');
    expect(ratioCell(other, undefined)).toBe('–');
  });

  test('has a row for each contender that took part, and a column for each model', () => {
    const rows = { this: { title: 'This' }, jax: { title: 'JAX' }, tape: { title: 'Tape' } };
    const columns = { a: { title: 'A' }, b: { title: 'B' } };
    expect(table([own, other, late], rows, columns, timeCell).split('\n')).toEqual([
      '|  | A | B |',
      '| --- | --: | --: |',
      '| This | 110 µs (100 µs to 120 µs) |  |',
      '| JAX | 330 µs (330 µs to 330 µs) | over 120 s |',
    ]);
  });
});

test('README gets the ratios, the machine and the day, in place of what it had', () => {
  const text = `Made by it on 2026-01-02.

- 2 cores (A), 24 GB of memory, Linux
- before each process, other work had 3 % of the cores

## Times as long as this library (medians)

|  | A |
| this | 1 |

## Time
`;
  const readme = 'before\n<!-- ratios -->\nold\n<!-- end of ratios -->\nafter\n';
  expect(intoReadme(readme, text)).toBe(`before
<!-- ratios -->
Measured on 2026-01-02 (2 cores (A), 24 GB of memory, Linux; before each process, other work had 3 % of the cores):

|  | A |
| this | 1 |
<!-- end of ratios -->
after
`);
  expect(() => intoReadme('nothing', text)).toThrow('README.md has no <!-- ratios -->');
});
