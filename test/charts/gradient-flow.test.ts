import { table } from 'arquero';
import { expect, test } from 'vitest';
import { gradientFlow, slider, type Figure } from '../../src/charts';
import { badTables, subtitleOf, titleOf, trace, wordsOf } from './figures';
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
  const [band, middle] = figure.data as { x: number[]; y: number[] }[];
  expect(band.x).toEqual([1, 2, 3, 3, 2, 1]);
  const expected = (q: number) => [1, 2, 3].map((depth) => q * 10 ** (depth - 3));
  [...expected(5), ...expected(95).reverse()].forEach((y, i) => expect(band.y[i]).toBeCloseTo(y, 9));
  expected(50).forEach((y, i) => expect(middle.y[i]).toBeCloseTo(y, 9));
  expect(subtitleOf(figure)).toBe('L2 norm of dL/dz by layer; median of 101 seeds, 90 % band');
});

test('over fewer than ten seeds the band is their range, and is called so', () => {
  const figure = gradientFlow(layers(1, [1, 2, 6]));
  const [band] = figure.data as { y: number[] }[];
  [0.01, 0.1, 1, 6, 0.6, 0.06].forEach((y, i) => expect(band.y[i]).toBeCloseTo(y, 12));
  expect(subtitleOf(figure)).toBe('L2 norm of dL/dz by layer; median and range of 3 seeds');
});

test('where some points have ten seeds and others fewer, the subtitle says both', () => {
  const few = gradientFlow({
    few: layers(1, [1, 2]),
    many: layers(
      1,
      Array.from({ length: 12 }, (_, i) => i),
    ),
  });
  expect(subtitleOf(few)).toBe(
    'L2 norm of dL/dz by layer; median of 2 to 12 seeds, 90 % band, range of fewer than 10',
  );
  expect(wordsOf(few)).toContain('median of 2 to 12 seeds');
});

test('several tables are several lines, under their names, each in its own colour', () => {
  const figure = gradientFlow({ sigmoid: layers(), ReLU: layers(5), mine: layers(2) });
  expect(complaints(figure)).toEqual([]);
  expect(lines(figure).map((trace) => trace.name)).toEqual(['sigmoid', 'ReLU', 'mine']);
  expect(new Set(lines(figure).map((trace) => (trace.line as { color: string }).color)).size).toBe(3);
});

test('the same name has the same colour in every chart', () => {
  const colorIn = (figure: Figure, name: string): unknown =>
    (lines(figure).find((t) => t.name === name)!.line as { color: string }).color;
  expect(colorIn(gradientFlow({ ReLU: layers() }), 'ReLU')).toBe(
    colorIn(gradientFlow({ other: layers(), ReLU: layers() }), 'ReLU'),
  );
});

test('the title states what the chart finds, and the words say the numbers', () => {
  const figure = gradientFlow(layers());
  expect(titleOf(figure)).toBe('dL/dz shrinks 100 times from the last layer to the first');
  expect(figure.layout.meta.description).toBe(
    'Line chart of the norm of dL/dz by layer, layer 1 nearest the input, log scale. ' +
      'dL/dz: 0.01 at layer 1, 0.1 at layer 2, 1 at layer 3; it shrinks 100 times from the last layer to the first.',
  );
  expect(titleOf(gradientFlow(layers(), { title: 'Mine' }))).toBe('Mine');
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

test('theory is a dashed line: powers of a ratio back from the last median, or a table', () => {
  const figure = gradientFlow(layers(2), { theory: 0.5 });
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'dL/dz').mode).toBe('markers'); // so that the dashes show
  expect(trace(figure, 'theory')).toMatchObject({ x: [1, 2, 3], y: [0.5, 1, 2], line: { dash: 'dash' } });
  expect(wordsOf(figure)).toContain('Theory, dashed: 0.5 at layer 1, 1 at layer 2, 2 at layer 3.');
  const theory = table({ depth: [3, 1], value: [7, 0] });
  expect(trace(gradientFlow(layers(), { theory }), 'theory')).toMatchObject({ x: [1, 3], y: [null, 7] });
  const both = gradientFlow({ a: layers(1), b: layers(3) }, { theory: 0.1 });
  const dashed = both.data.filter(({ name }) => name === 'theory');
  expect(dashed.map(({ y }) => (y as number[])[2])).toEqual([1, 3]);
  expect(dashed.map(({ showlegend }) => showlegend)).toEqual([undefined, false]);
});

test('each line can have a theory of its own', () => {
  const theory = { b: 0.1, a: table({ depth: [1, 3], value: [4, 5] }) };
  const figure = gradientFlow({ a: layers(1), b: layers(3) }, { theory });
  expect(complaints(figure)).toEqual([]);
  const dashed = figure.data.filter(({ name }) => name === 'theory');
  expect(dashed.map(({ y }) => (y as number[]).at(-1))).toEqual([3, 5]);
  expect(dashed.map(({ hovertemplate }) => hovertemplate)).toEqual(['%{y:.3~g} · b', '%{y:.3~g} · a']);
  const colorOf = ({ line }: Record<string, unknown>): string => (line as { color: string }).color;
  const measured = figure.data.filter(({ name, marker }) => name !== 'theory' && marker !== undefined);
  expect(dashed.map(colorOf).reverse()).toEqual(
    measured.map(({ marker }) => (marker as { color: string }).color),
  );
});

test('a gradient that is 0 everywhere, ends infinite or is not a number, is said so', () => {
  const flat = (norm: number[]) =>
    table({ depth: [1, 2], layer: ['a', 'b'], quantity: ['dL/dz', 'dL/dz'], norm });
  expect(titleOf(gradientFlow(flat([0, 0])))).toBe('dL/dz is 0 from the last layer to the first');
  expect(titleOf(gradientFlow(flat([Infinity, 1])))).toBe('dL/dz is infinite on the way back');
  expect(titleOf(gradientFlow(flat([NaN, NaN])))).toBe('dL/dz is not a number on the way back');
  expect(titleOf(gradientFlow(flat([1, 1])))).toContain('stays level');
});

test('a long name never leaves a word alone on a last line, and fits its window: with a slider that of a phone', () => {
  const title = `A title with a good many words in it that goes on and on and ends${' and goes on'.repeat(4)}`;
  const linesOf = ({ layout }: Figure): string[] =>
    (layout.title as { text: string }).text.replaceAll(/<\/?b>/g, '').split('<br>');
  const chart = gradientFlow(layers(), { title });
  const moving = slider([{ label: 'one', figure: chart }], { label: 'which' });
  for (const [figure, most] of [
    [chart, 76],
    [moving, 42],
  ] as const) {
    const lines = linesOf(figure);
    expect(lines.join(' ')).toBe(title);
    lines.forEach((line) => expect(line.length).toBeLessThanOrEqual(most));
    expect(lines.at(-1)!.split(' ').length).toBeGreaterThan(1);
  }
  const spaceOf = ({ layout }: Figure): number => (layout.margin as { t: number }).t;
  expect(spaceOf(moving) - spaceOf(chart)).toBe(21 * (linesOf(moving).length - linesOf(chart).length));
});

test.each<[string, () => unknown, typeof TypeError, string]>([
  ...badTables(
    gradientFlow,
    table({ x: [1] }),
    "has no column 'depth', but x; give the layers of observe or repeat",
  ),
  [
    'an object of something else',
    () => gradientFlow({ a: [1] } as never),
    TypeError,
    'charts.gradientFlow: a must be an Arquero table; got [ 1 ]',
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
    'a table of several steps',
    () => gradientFlow(layers().concat(layers())),
    RangeError as never,
    "charts.gradientFlow: the table of 'dL/dz' has 2 rows at depth 1; filter it to one",
  ],
  [
    'a depth that is no number',
    () => gradientFlow(table({ depth: ['1'], layer: ['a'], quantity: ['dL/dz'], norm: [1] })),
    TypeError,
    "column 'depth' of 'dL/dz' must be finite numbers; got '1'",
  ],
  [
    'a theory that is neither number nor table',
    () => gradientFlow(layers(), { theory: 'half' as never }),
    TypeError,
    "theory must be a number above 0, or a table with depth and value; got 'half'",
  ],
  [
    'a ratio that is not above 0',
    () => gradientFlow(layers(), { theory: 0 }),
    RangeError as never,
    'theory must be a number above 0, or a table with depth and value; got 0',
  ],
  [
    'a theory of a line that is not there',
    () => gradientFlow({ ReLU: layers() }, { theory: { Relu: 1 } }),
    TypeError,
    "theory takes ReLU; it has no 'Relu'; did you mean 'ReLU'?",
  ],
  [
    'a theory without values',
    () => gradientFlow(layers(), { theory: table({ depth: [1] }) }),
    TypeError,
    "the table of 'theory' has no column 'value'",
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
