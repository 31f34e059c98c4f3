import { table } from 'arquero';
import { expect, test } from 'vitest';
import { unitHealth } from '../../src/charts';
import { axisOf, badTables, namesOf, subtitleOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

interface Shares {
  saturated?: (number | null)[];
  dead?: number[];
  zeros?: number[];
  seed?: number;
}

/** A table of layers with these shares, one a layer. */
const layers = ({ saturated = [null, null], dead = [0, 0], zeros = [0, 0], seed = 1 }: Shares) => {
  const rows = saturated.flatMap((share, i) => [
    { depth: i + 1, quantity: 'z', saturated: share, dead: null, zeros: 0 },
    { depth: i + 1, quantity: 'a', saturated: null, dead: dead[i], zeros: zeros[i] },
  ]);
  const keys = ['depth', 'quantity', 'saturated', 'dead', 'zeros'] as const;
  return table({
    seed: rows.map(() => seed),
    ...Object.fromEntries(keys.map((key) => [key, rows.map((row) => row[key])])),
  });
};

test('a network that saturates has a line of saturated values, in per cent', () => {
  const figure = unitHealth(layers({ saturated: [0.3, 0.54] }));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['saturated']);
  expect(trace(figure, 'saturated')).toMatchObject({ x: [1, 2], y: [0.3, 0.54] });
  expect(axisOf(figure, 'yaxis')).toMatchObject({ tickformat: '.0%' });
  expect(titleOf(figure)).toBe('Up to 54 % saturated at layer 2');
});

test('a ReLU network has lines of dead units and of zeros, and the dead are the finding', () => {
  const figure = unitHealth(layers({ dead: [0.25, 0.1], zeros: [0.5, 0.6] }));
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['dead', 'zero']);
  expect(trace(figure, 'dead').y).toEqual([0.25, 0.1]);
  expect(trace(figure, 'zero').y).toEqual([0.5, 0.6]);
  expect(titleOf(figure)).toBe('Up to 25 % dead at layer 1');
  expect(wordsOf(figure)).toBe(
    'Line chart by layer, layer 1 nearest the input, of the share of dead: units at 0 for every example; ' +
      'zero: values that are exactly 0. dead: 25 % at layer 1, 10 % at layer 2. zero: 50 % at layer 1, 60 % at layer 2.',
  );
});

test('a saturating network without a saturated unit says so', () => {
  expect(titleOf(unitHealth(layers({ saturated: [0, 0] })))).toBe('Nothing saturated');
});

test('several tables have a colour each, and a dash for each share; bands lie over seeds', () => {
  const seeds = [1, 2, 3].map((seed) => layers({ saturated: [0.1 * seed, 0], seed }));
  const figure = unitHealth({
    tanh: seeds[0].concat(seeds.slice(1)),
    ReLU: layers({ dead: [0, 0.5], zeros: [0.4, 0.7] }),
  });
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['tanh: saturated', 'ReLU: dead', 'ReLU: zero']);
  const [tanh, dead, zero] = namesOf(figure).map(
    (name) => trace(figure, String(name)).line as { color: string; dash: string },
  );
  expect(dead.color).toBe(zero.color);
  expect(tanh.color).not.toBe(dead.color);
  expect(new Set([tanh.dash, dead.dash, zero.dash]).size).toBe(3);
  expect(figure.data.filter(({ fill }) => fill === 'toself')).toHaveLength(1);
  expect(trace(figure, 'tanh: saturated').y[0]).toBeCloseTo(0.2, 12);
  expect(titleOf(figure)).toBe('tanh: up to 20 % saturated at layer 1; ReLU: up to 50 % dead at layer 2');
});

test('of several tables with one kind of share, the legend has the names of the tables alone', () => {
  const tables = { slow: layers({ dead: [0, 0.1] }), fast: layers({ dead: [0.3, 0.5] }) };
  const figure = unitHealth(tables, { show: ['dead'] });
  expect(namesOf(figure)).toEqual(['slow', 'fast']);
  expect(trace(figure, 'fast').line).toMatchObject({ dash: 'solid' });
  expect(axisOf(figure, 'yaxis').title.text).toBe('share dead');
  expect(subtitleOf(figure)).toBe('share dead by layer');
});

test('the shares that are drawn can be chosen', () => {
  const figure = unitHealth(layers({ saturated: [0.3, 0.54] }), { show: ['zeros'] });
  expect(namesOf(figure)).toEqual(['zero']);
  expect(trace(figure, 'zero').y).toEqual([0, 0]);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ...badTables(unitHealth, table({ depth: [1] }), "no column 'quantity', but depth; give the layers"),
  [
    'a table with nothing to draw',
    () => unitHealth(layers({})),
    RangeError,
    'no table has a share of saturated, dead and zeros to draw',
  ],
  [
    'an unknown share',
    () => unitHealth(layers({}), { show: ['death'] }),
    TypeError,
    "show[0] 'death' is not one of saturated, dead, zeros; did you mean 'dead'?",
  ],
  [
    'a word for a list',
    () => unitHealth(layers({}), { show: 'dead' as never }),
    TypeError,
    "show must be an array of saturated, dead, zeros; got 'dead'",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
