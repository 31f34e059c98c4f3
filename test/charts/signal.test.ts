import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { signal, slider, type Figure } from '../../src/charts';
import { datasets, mlp, observe, recurrent, residual, tf } from '../../src';
import { badTables, subtitleOf, titleOf, wordsOf } from './figures';
import { complaints } from './plotly';

type Traced = Record<string, unknown> & { x: number[]; y: (number | null)[]; text: string[] };

/** A table of dL/dz as observe makes it, with one norm for each layer. */
const layers = (...norm: number[]) =>
  table({
    depth: norm.map((_, i) => i + 1),
    layer: norm.map((_, i) => `dense_${i + 1}`),
    quantity: norm.map(() => 'dL/dz'),
    norm,
    rms: norm,
  });

const filled = ({ data }: Figure) => data.filter(({ fill }) => fill === 'toself') as Traced[];
/** The bands of the streams: the first filled trace is the boxes, then for each stream its branches and its band. */
const bands = (figure: Figure) => filled(figure).filter((_, i) => i > 0 && i % 2 === 0);
const branches = (figure: Figure) => filled(figure).filter((_, i) => i % 2 === 1);
const dotted = (figure: Figure) => figure.data.filter(({ name }) => name !== undefined) as Traced[];
const texts = ({ data }: Figure) =>
  (data as Traced[]).flatMap((trace) =>
    trace.mode === 'text' ? trace.text.filter((text) => text !== '') : [],
  );

/** The widths of a band, in pixels, by x. */
function widths(band: Traced): Map<number, number> {
  const at = new Map<number, number[]>();
  band.x.forEach((x, i) => {
    if (x !== null) at.set(x, [...(at.get(x) ?? []), band.y[i]!]);
  });
  return new Map([...at].map(([x, ys]) => [x, Math.max(...ys) - Math.min(...ys)]));
}
const relative = (band: Traced): number[] => {
  const each = [...widths(band).values()];
  return each.map((w) => w / Math.max(...each));
};
const near = (got: readonly number[], expected: readonly number[]) => {
  expect(got).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 9));
};

test('the width of the band is in proportion to the norm, layer by layer', () => {
  const figure = signal(layers(0.01, 0.1, 0.5, 1));
  expect(complaints(figure)).toEqual([]);
  expect(figure).toMatchSnapshot();
  near(relative(bands(figure)[0]), [0.01, 0.1, 0.5, 1]);
  expect([...widths(bands(figure)[0]).keys()]).toEqual([1, 2, 3, 4]);
});

test('each band is as wide as it can be at its own largest value, and no band touches another', () => {
  const figure = signal({ shrinks: layers(1e-20, 1e-3, 0.1), grows: layers(1e20, 1, 0.1) });
  expect(complaints(figure)).toEqual([]);
  const [shrinks, grows] = bands(figure);
  near(relative(shrinks), [1e-19, 0.01, 1]);
  near(relative(grows), [1, 1e-20, 1e-21]);
  expect(Math.max(...widths(shrinks).values())).toBe(Math.max(...widths(grows).values()));
  expect(Math.max(...(shrinks.y as number[]))).toBeLessThan(Math.min(...(grows.y as number[])));
});

test('a dotted line runs on where the width can not be seen, and ends where the gradient is zero', () => {
  const [line] = dotted(signal(layers(0, 1e-20, 0.1, 1)));
  expect(line.line).toMatchObject({ dash: 'dot' });
  expect(line.y[0]).toBeNull();
  expect(line.y.slice(1)).not.toContain(null);
});

test('the numbers at both ends, the directions and the names stand in the picture', () => {
  const figure = signal({ sigmoid: layers(0.00034, 0.01, 0.126), ReLU: layers(0.1, 0.1, 0.126) });
  expect(texts(figure)).toEqual([
    'input, forward →',
    '← backward, loss',
    '0.00034 at layer 1',
    '0.126 at layer 3',
    '0.1 at layer 1',
    '0.126 at layer 3',
    '<b>sigmoid</b>',
    '<b>ReLU</b>',
  ]);
});

test('the title says how much the signal changes on its way, and the words say the numbers', () => {
  const figure = signal({ sigmoid: layers(0.01, 0.1, 1), ReLU: layers(0.5, 1, 1) });
  expect(titleOf(figure)).toBe('Sigmoid shrinks 100 times on the way back, ReLU 2 times');
  expect(subtitleOf(figure)).toBe('width in proportion to the L2 norm of dL/dz');
  expect(wordsOf(figure)).toBe(
    'Bands whose width is the L2 norm of dL/dz, layers as columns, layer 1 nearest the input. ' +
      'The signal comes in at the right and flows back to the left. ' +
      'sigmoid: 0.01 at layer 1, 0.1 at layer 2, 1 at layer 3; it shrinks 100 times on the way. ' +
      'ReLU: 0.5 at layer 1, 1 at layer 2, 1 at layer 3; it shrinks 2 times on the way.',
  );
  const scales = { '× 0.8': layers(0.5, 1), '× 1.25': layers(0.25, 1) };
  expect(titleOf(signal(scales))).toBe('× 0.8 shrinks 2 times on the way back, × 1.25 shrinks 4 times');
  expect(titleOf(signal(layers(0.01, 1)))).toBe('The signal dL/dz shrinks 100 times on the way back');
  expect(titleOf(signal(layers(1, 1), { title: 'Mine' }))).toBe('Mine');
  expect(titleOf(signal(layers(0, 1)))).toBe('The signal dL/dz vanishes on the way back');
});

test('NaN is a gap with its name, infinity a full width with its sign', () => {
  const broken = signal(layers(NaN, 1, 2));
  expect(complaints(broken)).toEqual([]);
  near(relative(bands(broken)[0]), [0.5, 1]);
  expect(texts(broken).filter((text) => text === 'NaN')).toHaveLength(1);
  expect(titleOf(broken)).toContain('is not a number');
  const exploded = signal(layers(Infinity, 1, 2));
  near(relative(bands(exploded)[0]), [1, 0.5, 1]);
  expect(texts(exploded)).toContain('∞');
  expect(texts(exploded)).toContain('∞ at layer 1');
  for (const figure of [signal(layers(NaN, NaN)), signal(layers(0, 0)), signal(layers(Infinity, Infinity))]) {
    expect(complaints(figure)).toEqual([]);
    const numbers = bands(figure).flatMap(({ y }) => y.filter((v) => v !== null));
    expect(numbers.every((v) => Number.isFinite(v))).toBe(true);
  }
});

test('one layer is a piece of band with one number, and 60 layers stay a picture', () => {
  const one = signal(layers(0.3));
  expect(complaints(one)).toEqual([]);
  expect(texts(one).filter((text) => text.includes('layer'))).toEqual(['0.3 at layer 1']);
  const many = signal(layers(...Array.from({ length: 60 }, (_, i) => 0.8 ** (59 - i))));
  expect(complaints(many)).toEqual([]);
  expect(widths(bands(many)[0]).size).toBe(60);
  expect((many.layout.xaxis as { tickvals: number[] }).tickvals.length).toBeLessThanOrEqual(13);
});

test('several seeds are drawn as their median', () => {
  const rows = [1, 2, 10].flatMap((seed) =>
    layers(seed, 2 * seed)
      .objects()
      .map((row) => ({ ...row, seed })),
  );
  const figure = signal(from(rows));
  near(relative(bands(figure)[0]), [0.5, 1]);
  expect(texts(figure)).toContain('2 at layer 1');
  expect(subtitleOf(figure)).toBe('width in proportion to the L2 norm of dL/dz; median of 3 seeds');
});

test('the forward signal flows to the right', () => {
  const forward = table({ depth: [1, 2], layer: ['a', 'b'], quantity: ['z', 'z'], norm: [1, 4] });
  const figure = signal(forward, { quantity: 'z' });
  expect(titleOf(figure)).toBe('The signal z grows 4 times on the way forward');
  expect(wordsOf(figure)).toContain('comes in at the left and flows to the right');
});

const batch = datasets.randomBatch({ size: 16, inputs: 8, classes: 3, seed: 1 });
const seen = (model: tf.LayersModel) => observe(model, batch.x, batch.y).layers;
const normAt = (of: ReturnType<typeof seen>, quantity: string, layer: string): number =>
  of.objects().find((row) => row.quantity === quantity && row.layer === layer)!.norm as number;

test('in a residual network the stream runs past the blocks, whose inner layers are branches', () => {
  const spec = { inputs: 8, width: 8, blocks: 2, outputs: 3, activation: 'relu', initializer: 'heNormal' };
  for (const normalization of ['none', 'layer']) {
    const of = seen(residual({ ...spec, normalization }));
    const figure = signal(of);
    expect(complaints(figure)).toEqual([]);
    // The pre-activation block adds the output of its last layer: its dL/dz is the gradient of the sum.
    expect([...widths(bands(figure)[0]).keys()]).toEqual([1, 3, 5, 6]);
    const names = ['stem', 'block1_dense2', 'block2_dense2', 'logits'].map((name) =>
      normAt(of, 'dL/dz', name),
    );
    const inner = ['block1_dense1', 'block2_dense1'].map((name) => normAt(of, 'dL/dz', name));
    const most = Math.max(...names, ...inner);
    const top = Math.max(...widths(bands(figure)[0]).values()) / (Math.max(...names) / most);
    near(
      [...widths(bands(figure)[0]).values()],
      names.map((norm) => (norm / most) * top),
    );
    const lanes = widths(branches(figure)[0]);
    near(
      [1.75, 2.25, 3.75, 4.25].map((x) => lanes.get(x)!),
      [inner[0], inner[0], inner[1], inner[1]].map((norm) => (norm / most) * top),
    );
    expect(wordsOf(figure)).toContain('inside its 2 branches');
  }
});

test('where a number scales the branches, all layers of the blocks are inside', () => {
  const figure = signal(seen(residual({ inputs: 8, width: 8, blocks: 2, outputs: 3, branch: 'skipInit' })));
  expect([...widths(bands(figure)[0]).keys()]).toEqual([1, 6]);
  expect(wordsOf(figure)).toContain('inside its 1 branch it is 0');
});

test('with skip, dL/da is the stream of an mlp and dL/dz its branches, for the tables that have it', () => {
  const spec = { inputs: 8, hidden: [8, 8, 8, 8], outputs: 3, activation: 'tanh' };
  const [plain, skipped] = [seen(mlp(spec)), seen(mlp({ ...spec, skip: 2 }))];
  const figure = signal({ plain, skipped }, { skip: { skipped: 2 } });
  expect(complaints(figure)).toEqual([]);
  expect([...widths(bands(figure)[0]).keys()]).toEqual([1, 2, 3, 4, 5]);
  expect([...widths(bands(figure)[1]).keys()]).toEqual([2, 4, 5]);
  const expected = ['dense_2', 'dense_4'].map((layer) => normAt(skipped, 'dL/da', layer));
  const got = widths(bands(figure)[1]);
  expect(got.get(2)! / got.get(4)!).toBeCloseTo(expected[0] / expected[1], 9);
  expect(branches(figure)[0].x).toEqual([null]);
  expect(branches(figure)[1].x.length).toBeGreaterThan(0);
});

test('time steps are columns, and each recurrent layer a band', () => {
  const model = recurrent({ cell: 'simple', steps: 5, inputs: 2, units: 4, outputs: 2 });
  const [x, y] = [
    tf.randomNormal([3, 5, 2], 0, 1, 'float32', 1),
    tf.randomNormal([3, 2], 0, 1, 'float32', 2),
  ];
  const { throughTime } = observe(model, x, y, { loss: 'meanSquaredError' });
  const figure = signal(throughTime!);
  expect(complaints(figure)).toEqual([]);
  expect([...widths(bands(figure)[0]).keys()]).toEqual([1, 2, 3, 4, 5]);
  expect(titleOf(figure)).toMatch(/back through time$/);
  expect(texts(figure).some((text) => text.endsWith('at step 5'))).toBe(true);
});

test('charts of as many bands go on one slider', () => {
  const frames = [2, 4].map((n) => ({ label: `${n}`, figure: signal(layers(...Array<number>(n).fill(1))) }));
  expect(complaints(slider(frames, { label: 'layers' }))).toEqual([]);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ...badTables(
    signal,
    table({ x: [1] }),
    "has no column 'depth', but x; give the layers or the throughTime of observe",
  ),
  ['an object without tables', () => signal({}), TypeError, 'tables must be an Arquero table'],
  [
    'a quantity that is not there',
    () => signal(layers(1), { quantity: 'z' }),
    RangeError,
    "has no rows with the quantity 'z'; it has dL/dz",
  ],
  ['an unknown quantity', () => signal(layers(1), { quantity: 'dL/dZ' }), TypeError, "did you mean 'dL/dz'?"],
  [
    'an unknown measure',
    () => signal(layers(1), { measure: 'max' }),
    TypeError,
    "measure 'max' is not one of norm, rms, std",
  ],
  ['an unknown option', () => signal(layers(1), { log: true } as never), TypeError, "has no 'log'"],
  [
    'a table of several steps',
    () => signal(layers(1).concat(layers(1))),
    RangeError,
    'has 2 rows at depth 1; filter it to one',
  ],
  [
    'a skip of no layers',
    () => signal(layers(1), { skip: 0 }),
    RangeError,
    'skip must be a whole number of at least 1; got 0',
  ],
  [
    'a skip that is neither',
    () => signal(layers(1), { skip: 'all' as never }),
    TypeError,
    "skip must be true, false, a number of layers, or an object of these by table; got 'all'",
  ],
  [
    'a skip of a table that is not there',
    () => signal({ ReLU: layers(1) }, { skip: { Relu: true } }),
    TypeError,
    "did you mean 'ReLU'?",
  ],
  [
    'a skip of one table that is neither',
    () => signal({ a: layers(1) }, { skip: { a: null as never } }),
    TypeError,
    "skip['a'] must be",
  ],
  [
    'a skip without dL/da',
    () => signal(layers(1, 1), { skip: true }),
    RangeError,
    "has no rows with the quantity 'dL/da'",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
