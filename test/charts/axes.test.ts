// Log axes have ticks whatever the data span, and data that hardly differ look level.
import { from } from 'arquero';
import { expect, test } from 'vitest';
import { charts } from '../../src';
import { logAxis, logTicks } from '../../src/charts/axes';
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

test.each(spans)('where the data span %s there are two ticks or more', (_, values) => {
  const { range, tickvals, dtick } = logAxis('norm', values) as Axis;
  const [low, high] = range ?? values.map(Math.log10);
  if (tickvals === undefined) {
    // Plotly puts a tick at every dtick-th decade.
    expect(Math.floor(high / dtick!) - Math.ceil(low / dtick!) + 1).toBeGreaterThanOrEqual(2);
    return;
  }
  const seen = tickvals.filter((v) => Math.log10(v) >= low && Math.log10(v) <= high);
  expect(seen.length).toBeGreaterThanOrEqual(2);
  expect(new Set((logTicks(values) as Axis).ticktext).size).toBe(tickvals.length);
});

test('level data span a tenth of a decade at least, and stand in the middle', () => {
  const { range } = logAxis('norm', [0.37, 0.3701]) as Axis;
  expect(range![1] - range![0]).toBeGreaterThanOrEqual(0.1);
  expect((range![0] + range![1]) / 2).toBeCloseTo(Math.log10(0.37), 3);
});

test('no data, zeros and NaN: an axis all the same', () => {
  for (const values of [[], [0], [NaN, -1]])
    expect(logAxis('norm', values)).toMatchObject({ type: 'log', dtick: 1 });
});

test('gradientFlow of two layers that differ by a third has ticks', () => {
  const layers = from([
    { depth: 1, layer: 'a', quantity: 'dL/dz', norm: 0.3, rms: 0.1, std: 0.1 },
    { depth: 2, layer: 'b', quantity: 'dL/dz', norm: 0.4, rms: 0.1, std: 0.1 },
  ]);
  const { tickvals } = charts.gradientFlow(layers).layout.yaxis as Axis;
  expect(tickvals!.filter((v) => v >= 0.3 && v <= 0.4).length).toBeGreaterThanOrEqual(2);
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
