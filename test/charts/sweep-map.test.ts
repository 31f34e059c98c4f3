import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { sweepMap, type Figure } from '../../src/charts';
import { axisOf, subtitleOf, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

const rows = (of: (depth: number, scale: number) => number | null, more: object = {}) =>
  [4, 16, 64].flatMap((depth) =>
    [0.5, 1, 2].map((scale) => ({ depth, scale, share: of(depth, scale), ...more })),
  );
const columns = { x: 'scale', y: 'depth', value: 'share' } as const;

const maps = ({ data }: Figure) =>
  data.filter(({ type }) => type === 'heatmap') as unknown as {
    x: number[];
    y: number[];
    z: (number | null)[][];
    xaxis: string;
    zmin: number;
    zmax: number;
    showscale?: boolean;
    customdata: number[][][];
  }[];
const curves = ({ data }: Figure) =>
  data.filter(({ type }) => type === 'scatter') as unknown as {
    x: (number | null)[];
    line: { dash: string };
    yaxis: string;
  }[];

test('x goes to the right and y upwards, and cells end midway between the values', () => {
  const figure = sweepMap(from(rows((depth, scale) => scale / depth)), columns);
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(maps(figure)).toHaveLength(1);
  expect(maps(figure)[0].x).toEqual([0.25, 0.75, 1.5, 2.5]);
  expect(maps(figure)[0].y).toEqual([-2, 10, 40, 88]);
  expect(maps(figure)[0].z[2]).toEqual([0.5 / 64, 1 / 64, 2 / 64]);
  expect(maps(figure)[0].customdata[2][0]).toEqual([0.5, 64]);
  expect(titleOf(figure)).toBe('share goes from 0.0078 to 0.5');
  expect(wordsOf(figure)).toContain('Map of share by scale and depth. depth 4: 0.125 at scale 0.5');
});

test('on a log axis, cells end at the geometric means, and the ticks are at the values', () => {
  const figure = sweepMap(from(rows(() => 1)), { ...columns, log: 'y' });
  expect(complaints(figure)).toEqual([]);
  expect(maps(figure)[0].y).toEqual([2, 8, 32, 128].map((edge) => expect.closeTo(edge, 10) as number));
  expect(axisOf(figure, 'yaxis')).toMatchObject({
    type: 'log',
    tickvals: [4, 16, 64],
    ticktext: ['4', '16', '64'],
    range: [Math.log10(2), Math.log10(128)].map((end) => expect.closeTo(end, 10) as number),
  });
});

test('seeds become medians, and what is no number or was not measured is a gap', () => {
  const seeds = [1, 2, 9].flatMap((seed) => rows(() => seed, { seed }));
  expect(maps(sweepMap(from(seeds), columns))[0].z[0]).toEqual([2, 2, 2]);
  expect(subtitleOf(sweepMap(from(seeds), columns))).toBe('share by scale and depth, median of 3 seeds');
  const values = new Map([
    [0.5, NaN],
    [1, Infinity],
  ]);
  const partly = rows((_, scale) => values.get(scale) ?? 3).slice(0, -1);
  const figure = sweepMap(from(partly), columns);
  expect(complaints(figure)).toEqual([]);
  expect(maps(figure)[0].z).toEqual([
    [null, null, 3],
    [null, null, 3],
    [null, null, null],
  ]);
  const failed = rows((depth) => (depth === 64 ? null : 1));
  expect(maps(sweepMap(from(failed), columns))[0].z).toHaveLength(2);
});

test('one point is a map, too', () => {
  const figure = sweepMap(from(rows(() => 1).slice(0, 1)), { ...columns, log: 'both' });
  expect(complaints(figure)).toEqual([]);
  expect(maps(figure)[0].z).toEqual([[1]]);
});

test('panels share axes and colours, and the outer ones have the titles', () => {
  const four = ['a', 'b', 'c', 'd'].flatMap((net, i) => rows(() => i, { net }));
  const figure = sweepMap(from(four), { ...columns, panels: 'net', range: [0, 1] });
  expect(complaints(figure)).toEqual([]);
  expect(maps(figure).map(({ xaxis }) => xaxis)).toEqual(['x', 'x2', 'x3', 'x4']);
  expect(maps(figure).map(({ zmin, zmax, showscale }) => [zmin, zmax, showscale])).toEqual([
    [0, 1, undefined],
    [0, 1, false],
    [0, 1, false],
    [0, 1, false],
  ]);
  expect(['xaxis', 'xaxis2', 'xaxis3', 'xaxis4'].map((key) => axisOf(figure, key).title.text)).toEqual([
    '',
    '',
    'scale',
    'scale',
  ]);
  expect(axisOf(figure, 'yaxis2')).toMatchObject({ showticklabels: false, title: { text: '' } });
  expect((figure.layout.annotations as { text: string }[]).map(({ text }) => text)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
  expect(wordsOf(figure)).toContain('c: depth 4: 2 at scale 0.5');
});

test('a curve is drawn over every map, or over its own, and named below the title', () => {
  const two = ['a', 'b'].flatMap((net) => rows(() => 1, { net }));
  const lines = from([
    { net: 'a', scale: 0.5, depth: 4, line: 'limit' },
    { net: 'a', scale: 1, depth: Infinity, line: 'limit' },
    { net: 'a', scale: 2, depth: 16, line: 'limit' },
    { net: 'b', scale: 1, depth: 4, line: 'edge' },
    { net: 'b', scale: 1, depth: 64, line: 'edge' },
  ]);
  const own = sweepMap(from(two), { ...columns, panels: 'net', lines });
  expect(complaints(own)).toEqual([]);
  expect(curves(own).map(({ yaxis, line }) => [yaxis, line.dash])).toEqual([
    ['y', 'solid'],
    ['y', 'dash'],
    ['y2', 'solid'],
    ['y2', 'dot'],
  ]);
  expect(curves(own)[0].x).toEqual([0.5, null, 2]); // ∞ is outside of the map
  expect(subtitleOf(own)).toBe('share by scale and depth; dashed: limit; dotted: edge');
  expect(wordsOf(own)).toContain(
    'limit, in a: a line through depth 4 at scale 0.5, ∞ at scale 1 and 16 at scale 2.',
  );
  const every = sweepMap(from(two), {
    ...columns,
    panels: 'net',
    lines: lines.select('scale', 'depth', 'line'),
  });
  expect(curves(every)).toHaveLength(8);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no table', () => sweepMap(7 as never, columns), TypeError, 'table must be an Arquero table; got 7'],
  [
    'a column that is not there',
    () => sweepMap(from(rows(() => 1)), { ...columns, x: 'gain' }),
    TypeError,
    "the table of 'table' has no column 'gain', but depth, scale, share",
  ],
  [
    'no name of a column',
    () => sweepMap(from(rows(() => 1)), { ...columns, y: 3 as never }),
    TypeError,
    'y must be the name of a column; got 3',
  ],
  [
    'a table without values',
    () => sweepMap(from(rows(() => null)), columns),
    RangeError,
    "table has no values in the column 'share'",
  ],
  [
    'two rows at one place',
    () => sweepMap(from([...rows(() => 1), ...rows(() => 1)]), columns),
    RangeError,
    "the table of 'table, depth 4' has 2 rows at scale 0.5; filter it to one",
  ],
  [
    'a log axis with 0',
    () => sweepMap(table({ depth: [0, 1], scale: [1, 1], share: [1, 1] }), { ...columns, log: 'y' }),
    RangeError,
    "column 'depth' must be above 0 on a log axis; got 0",
  ],
  [
    'a range upside down',
    () => sweepMap(from(rows(() => 1)), { ...columns, range: [1, 0] }),
    TypeError,
    'range must be [low, high], low below high; got [ 1, 0 ]',
  ],
  [
    'curves without names',
    () => sweepMap(from(rows(() => 1)), { ...columns, lines: from(rows(() => 1)) }),
    TypeError,
    "the table of 'lines' has no column 'line'",
  ],
  [
    'an unknown option',
    () => sweepMap(from(rows(() => 1)), { ...columns, line: 3 } as never),
    TypeError,
    "did you mean 'lines'?",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
