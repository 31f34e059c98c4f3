import type { ColumnTable } from 'arquero';
import { describe, expect, test } from 'vitest';
import { build, charts, datasets, observe, theory, tf, type MlpSpec, type ResidualSpec } from '../../src';

type Spec = MlpSpec | ResidualSpec;
const WIDTH = 192;
const mlpOf = (layers: number, rest: object): MlpSpec => ({
  inputs: WIDTH,
  hidden: Array<number>(layers).fill(WIDTH),
  outputs: 10,
  ...rest,
});
const residualOf = (rest: object): ResidualSpec => ({
  inputs: WIDTH,
  width: WIDTH,
  blocks: 8,
  outputs: 10,
  initializer: 'heNormal',
  ...rest,
});

/** Mean over seeds of the mean squares of z and of the squared norm of dL/dz, by layer. */
function measured(spec: Spec, seeds: number, size = 64): { q: number[]; gradient: number[] } {
  const sums: { q: number[]; gradient: number[] } = { q: [], gradient: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    const model = build({ ...spec, seed });
    const data = datasets.randomBatch({ size, inputs: spec.inputs, classes: 10, seed });
    const rows = observe(model, data.x, data.y).layers.objects() as {
      depth: number;
      quantity: string;
      rms: number;
      norm: number;
    }[];
    for (const { depth, quantity, rms, norm } of rows) {
      if (quantity === 'z') sums.q[depth - 1] = (sums.q[depth - 1] ?? 0) + rms ** 2 / seeds;
      if (quantity === 'dL/dz') {
        sums.gradient[depth - 1] = (sums.gradient[depth - 1] ?? 0) + norm ** 2 / seeds;
      }
    }
    model.dispose();
    tf.dispose(data);
  }
  return sums;
}

const column = (layers: ColumnTable, name: string): number[] => [...(layers.array(name) as number[])];

// Networks as wide as this are off by their width: a mean over the seeds of each square is held to 15 %, of
// each layer. The mean square of the ten logits is one of few numbers, and left out.
describe.each<[string, Spec]>([
  ['sigmoid, Var(w) = 1/n', mlpOf(8, { activation: 'sigmoid', initializer: 'lecunNormal' })],
  ["tanh, PyTorch's default", mlpOf(8, { activation: 'tanh' })],
  ['ReLU, Xavier', mlpOf(8, { initializer: 'xavierNormal' })],
  ['ReLU, He, narrowing', { ...mlpOf(0, { initializer: 'heNormal' }), hidden: [256, 128, 192, 96] }],
  ['GELU, orthogonal', mlpOf(6, { activation: 'gelu', initializer: { name: 'orthogonal', gain: 1.5 } })],
  [
    'tanh with biases, in chaos',
    mlpOf(8, { activation: 'tanh', initializer: { name: 'lecunNormal', gain: 1.6, biasStd: 0.2 } }),
  ],
  ['ReLU, layer norm', mlpOf(8, { normalization: 'layer', initializer: 'heNormal' })],
  ['SiLU, RMS norm', mlpOf(8, { normalization: 'rms', activation: 'silu', initializer: 'heNormal' })],
  [
    'tanh, layer norm after the activation',
    mlpOf(8, { normalization: 'layer', normalizationPosition: 'after', activation: 'tanh' }),
  ],
  [
    'ReLU, layer norm after the activation',
    mlpOf(8, { normalization: 'layer', normalizationPosition: 'after', initializer: 'heNormal' }),
  ],
  ['residual, no norm', residualOf({ layersPerBlock: 1 })],
  ['residual, two layers a block', residualOf({ blocks: 6 })],
  ['residual, layer norm, tanh', residualOf({ normalization: 'layer', activation: 'tanh' })],
  ['residual, starting from zero', residualOf({ branch: 'zero' })],
  ['residual, SkipInit', residualOf({ branch: 'skipInit' })],
])('%s', (_, spec) => {
  test('has the mean squares and the gradients that theory says', () => {
    const { q, gradient } = measured(spec, 12);
    const said = theory.layers(spec, { last: Math.sqrt(gradient.at(-1)!) });
    column(said, 'q')
      .slice(0, -1)
      .forEach((value, i) => {
        expect(Math.abs(q[i] - value)).toBeLessThanOrEqual(0.15 * value);
      });
    column(said, 'value').forEach((value, i) => {
      expect(Math.abs(gradient[i] - value ** 2)).toBeLessThanOrEqual(0.15 * value ** 2);
    });
  });
});

// Batches of 256 instead of an endless one add some per cent.
describe.each<[string, Spec]>([
  ['ReLU, batch norm', mlpOf(8, { normalization: 'batch', initializer: 'heNormal' })],
  ['tanh, batch norm', mlpOf(8, { normalization: 'batch', activation: 'tanh', initializer: 'lecunNormal' })],
  [
    'ReLU, batch norm after the activation',
    mlpOf(8, { normalization: 'batch', normalizationPosition: 'after', initializer: 'heNormal' }),
  ],
  ['residual, batch norm', residualOf({ normalization: 'batch' })],
])('%s', (_, spec) => {
  test('has the gradients that theory says, to 6 % a layer', () => {
    const { gradient } = measured(spec, 6, 256);
    const ratios = gradient.map((value, i) => Math.sqrt(value / gradient[i + 1]));
    column(theory.layers(spec), 'ratio').forEach((ratio, i) => {
      if (i + 1 < ratios.length) expect(Math.abs(ratios[i] / ratio - 1)).toBeLessThan(0.06);
    });
  });
});

const deep = (rest: object): MlpSpec => mlpOf(50, rest);

// CHECKS, in the limit of many layers.
test.each([
  ['sigmoid with Var(w) = 1/n', deep({ activation: 'sigmoid', initializer: 'lecunNormal' }), 0.236, 2],
  ['ReLU with He', deep({ initializer: 'heNormal' }), 1, 12],
  ['ReLU with Xavier', deep({ initializer: 'xavierNormal' }), Math.SQRT1_2, 12],
  [
    'PReLU with its gain',
    deep({ activation: 'prelu', initializer: { name: 'lecunNormal', gain: Math.sqrt(2 / (1 + 0.25 ** 2)) } }),
    1,
    12,
  ],
])('%s has a gradient ratio of %d', (_, spec, ratio, digits) => {
  expect(theory.gradientRatio(spec)).toBeCloseTo(ratio, digits);
});

test('tanh with the standard initialisation comes to √(1/3) in its linear regime', () => {
  const ratios = column(theory.layers(deep({ activation: 'tanh', bias: false })), 'ratio');
  expect(ratios[45]).toBeCloseTo(Math.sqrt(1 / 3), 6);
});

test('batch norm makes gradients grow by √(π / (π - 1)) a layer with ReLUs, and by more than 1 with anything but a line', () => {
  const ratio = (activation: string) =>
    column(theory.layers(deep({ activation, normalization: 'batch' })), 'ratio')[20];
  expect(ratio('relu')).toBeCloseTo(Math.sqrt(Math.PI / (Math.PI - 1)), 12);
  expect(ratio('linear')).toBeCloseTo(1, 12);
  for (const activation of ['tanh', 'sigmoid', 'gelu', 'selu', 'leakyRelu']) {
    expect(ratio(activation)).toBeGreaterThan(1);
  }
});

test("without a norm, a block doubles the stream's variance; with one before it, it adds 1 to it", () => {
  const stream = (rest: object) =>
    column(theory.layers(residualOf({ layersPerBlock: 1, ...rest }), { inputPower: 0.5 }), 'stream').slice(
      0,
      9,
    );
  stream({}).forEach((value, l) => {
    expect(value).toBeCloseTo(2 ** l, 9);
  });
  stream({ normalization: 'batch' }).forEach((value, l) => {
    expect(value).toBeCloseTo(l + 1, 9);
  });
});

// Four widths of 192 units and four batches of 64: to 12 %.
test.each([
  ['no norm', residualOf({ layersPerBlock: 1 })],
  ['batch norm', residualOf({ normalization: 'batch' })],
])("the stream's mean square grows as theory says, with %s", (_, spec) => {
  const seeds = [1, 2, 3, 4];
  const streams = seeds.map((seed) => {
    const model = build({ ...spec, seed });
    const ends = model.layers.filter(({ name }) => name.endsWith('_add'));
    const inner = tf.model({ inputs: model.inputs, outputs: ends.map((l) => l.output as tf.SymbolicTensor) });
    const { x, y } = datasets.randomBatch({ size: 64, inputs: WIDTH, classes: 10, seed });
    const powers = tf.tidy(() =>
      (inner.apply(x, { training: true }) as tf.Tensor[]).map((end) => tf.mean(tf.square(end)).dataSync()[0]),
    );
    model.dispose();
    tf.dispose([x, y]);
    return powers;
  });
  const said = [...new Set(column(theory.layers(spec), 'stream'))].slice(1);
  said.forEach((value, block) => {
    const mean = streams.reduce((sum, powers) => sum + powers[block] / seeds.length, 0);
    expect(Math.abs(mean / value - 1)).toBeLessThan(0.12);
  });
});

test('a residual network has a ratio a block: √2 without a norm, close to 1 with one', () => {
  expect(theory.gradientRatio(residualOf({}))).toBeCloseTo(Math.SQRT2, 12);
  expect(theory.gradientRatio(residualOf({ branch: 'zero' }))).toBe(1);
  const [few, many] = [10, 1000].map((blocks) =>
    theory.gradientRatio(residualOf({ blocks, normalization: 'layer' })),
  );
  expect(few).toBeGreaterThan(many);
  expect(many).toBeCloseTo(1, 2);
});

test('the table is one that the gradient flow draws over what was measured', () => {
  const spec = mlpOf(3, { activation: 'tanh' });
  const model = build({ ...spec, seed: 1 });
  const data = datasets.randomBatch({ size: 8, inputs: WIDTH, classes: 10, seed: 1 });
  const figure = charts.gradientFlow(observe(model, data.x, data.y).layers, { theory: theory.layers(spec) });
  expect(figure.data.find(({ name }) => name === 'theory')).toMatchObject({
    name: 'theory',
    x: [1, 2, 3, 4],
  });
  model.dispose();
  tf.dispose(data);
});
