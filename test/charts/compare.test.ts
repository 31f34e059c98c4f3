import { table } from 'arquero';
import { expect, test } from 'vitest';
import { activationCurves, compare, gradientFlow, heatMap, sweep, type Figure } from '../../src/charts';
import { axisOf, named, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

const layers = (norm: number[]) =>
  table({
    depth: norm.map((_, i) => i + 1),
    layer: norm.map((_, i) => `dense_${i + 1}`),
    quantity: norm.map(() => 'dL/dz'),
    norm,
  });
const flow = (first: number): Figure => gradientFlow({ a: layers([first, 1]), b: layers([1, 1]) });
const LINE_HEIGHT = 18; // of a title of 14 pixels
const three = { one: flow(0.1), two: flow(1e-6), three: flow(1) };

test('each chart is a panel of its own, under its name', () => {
  const figure = compare(three);
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(named(figure).map(({ xaxis, yaxis }) => [xaxis, yaxis])).toEqual([
    ['x', 'y'],
    ['x', 'y'],
    ['x2', 'y2'],
    ['x2', 'y2'],
    ['x3', 'y3'],
    ['x3', 'y3'],
  ]);
  const texts = (figure.layout.annotations as { text: string; xref: string }[]).map(({ text, xref }) => [
    text,
    xref,
  ]);
  expect(texts).toEqual([
    ['one', 'x domain'],
    ['two', 'x2 domain'],
    ['three', 'x3 domain'],
    ['layer, counted from the input', 'paper'],
  ]);
});

test('panels fill the rows from the left, and none lies over another', () => {
  const place = (figure: Figure, nth: string) =>
    [axisOf(figure, `xaxis${nth}`).domain, axisOf(figure, `yaxis${nth}`).domain] as number[][];
  const figure = compare(three);
  const [[x1, y1], [x2, y2], [x3, y3]] = ['', '2', '3'].map((nth) => place(figure, nth));
  expect(x1[1]).toBeLessThan(x2[0]);
  expect(y1).toEqual(y2);
  expect(x3).toEqual(x1);
  expect(y3[1]).toBeLessThan(y1[0]);
  expect(y3[0]).toBeCloseTo(0, 12);
  expect(place(compare(three, { columns: 3 }), '3')[0][1]).toBeCloseTo(1, 12);
});

test('axes that say the same have one range, which holds every panel', () => {
  const figure = compare(three);
  const ranges = ['', '2', '3'].map((nth) => axisOf(figure, `yaxis${nth}`).range as number[]);
  expect(ranges[0][0]).toBeLessThan(-6);
  expect(ranges[0][1]).toBeGreaterThan(0);
  expect(ranges[1]).toEqual(ranges[0]);
  expect(ranges[2]).toEqual(ranges[0]);
  expect(axisOf(figure, 'yaxis3').matches).toBe('y');
  expect(axisOf(figure, 'yaxis2')).toMatchObject({ title: { text: '' }, showticklabels: false });
});

test('axes that say different things keep their own titles and ranges', () => {
  const points = table({ gain: [1, 2], ratio: [1, 50] });
  const figure = compare({ flow: flow(0.1), sweep: sweep(points, { x: 'gain', y: 'ratio' }) });
  expect(complaints(figure)).toEqual([]);
  expect(axisOf(figure, 'xaxis').title.text).toBe('layer, counted from the input');
  expect(axisOf(figure, 'xaxis2').title.text).toBe('gain');
  expect(axisOf(figure, 'yaxis2').title.text).toBe('ratio');
  expect([axisOf(figure, 'yaxis').matches, axisOf(figure, 'yaxis2').matches]).toEqual([undefined, undefined]);
});

test('a title that all vertical axes share stands beside the first panel of a row, whatever their types', () => {
  const points = table({ day: [0, 1], left: [1, 50] });
  const panel = (log: 'none' | 'y') => sweep(points, { x: 'day', y: 'left', log });
  const figure = compare({ linear: panel('none'), log: panel('y') });
  expect(axisOf(figure, 'yaxis').title.text).toBe('left');
  expect(axisOf(figure, 'yaxis2')).toMatchObject({ title: { text: '' }, type: 'log' });
});

test('deep networks side by side have ticks at some of the layers only', () => {
  const deep = gradientFlow(layers(Array.from({ length: 12 }, (_, i) => 2 ** i)));
  expect(axisOf(compare({ deep }), 'xaxis')).toMatchObject({ dtick: 1 });
  const beside = axisOf(compare({ deep, other: deep }), 'xaxis');
  expect(beside).toMatchObject({ tickvals: [1, 5, 10] });
  expect(beside).not.toHaveProperty('dtick');
});

test('each name is in the legend once, and what is hidden alone stays hidden', () => {
  const shown = (figure: Figure) =>
    figure.data.filter(({ showlegend }) => showlegend).map(({ name }) => name);
  expect(shown(compare(three))).toEqual(['a', 'b']);
  const alone = { x: gradientFlow(layers([1, 2])), y: gradientFlow(layers([2, 1])) };
  expect(shown(compare(alone))).toEqual([]);
  expect(compare(alone).layout.showlegend).toBe(false);
});

test('the title names the panels, and the words are those of each', () => {
  const figure = compare(three);
  expect(titleOf(figure)).toBe('one, two and three side by side');
  expect(titleOf(compare(three, { title: 'Mine' }))).toBe('Mine');
  expect(wordsOf(figure)).toMatch(/^3 charts side by side\. one: Line chart of the norm/);
  expect(wordsOf(compare(three, { columns: 1 }))).toMatch(/^3 charts one above the other\./);
  expect(wordsOf(figure)).toContain(`two: ${wordsOf(three.two)}`);
});

const map = heatMap(table({ step: [1], depth: [1], norm: [1] }));
test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no figure', () => compare({}), TypeError, 'figures must be an object of figures by name; got {}'],
  ['null', () => compare(null as never), TypeError, 'figures must be an object of figures by name; got null'],
  [
    'something else',
    () => compare({ a: 3 } as never),
    TypeError,
    'a must be a figure that a chart made; got 3',
  ],
  [
    'a figure of two panels',
    () => compare({ a: activationCurves() }),
    RangeError,
    'a has several panels; give figures of one',
  ],
  ['a heat map', () => compare({ a: map }), RangeError, 'a draws a heatmap; give figures of lines'],
  [
    'no columns',
    () => compare(three, { columns: 0 }),
    RangeError,
    'columns must be a whole number of at least 1; got 0',
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});

test('with a legend for each panel, each lists the names of its own and stands above it', () => {
  const other = gradientFlow({ c: layers([0.1, 1]), d: layers([1, 1]), e: layers([2, 1]) });
  const figure = compare({ one: flow(0.1), two: other }, { legends: true });
  expect(complaints(figure)).toEqual([]);
  const listed = (legend: string): unknown[] =>
    figure.data.filter((trace) => trace.legend === legend && trace.showlegend).map(({ name }) => name);
  expect(listed('legend')).toEqual(['a', 'b']);
  expect(listed('legend2')).toEqual(['c', 'd', 'e']);
  const { legend, legend2 } = figure.layout as Record<string, { x: number; y: number }>;
  const [left, right] = ['xaxis', 'xaxis2'].map((name) => (axisOf(figure, name).domain as number[])[0]);
  expect([legend.x, legend2.x]).toEqual([left, right]);
  expect([legend.y, legend2.y]).toEqual([1, 1]);
  expect(figure.layout.height).toBeGreaterThan(Number(compare({ one: flow(0.1), two: other }).layout.height));
});

test('a title of an x axis has room of its own above the name of the next panel', () => {
  const gap = (figure: Figure): number => {
    const [upper, lower] = ['yaxis', 'yaxis2'].map((name) => axisOf(figure, name).domain as number[]);
    const margin = figure.layout.margin as { t: number; b: number };
    return (upper[0] - lower[1]) * (Number(figure.layout.height) - margin.t - margin.b);
  };
  const points = table({ gain: [1, 2], ratio: [1, 50] });
  const alike = compare({ one: flow(0.1), two: flow(1) }, { columns: 1 });
  const unlike = compare(
    { flow: flow(0.1), sweep: sweep(points, { x: 'gain', y: 'ratio' }) },
    { columns: 1 },
  );
  expect(gap(unlike) - gap(alike)).toBeGreaterThan(LINE_HEIGHT);
});
