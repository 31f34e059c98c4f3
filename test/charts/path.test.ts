import { table } from 'arquero';
import { expect, test } from 'vitest';
import { path } from '../../src/charts';
import { axisOf, namesOf, subtitleOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

const corner = table({ step: [0, 1, 2], w1: [0, 3, 3], w2: [0, 0, 4] }); // 7 long, 5 as the crow flies
const straight = table({ step: [0, 1], w1: [0, 3], w2: [0, 4] });
const columns = { x: 'w1', y: 'w2' };

test('a path goes through its rows in their order, with both axes to one scale', () => {
  const figure = path({ corner, straight }, { ...columns, goal: [3, 4] });
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'corner')).toMatchObject({ x: [0, 3, 3], y: [0, 0, 4] });
  expect(trace(figure, 'goal')).toMatchObject({ x: [3], y: [4] });
  expect(axisOf(figure, 'xaxis').title.text).toBe('w1');
  expect(axisOf(figure, 'yaxis')).toMatchObject({ scaleanchor: 'x' });
});

test('the title says how much longer the way is than the straight line', () => {
  expect(titleOf(path({ corner, straight }, columns))).toBe(
    'Corner goes 1.4 times as far as the straight line, straight just as far',
  );
  expect(titleOf(path(corner, columns))).toBe('The way is 1.4 times as long as the straight line');
  expect(titleOf(path(corner, { ...columns, title: 'Mine' }))).toBe('Mine');
  expect(subtitleOf(path(corner, columns))).toBe('w1 and w2, a dot a step');
});

test('the words say where it goes from and to', () => {
  expect(wordsOf(path(corner, { ...columns, goal: [3, 4] }))).toBe(
    'Chart of a path by step, w1 to the right and w2 up. path: from (0, 0) to (3, 4) in 2 steps, ' +
      '1.4 times as long as the straight line. The goal is at (3, 4).',
  );
});

test('a way of one step is one step, and as long as the straight line', () => {
  expect(wordsOf(path(straight, columns))).toContain('in 1 step, as long as the straight line.');
  expect(titleOf(path(straight, columns))).toBe('The way is as long as the straight line');
});

test('without a goal there is none, and NaN is a gap', () => {
  const broken = table({ w1: [0, NaN, 1], w2: [0, 1, Infinity] });
  const figure = path(broken, columns);
  expect(namesOf(figure)).toEqual(['path']);
  expect(trace(figure, 'path')).toMatchObject({ x: [0, null, 1], y: [0, 1, null] });
  expect(complaints(figure)).toEqual([]);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no table', () => path([] as never, columns), TypeError, 'tables must be an Arquero table'],
  ['a column that is not there', () => path(corner, { x: 'w1', y: 'w3' }), TypeError, "no column 'w3'"],
  [
    'no name of a column',
    () => path(corner, { x: 'w1' } as never),
    TypeError,
    'y must be the name of a column',
  ],
  ['an empty table', () => path(table({ w1: [], w2: [] }), columns), RangeError, 'is empty'],
  [
    'words',
    () => path(table({ w1: ['a'], w2: [1] }), columns),
    TypeError,
    "column 'w1' of 'path' must be numbers",
  ],
  ['half a goal', () => path(corner, { ...columns, goal: [1] as never }), TypeError, 'goal must be [x, y]'],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
