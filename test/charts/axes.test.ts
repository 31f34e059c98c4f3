// Log axes have ticks whatever the data span, and data that hardly differ look level.
import { from } from 'arquero';
import { describe, expect, test } from 'vitest';
import { charts } from '../../src';
import { GRADIENT_DECADES, logAxis } from '../../src/charts/axes';
import type { Figure } from '../../src/charts';
import { figureBundle } from '../../src/notebook/figure';

interface Axis {
  readonly range?: [number, number];
  readonly tickvals?: number[];
  readonly ticktext?: string[];
  readonly dtick?: number;
}

const spans: [string, number[]][] = [
  ['three decades', [1e-3, 1]],
  ['a decade', [0.02, 0.2]],
  ['less than a decade', [0.3, 0.7]],
  ['between 2 and 5', [2.1, 4.9]],
  ['a tenth', [1.1, 1.2]],
  ['a thousandth', [3.001, 3.004]],
  ['nothing', [0.37, 0.37]],
  ['nothing, far from 1', [4.2e-9, 4.2e-9]],
  ['nothing, large', [123_456, 123_456]],
];

/** The logarithms between which an axis draws; Plotly takes them from the data where there is no range. */
const drawn = ({ range }: Axis, values: readonly number[]): [number, number] =>
  range ?? [Math.min(...values.map(Math.log10)), Math.max(...values.map(Math.log10))];

/** The number of ticks that an axis shows. */
function countTicks(axis: Axis, values: readonly number[]): number {
  const [low, high] = drawn(axis, values);
  const { tickvals, dtick } = axis;
  // Plotly puts a tick at every dtick-th decade.
  if (tickvals === undefined) return Math.floor(high / dtick!) - Math.ceil(low / dtick!) + 1;
  return tickvals.filter((v) => Math.log10(v) >= low && Math.log10(v) <= high).length;
}

const leastSpans = [0.1, GRADIENT_DECADES];

describe.each(leastSpans)('on an axis of at least %d decades', (least) => {
  test.each(spans)('where the data span %s there are two ticks or more', (_, values) => {
    const axis = logAxis('norm', values, least) as Axis;
    expect(countTicks(axis, values)).toBeGreaterThanOrEqual(2);
    if (axis.ticktext) expect(new Set(axis.ticktext).size).toBe(axis.tickvals!.length);
  });

  test('wherever the data lie there are two to nine ticks', () => {
    for (let power = -40; power < 40; power += 0.37) {
      for (const decades of [0, 0.05, 0.3, 0.9, 1.49, 1.51, 2, 2.4, 2.6, 5, 17, 60]) {
        const values = [10 ** power, 10 ** (power + decades)];
        const count = countTicks(logAxis('norm', values, least) as Axis, values);
        expect(count, values.join(' to ')).toBeGreaterThanOrEqual(2);
        expect(count, values.join(' to ')).toBeLessThanOrEqual(9);
      }
    }
  });
});

test.each(leastSpans)('level data span %d decades at least, and stand in the middle', (least) => {
  const { range } = logAxis('norm', [0.37, 0.3701], least) as Axis;
  expect(range![1] - range![0]).toBeGreaterThanOrEqual(least);
  expect((range![0] + range![1]) / 2).toBeCloseTo(Math.log10(0.37), 3);
});

test('no data, zeros and NaN: an axis all the same', () => {
  for (const values of [[], [0], [NaN, -1]])
    expect(logAxis('norm', values)).toMatchObject({ type: 'log', dtick: 1 });
});

/** Rows of `observe`, a layer each, with these norms. */
const rowsOf = (...norms: number[]) =>
  from(
    norms.map((norm, i) => ({
      depth: i + 1,
      layer: `layer ${i + 1}`,
      quantity: 'dL/dz',
      norm,
      rms: norm,
      std: norm,
    })),
  );

test('a gradient that is level within a third takes less than a tenth of the height of its chart', () => {
  const { range } = charts.gradientFlow(rowsOf(0.126, 0.15, 0.17)).layout.yaxis as Axis;
  expect(Math.log10(0.17 / 0.126) / (range![1] - range![0])).toBeLessThan(0.1);
  expect(countTicks(charts.gradientFlow(rowsOf(0.126, 0.174)).layout.yaxis as Axis, [])).toBeGreaterThan(2);
});

test('a gradient that vanishes fills its chart', () => {
  expect((charts.gradientFlow(rowsOf(1e-6, 1e-3, 1)).layout.yaxis as Axis).range).toBeUndefined();
});

test.each([
  [
    'a slider over',
    (figures: Figure[]) =>
      charts.slider(
        figures.map((figure, i) => ({ label: String(i), figure })),
        { label: 'which' },
      ),
  ],
  [
    'panels of',
    (figures: Figure[]) =>
      charts.compare(Object.fromEntries(figures.map((figure, i) => [`chart ${i}`, figure]))),
  ],
])('%s level gradients share an axis of two decades with ticks over all of it', (_, join) => {
  const figures = [rowsOf(0.126, 0.174), rowsOf(0.15, 0.16)].map((layers) => charts.gradientFlow(layers));
  const axis = join(figures).layout.yaxis as Axis;
  expect(axis.range![1] - axis.range![0]).toBeGreaterThanOrEqual(GRADIENT_DECADES);
  expect(countTicks(axis, [])).toBeGreaterThan(3);
});

test('typed arrays are data: shown as plain ones', () => {
  const layout = { meta: { description: 'A line.' } };
  const figure = {
    data: [{ type: 'scatter', x: new Int32Array([1, 2]), y: new Float32Array([0.5, NaN]) }],
    layout,
  };
  const bundle = figureBundle(figure);
  const shown = bundle['application/vnd.plotly.v1+json'] as { data: { x: number[]; y: number[] }[] };
  expect(shown.data[0]).toEqual({ type: 'scatter', x: [1, 2], y: [0.5, NaN] });
  expect(bundle['text/html']).toContain('"x":[1,2]');
});
