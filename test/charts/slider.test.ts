import { table } from 'arquero';
import { expect, test } from 'vitest';
import { activationCurves, gradientFlow, slider, unitHealth, type Figure } from '../../src/charts';
import { axisOf, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

/** A gradient that shrinks tenfold a layer over so many layers. */
const flow = (layers: number, title?: string): Figure =>
  gradientFlow(
    table({
      depth: Array.from({ length: layers }, (_, i) => i + 1),
      layer: Array.from({ length: layers }, (_, i) => `dense_${i + 1}`),
      quantity: Array<string>(layers).fill('dL/dz'),
      norm: Array.from({ length: layers }, (_, i) => 10 ** (i + 1 - layers)),
    }),
    title === undefined ? {} : { title },
  );

const depths = [2, 4].map((n) => ({ label: String(n), figure: flow(n) }));

test('the slider has a step a chart, and each step shows its own data and title', () => {
  const figure = slider(depths, { label: 'layers' });
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  const [{ steps, currentvalue }] = figure.layout.sliders as {
    steps: { label: string; method: string; args: unknown[][] }[];
    currentvalue: { prefix: string };
  }[];
  expect(steps.map(({ label }) => label)).toEqual(['2', '4']);
  expect(steps.map(({ args }) => args[0])).toEqual([['2'], ['4']]);
  expect(currentvalue.prefix).toBe('layers: ');
  const frames = figure.frames as unknown as (Figure & { name: string })[];
  expect(frames.map(({ name }) => name)).toEqual(['2', '4']);
  expect(frames[1].data[0]).toMatchObject({ x: [1, 2, 3, 4], y: [0.001, 0.01, 0.1, 1] });
  expect(frames.map(titleOf)).toEqual([
    'dL/dz shrinks 10 times from the last layer to the first',
    'dL/dz shrinks 1,000 times from the last layer to the first',
  ]);
  expect(figure.data).toEqual(frames[0].data);
});

test('it opens at the chart that start names, and the order stays', () => {
  const figure = slider(depths, { label: 'layers', start: '4' });
  expect(complaints(figure)).toEqual([]);
  expect(figure.layout.sliders).toMatchObject([{ active: 1, steps: [{ label: '2' }, { label: '4' }] }]);
  expect(figure.data).toEqual((figure.frames![1] as unknown as Figure).data);
  expect(titleOf(figure)).toBe('dL/dz shrinks 1,000 times from the last layer to the first');
  expect(wordsOf(figure)).toBe(wordsOf(slider(depths, { label: 'layers' })));
});

test('axes have one range that holds every chart', () => {
  const figure = slider(depths, { label: 'layers' });
  const [low, high] = axisOf(figure, 'yaxis').range as number[];
  expect(low).toBeCloseTo(-3.15, 12);
  expect(high).toBeCloseTo(0.15, 12);
  expect(axisOf(figure, 'yaxis')).toMatchObject({ type: 'log', dtick: 1 });
  expect(axisOf(figure, 'yaxis').tickvals).toBeUndefined(); // those of the first chart alone
  const [left, right] = axisOf(figure, 'xaxis').range as number[];
  expect([left < 1, right > 4]).toEqual([true, true]);
});

test('a range of a chart of its own is widened to hold those of the others', () => {
  const share = (dead: number) =>
    unitHealth(table({ depth: [1], quantity: ['a'], saturated: [null], dead: [dead], zeros: [dead] }));
  const figure = slider(
    [0.2, 0.8].map((dead) => ({ label: String(dead), figure: share(dead) })),
    { label: 'share' },
  );
  expect((axisOf(figure, 'yaxis').range as number[])[1]).toBeCloseTo(0.848, 12);
});

test('charts of several panels move too', () => {
  const frames = ['relu', 'elu'].map((name) => ({ label: name, figure: activationCurves(name) }));
  const figure = slider(frames, { label: 'activation' });
  expect(complaints(figure)).toEqual([]);
  expect(axisOf(figure, 'xaxis2').range).toEqual([-6, 6]);
});

test('the longest title has room, and every title starts at one height', () => {
  const long = 'A title of so many words that it needs three lines where the other has one, so it is long';
  const frames = [flow(2, 'Short'), flow(2, long)].map((figure, i) => ({ label: String(i), figure }));
  const figure = slider(frames, { label: 'title' });
  const own = frames.map(({ figure: { layout } }) => (layout.margin as { t: number }).t);
  expect((figure.layout.margin as { t: number }).t).toBe(Math.max(...own) + 21); // a second line, as on a phone
  const heights = figure.frames!.map(({ layout }) => (layout as { title: { y: number } }).title.y);
  expect(heights[0]).toBeCloseTo(heights[1], 12);
  expect((1 - heights[0]) * (figure.layout.height as number)).toBeCloseTo(28, 9);
});

test('the words say what each place of the slider shows', () => {
  const words = wordsOf(slider(depths, { label: 'layers' }));
  expect(words).toMatch(/^A slider over layers\. At 2: Line chart of the norm of dL\/dz/);
  expect(words).toContain('At 4: Line chart');
});

const two = gradientFlow({
  a: table({ depth: [1], layer: ['a'], quantity: ['dL/dz'], norm: [1] }),
  b: table({ depth: [1], layer: ['a'], quantity: ['dL/dz'], norm: [1] }),
});
const label = { label: 'layers' };
test.each<[string, () => unknown, ErrorConstructor, string]>([
  [
    'one frame',
    () => slider(depths[0] as never, label),
    TypeError,
    'frames must be an array of { label, figure }; got {',
  ],
  ['no frames', () => slider([], label), RangeError, 'frames is empty'],
  [
    'a frame without a label',
    () => slider([{ figure: flow(1) }] as never, label),
    TypeError,
    'frames[0].label must be a string; got undefined',
  ],
  [
    'a frame without a figure',
    () => slider([{ label: '1', figure: {} }] as never, label),
    TypeError,
    'frames[0].figure must be a figure that a chart made; got {}',
  ],
  ['a label twice', () => slider([depths[0], depths[0]], label), RangeError, "two frames have the label '2'"],
  [
    'figures with other traces',
    () => slider([depths[0], { label: 'x', figure: two }], label),
    RangeError,
    "the figure of 'x' has 2 traces, that of '2' 1",
  ],
  [
    'figures with other axes',
    () =>
      slider(
        [
          { label: 'a', figure: two },
          { label: 'b', figure: activationCurves('relu') },
        ],
        label,
      ),
    RangeError,
    "the figure of 'b' has other axes than that of 'a'",
  ],
  ['no label', () => slider(depths, {} as never), TypeError, 'label must be a string; got undefined'],
  [
    'a start that is no label',
    () => slider(depths, { label: 'layers', start: '3' }),
    TypeError,
    "start '3' is not one of 2, 4",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
