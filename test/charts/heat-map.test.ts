import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { heatMap } from '../../src/charts';
import { axisOf, subtitleOf, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

const norms = (of: (step: number, depth: number) => number, more: object = { quantity: 'dL/dz' }) =>
  from([0, 5].flatMap((step) => [1, 2].map((depth) => ({ step, depth, norm: of(step, depth), ...more }))));

const map = (figure: ReturnType<typeof heatMap>) =>
  figure.data[0] as { x: number[]; y: number[]; z: (number | null)[][]; colorbar: Record<string, unknown> };

test('layers go upwards and steps to the right, the colour by powers of ten', () => {
  const figure = heatMap(norms((step, depth) => 10 ** (depth + step - 4)));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(map(figure)).toMatchObject({
    type: 'heatmap',
    x: [0, 5],
    y: [1, 2],
    z: [
      [-3, 2],
      [-2, 3],
    ],
  });
  expect(map(figure).colorbar.tickvals).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  expect((map(figure).colorbar.ticktext as string[])[0]).toBe('10<sup>−3</sup>');
  expect(axisOf(figure, 'xaxis').title.text).toBe('step of training');
});

test('zeros, NaN and infinities are gaps', () => {
  const values = [0, NaN, Infinity, 1];
  const figure = heatMap(norms((step, depth) => values[(step / 5) * 2 + depth - 1]));
  expect(complaints(figure)).toEqual([]);
  expect(map(figure).z).toEqual([
    [null, null],
    [null, 0],
  ]);
  expect(wordsOf(figure)).toContain(
    'layer 1: 0 at step 0, ∞ at step 5. layer 2: NaN at step 0, 1 at step 5.',
  );
});

test('a map of nothing but zeros is still a chart', () => {
  const figure = heatMap(norms(() => 0));
  expect(complaints(figure)).toEqual([]);
  expect(titleOf(figure)).toBe('dL/dz is 0 on the way back throughout');
});

test('the title compares the first layer with the last, at first and in the end', () => {
  const first = norms((step, depth) => (depth === 1 ? (step === 0 ? 0.01 : 0.5) : 1));
  expect(titleOf(heatMap(first))).toBe(
    'dL/dz shrinks 100 times on the way back at first, 2 times in the end',
  );
  expect(subtitleOf(heatMap(first))).toBe('L2 norm of dL/dz by layer and step');
});

test('another measure, a plain scale, and medians over seeds', () => {
  const ratios = from(
    [1, 2, 9].flatMap((seed) => [
      { seed, step: 0, depth: 1, ratio: seed },
      { seed, step: 1, depth: 1, ratio: 2 * seed },
    ]),
  );
  const figure = heatMap(ratios, { measure: 'ratio', log: false });
  expect(complaints(figure)).toEqual([]);
  expect(map(figure).z).toEqual([[2, 4]]);
  expect(titleOf(figure)).toBe('|ΔW| / |W| grows 2 times in training');
  expect(wordsOf(figure)).toContain('median of 3 seeds');
  const both = ratios.derive({ quantity: () => 'dL/dz' });
  expect(titleOf(heatMap(both, { measure: 'ratio' }))).toBe('|ΔW| / |W| grows 2 times in training');
});

test('two maps over one range of values have the same colours', () => {
  const figure = heatMap(
    norms((step, depth) => 10 ** -(depth + step)),
    { range: [1e-6, 1e-1] },
  );
  expect(complaints(figure)).toEqual([]);
  expect(map(figure)).toMatchObject({ zmin: -6, zmax: -1 });
  expect(map(figure).colorbar.tickvals).toEqual([-6, -5, -4, -3, -2, -1]);
  const plain = heatMap(
    norms(() => 1),
    { log: false, range: [0, 2] },
  );
  expect(map(plain)).toMatchObject({ zmin: 0, zmax: 2 });
});

test.each([[[1, 0.1]], [[0, 1]], [[1e-3]], ['wide'], [[1e-3, Infinity]]])(
  'a range of %j gets a named error',
  (range) => {
    expect(() =>
      heatMap(
        norms(() => 1),
        { range: range as never },
      ),
    ).toThrow('charts.heatMap: range must be [low, high], both above 0, low below high');
  },
);

test('a share of units is named for what it is', () => {
  const rows = norms(() => 1).derive({ dead: () => 0.5 });
  const figure = heatMap(rows, { measure: 'dead', log: false });
  expect(subtitleOf(figure)).toBe('share of dead units by layer and step');
});

test('colours within one power of ten have ticks too', () => {
  const figure = heatMap(norms((step, depth) => 0.02 + 0.01 * (step / 5) + 0.02 * depth));
  expect(map(figure).colorbar.ticktext).toEqual(['0.04', '0.05', '0.06', '0.07']);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ['no table', () => heatMap({} as never), TypeError, 'table must be an Arquero table; got {}'],
  [
    'a table without the measure',
    () =>
      heatMap(
        norms(() => 1),
        { measure: 'rms' },
      ),
    TypeError,
    "no column 'rms', but step, depth, norm, quantity",
  ],
  [
    'a quantity that is not there',
    () =>
      heatMap(
        norms(() => 1),
        { quantity: 'z' },
      ),
    RangeError,
    "no rows with the quantity 'z'; it has dL/dz",
  ],
  [
    'a quantity where the table has none',
    () =>
      heatMap(
        norms(() => 1, {}),
        { quantity: 'z' },
      ),
    TypeError,
    "no column 'quantity'",
  ],
  ['an empty table', () => heatMap(table({ step: [], depth: [], norm: [] })), RangeError, 'table is empty'],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
