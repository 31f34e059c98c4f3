import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { sweep } from '../../src/charts';
import { axisOf, named, namesOf, subtitleOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

const runs = (names: string[], seeds = [1]) =>
  from(
    names.flatMap((name, i) =>
      seeds.flatMap((seed) =>
        [1, 2, 4].map((gain) => ({ name, seed, gain, ratio: (i + 1) * seed * gain ** 2 })),
      ),
    ),
  );

test('a measurement over a parameter is a line with points', () => {
  const figure = sweep(runs(['a']), { x: 'gain', y: 'ratio' });
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'ratio')).toMatchObject({ x: [1, 2, 4], y: [1, 4, 16], mode: 'lines+markers' });
  expect([axisOf(figure, 'xaxis').title.text, axisOf(figure, 'yaxis').title.text]).toEqual(['gain', 'ratio']);
  expect(titleOf(figure)).toBe('Ratio goes from 1 to 16 as gain goes from 1 to 4');
  const level = table({ axis: [1, 2, 3], length: [1, 1.001, 0.999] });
  expect(titleOf(sweep(level, { x: 'axis', y: 'length' }))).toBe(
    'Length stays at 1 as axis goes from 1 to 3',
  );
  expect(wordsOf(figure)).toBe('Chart of ratio by gain. ratio: 1 at gain 1, 4 at gain 2, 16 at gain 4.');
});

test('a series is a line a value, with medians and bands over seeds', () => {
  const figure = sweep(runs(['tanh', 'ReLU'], [1, 2, 9]), { x: 'gain', y: 'ratio', series: 'name' });
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['tanh', 'ReLU']);
  expect(trace(figure, 'ReLU').y).toEqual([4, 16, 64]);
  expect(figure.data.filter(({ fill }) => fill === 'toself')).toHaveLength(2);
  expect(subtitleOf(figure)).toBe('ratio by gain; median and range of 3 seeds');
  expect(titleOf(figure)).toBe(
    'Ratio goes from 2 to 32 for tanh and 4 to 64 for ReLU as gain goes from 1 to 4',
  );
});

test('with a theory the measurements are points, and the curve goes through them', () => {
  const theory = table({ gain: [4, 1], value: [15, 0] });
  const figure = sweep(runs(['a']), { x: 'gain', y: 'ratio', log: 'both', theory });
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'ratio').mode).toBe('markers');
  expect(trace(figure, 'theory')).toMatchObject({ x: [1, 4], y: [null, 15], mode: 'lines' });
  expect(wordsOf(figure)).toContain('log scale on both');
  expect(wordsOf(figure)).toContain('Theory, dashed: 0 at gain 1, 15 at gain 4.');
});

test('an index in a name is set in the chart, and written out in its words', () => {
  const name = 'σ<sub>w</sub>²';
  const figure = sweep(table({ [name]: [1, 2], ratio: [1, 4] }), { x: name, y: 'ratio' });
  expect(axisOf(figure, 'xaxis').title.text).toBe(name);
  expect(wordsOf(figure)).toBe('Chart of ratio by σ_w². ratio: 1 at σ_w² 1, 4 at σ_w² 2.');
});

test('what explains the name of an axis is not repeated at each point', () => {
  const x = 'layer, counted from the input';
  const figure = sweep(table({ [x]: [1, 2], ratio: [1, 4] }), { x, y: 'ratio' });
  expect(axisOf(figure, 'xaxis').title.text).toBe(x);
  expect(wordsOf(figure)).toBe(`Chart of ratio by ${x}. ratio: 1 at layer 1, 4 at layer 2.`);
});

test('a value that a linear axis can’t tell from 0 is about 0; a log axis can', () => {
  const rows = table({ layer: [1, 2], size: [0.5, 9.41e-8] });
  expect(wordsOf(sweep(rows, { x: 'layer', y: 'size' }))).toContain('0.5 at layer 1, about 0 at layer 2.');
  expect(wordsOf(sweep(rows, { x: 'layer', y: 'size', log: 'y' }))).toContain('9.41e−8 at layer 2.');
});

test('each line can have a curve of its own', () => {
  const theory = table({ name: ['a', 'b', 'a', 'b'], gain: [1, 1, 4, 4], value: [1, 2, 16, 32] });
  const figure = sweep(runs(['a', 'b']), { x: 'gain', y: 'ratio', series: 'name', theory });
  expect(complaints(figure)).toEqual([]);
  expect(wordsOf(figure)).toContain('Theory of b, dashed: 2 at gain 1, 32 at gain 4.');
  const dashed = figure.data.filter(({ name }) => name === 'theory');
  expect(dashed.map(({ y }) => y)).toEqual([
    [1, 16],
    [2, 32],
  ]);
  expect(dashed.map(({ showlegend }) => showlegend)).toEqual([undefined, false]);
});

test.each<[string, string, string]>([
  ['none', 'undefined', 'undefined'],
  ['x', 'log', 'undefined'],
  ['y', 'undefined', 'log'],
  ['both', 'log', 'log'],
])('log %s is for the x axis %s, for the y axis %s', (log, x, y) => {
  const figure = sweep(runs(['a']), { x: 'gain', y: 'ratio', log });
  expect([String(axisOf(figure, 'xaxis').type), String(axisOf(figure, 'yaxis').type)]).toEqual([x, y]);
});

test('what is not finite is a gap, and on a log axis zero too', () => {
  const odd = table({ gain: [1, 2, 3], ratio: [0, NaN, 2] });
  expect(named(sweep(odd, { x: 'gain', y: 'ratio' }))[0].y).toEqual([0, null, 2]);
  expect(named(sweep(odd, { x: 'gain', y: 'ratio', log: 'y' }))[0].y).toEqual([null, null, 2]);
});

const gain = { x: 'gain', y: 'ratio' };
test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no table', () => sweep(null as never, gain), TypeError, 'table must be an Arquero table; got null'],
  [
    'no options',
    () => sweep(runs(['a']), undefined as never),
    TypeError,
    'options must be an object with x, y, series',
  ],
  [
    'no y',
    () => sweep(runs(['a']), { x: 'gain' } as never),
    TypeError,
    'y must be the name of a column; got undefined',
  ],
  [
    'a column that is not there',
    () => sweep(runs(['a']), { x: 'gian', y: 'ratio' }),
    TypeError,
    "no column 'gian', but name, seed, gain, ratio",
  ],
  ['an empty table', () => sweep(table({ gain: [], ratio: [] }), gain), RangeError, 'table is empty'],
  [
    'an unknown scale',
    () => sweep(runs(['a']), { ...gain, log: 'z' }),
    TypeError,
    "log 'z' is not one of none, x, y, both",
  ],
  [
    'words on the x axis',
    () => sweep(runs(['a']), { x: 'name', y: 'ratio' }),
    TypeError,
    "column 'name' of 'ratio' must be finite numbers; got 'a'",
  ],
  [
    'two lines as one',
    () => sweep(runs(['a', 'b']), gain),
    RangeError,
    'has 2 rows at gain 1 for one seed; filter it to one',
  ],
  [
    'a theory without the parameter',
    () => sweep(runs(['a']), { ...gain, theory: table({ value: [1] }) }),
    TypeError,
    "the table of 'theory' has no column 'gain'",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
