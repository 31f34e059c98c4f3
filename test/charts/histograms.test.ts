import { table } from 'arquero';
import { expect, test } from 'vitest';
import { histograms } from '../../src/charts';
import { namesOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

interface Bin {
  depth: number;
  from: number;
  to: number;
  count: number;
  quantity?: string;
  seed?: number;
}

const tableOf = (bins: Bin[]) => {
  const rows = bins.map((bin) => ({ quantity: 'z', layer: `dense_${bin.depth}`, ...bin }));
  const keys = ['depth', 'layer', 'quantity', 'from', 'to', 'count'] as const;
  return table(Object.fromEntries(keys.map((key) => [key, rows.map((row) => row[key])])));
};

/** Two bins to either side of 0, of a width. */
const pair = (depth: number, width: number, counts = [10, 10]): Bin[] => [
  { depth, from: -width, to: 0, count: counts[0] },
  { depth, from: 0, to: width, count: counts[1] },
];

test('each layer is a closed ridge on its own depth, all of one height', () => {
  const figure = histograms(tableOf([...pair(1, 4), ...pair(2, 1, [10, 20])]));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'layer 1')).toMatchObject({
    x: [-4, -2, 2, 4, -4],
    y: [1, 2.5, 2.5, 1, 1],
    fill: 'toself',
  });
  expect(trace(figure, 'layer 2').y).toEqual([2, 2.75, 3.5, 2, 2]);
});

test('lower ridges stand before those above them', () => {
  const figure = histograms(tableOf([...pair(1, 1), ...pair(2, 1), ...pair(3, 1)]));
  expect(namesOf(figure)).toEqual(['layer 3', 'layer 2', 'layer 1']);
});

test('the title says how the spread changes with depth, and the words say the numbers', () => {
  const figure = histograms(tableOf([...pair(1, 8), ...pair(2, 2)]));
  expect(titleOf(figure)).toBe('z narrows 4 times from layer 1 to layer 2');
  expect(wordsOf(figure)).toBe(
    'Ridge plot of the distribution of z by layer, layer 1 nearest the input. ' +
      'layer 1: mean 0, standard deviation 4, from −8 to 8; layer 2: mean 0, standard deviation 1, from −2 to 2.',
  );
  expect(titleOf(histograms(tableOf([...pair(1, 1), ...pair(2, 3)])))).toContain('widens 3 times');
  expect(titleOf(histograms(tableOf([...pair(1, 1), ...pair(2, 1)])))).toContain('keeps its spread');
  expect(titleOf(histograms(tableOf(pair(1, 1)), { title: 'Mine' }))).toBe('Mine');
});

test('a lone spike is cut to twice the next bin, so that the rest keeps its shape', () => {
  const bins = [0, 1, 2].map((at) => ({ depth: 1, from: at, to: at + 1, count: [1000, 10, 5][at] }));
  const { y } = trace(histograms(tableOf(bins)), 'layer 1');
  expect(y).toEqual([1, 2.5, 1.75, 1.375, 1, 1]);
});

test('a layer that no activation follows is named as such', () => {
  const rows = [1, 2].flatMap((depth) =>
    ['z', 'W'].map((quantity) => ({ depth, from: 0, to: 1, count: 1, quantity })),
  );
  const figure = histograms(tableOf([...rows, { depth: 1, from: 0, to: 1, count: 1, quantity: 'a' }]), {
    quantity: 'a',
  });
  expect(wordsOf(figure)).toContain('No activation follows layer 2, so there is no a.');
});

test('a layer with one value only is a needle, and a layer without finite values is named', () => {
  const figure = histograms(
    tableOf([
      ...pair(1, 1),
      { depth: 2, from: 3, to: 3, count: 9 },
      { depth: 3, from: 0, to: 1, count: 1, quantity: 'a' },
    ]),
  );
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'layer 2')).toMatchObject({ x: [3, 3, 3, 3], y: [2, 3.5, 2, 2] });
  expect(titleOf(figure)).toBe('z narrows to a single value from layer 1 to layer 2');
  expect(wordsOf(figure)).toContain('No values of z at layer 3.');
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no histograms', () => histograms(null), TypeError, 'table must be an Arquero table; got null'],
  [
    'a table of something else',
    () => histograms(table({ x: [1] })),
    TypeError,
    "no column 'depth', but x; give",
  ],
  ['an empty table', () => histograms(tableOf([])), RangeError, "no rows with the quantity 'z'; it is empty"],
  [
    'a quantity that is not there',
    () => histograms(tableOf(pair(1, 1)), { quantity: 'W' }),
    RangeError,
    "no rows with the quantity 'W'; it has z",
  ],
  [
    'several seeds',
    () => histograms(tableOf([...pair(1, 1), ...pair(1, 1.1)])),
    RangeError,
    'the bins of layer 1 overlap at -1; filter the table to one seed and one step',
  ],
  [
    'a count that is no number',
    () => histograms(tableOf([{ depth: 1, from: 0, to: 1, count: NaN }])),
    TypeError,
    "column 'count' of 'table' must be finite numbers; got NaN",
  ],
  [
    'an unknown option',
    () => histograms(tableOf(pair(1, 1)), { bins: 3 } as never),
    TypeError,
    "options takes quantity, title; it has no 'bins'",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
