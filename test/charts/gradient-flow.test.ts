import { table } from 'arquero';
import { expect, test } from 'vitest';
import { gradientFlow, type Figure } from '../../src/charts';
import { complaints } from './plotly';

/** A table as observe makes it, with dL/dz growing tenfold a layer. */
const layers = (scale = 1, seeds?: number[]) => {
  const rows = (seeds ?? [1]).flatMap((seed) =>
    [1, 2, 3].flatMap((depth) =>
      ['dL/dz', 'dL/dW'].map((quantity) => ({
        seed,
        depth,
        quantity,
        norm: scale * seed * 10 ** (depth - 3),
      })),
    ),
  );
  const column = (key: 'seed' | 'depth' | 'quantity' | 'norm') => rows.map((row) => row[key]);
  return table({
    ...(seeds ? { seed: column('seed') } : {}),
    depth: column('depth'),
    layer: rows.map((row) => `dense_${row.depth}`),
    quantity: column('quantity'),
    norm: column('norm'),
    rms: column('norm'),
  });
};

const lines = (figure: Figure) => figure.data.filter((trace) => trace.mode === 'lines+markers');
const title = (figure: Figure): string => (figure.layout.title as { text: string }).text;

test('the chart of one run is a line by depth, on a log axis', () => {
  const figure = gradientFlow(layers());
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(lines(figure)).toHaveLength(1);
  expect(lines(figure)[0]).toMatchObject({ x: [1, 2, 3], y: [0.01, 0.1, 1] });
  expect(figure.layout.yaxis).toMatchObject({ type: 'log' });
});

test('over seeds the line is the median, and the band runs from the 5 % to the 95 % quantile', () => {
  const seeds = Array.from({ length: 101 }, (_, i) => i);
  const figure = gradientFlow(layers(1, seeds));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  const [low, high, middle] = figure.data as { y: number[] }[];
  [low.y, middle.y, high.y].forEach((y, i) => {
    y.forEach((v, depth) => expect(v).toBeCloseTo([5, 50, 95][i] * 10 ** (depth - 2), 9));
  });
  expect((figure.layout.title as { subtitle: { text: string } }).subtitle.text).toContain(
    'median of 101 seeds',
  );
});

test('several tables are several lines, under their names, each in its own colour', () => {
  const figure = gradientFlow({ sigmoid: layers(), ReLU: layers(5), mine: layers(2) });
  expect(complaints(figure)).toEqual([]);
  expect(lines(figure).map((trace) => trace.name)).toEqual(['sigmoid', 'ReLU', 'mine']);
  expect(new Set(lines(figure).map((trace) => (trace.line as { color: string }).color)).size).toBe(3);
});

test('the same name has the same colour in every chart', () => {
  const colour = (figure: Figure, name: string): unknown =>
    (lines(figure).find((t) => t.name === name)!.line as { color: string }).color;
  expect(colour(gradientFlow({ ReLU: layers() }), 'ReLU')).toBe(
    colour(gradientFlow({ other: layers(), ReLU: layers() }), 'ReLU'),
  );
});

test('the title states what the chart finds, and the words say the numbers', () => {
  const figure = gradientFlow(layers());
  expect(title(figure)).toBe('<b>dL/dz shrinks 100 times from the last layer to the first</b>');
  expect(figure.layout.meta.description).toBe(
    'Line chart of the norm of dL/dz by layer, layer 1 nearest the input, log scale. ' +
      'dL/dz: 0.01 at layer 1, 0.1 at layer 2, 1 at layer 3; it shrinks 100 times from the last layer to the first.',
  );
  expect(title(gradientFlow(layers(), { title: 'Mine' }))).toBe('<b>Mine</b>');
});

test('a gradient that is exactly zero, NaN or infinite is a gap in the line and a word in the text', () => {
  const odd = table({
    depth: [1, 2, 3, 4],
    layer: ['a', 'b', 'c', 'd'],
    quantity: Array(4).fill('dL/dz'),
    norm: [0, NaN, Infinity, 1],
  });
  const figure = gradientFlow(odd);
  expect(lines(figure)[0].y).toEqual([null, null, null, 1]);
  expect(figure.layout.meta.description).toContain(
    '0 at layer 1, NaN at layer 2, ∞ at layer 3, 1 at layer 4',
  );
});

test('a measure other than the norm can be drawn', () => {
  const figure = gradientFlow(layers(), { quantity: 'dL/dW', measure: 'rms' });
  expect((figure.layout.yaxis as { title: { text: string } }).title.text).toBe('dL/dW, root mean square');
});

test.each<[string, () => unknown, typeof TypeError, string]>([
  [
    'no table',
    () => gradientFlow(7 as never),
    TypeError,
    'charts.gradientFlow: tables must be an Arquero table, or an object of them; got 7',
  ],
  [
    'null',
    () => gradientFlow(null as never),
    TypeError,
    'charts.gradientFlow: tables must be an Arquero table, or an object of them; got null',
  ],
  [
    'an object of something else',
    () => gradientFlow({ a: [1] } as never),
    TypeError,
    'charts.gradientFlow: a must be an Arquero table; got [ 1 ]',
  ],
  [
    'a table without the columns',
    () => gradientFlow(table({ x: [1] })),
    TypeError,
    "has no column 'depth'; give the layers of observe or repeat",
  ],
  [
    'a quantity that is not there',
    () => gradientFlow(layers(), { quantity: 'z' }),
    RangeError as never,
    "has no rows with the quantity 'z'",
  ],
  [
    'an unknown quantity',
    () => gradientFlow(layers(), { quantity: 'dL/dw' as never }),
    TypeError,
    "did you mean 'dL/dW'?",
  ],
  [
    'an unknown measure',
    () => gradientFlow(layers(), { measure: 'max' as never }),
    TypeError,
    "measure 'max' is not one of norm, rms, std",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
