// initialize on models that others build: nested, wrapped, recurrent, without names.
import { expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { initialize } from '../../src/initializers';
import { expectNoLeakedModels } from '../leaks';
import { usedTwice } from '../shared-layer';

const disposable = expectNoLeakedModels();
const sequential = (layers: tf.layers.Layer[]): tf.Sequential => disposable(tf.sequential({ layers }));

const valuesOf = (model: tf.LayersModel): number[][] =>
  model.weights.map((w) => [...(w.read() as unknown as tf.Variable).dataSync()]);
/** Whether no two of the weights that are drawn (not constant) are the same. */
const allDiffer = (values: number[][]): boolean => {
  const drawn = values.filter((v) => new Set(v).size > 1).map(String);
  return drawn.length > 1 && new Set(drawn).size === drawn.length;
};
const dense = (units: number): tf.layers.Layer => tf.layers.dense({ units, inputShape: [6] });
const sub = (layers: tf.layers.Layer[]): tf.layers.Layer =>
  tf.sequential({ layers }) as unknown as tf.layers.Layer;

const structures: [string, () => tf.layers.Layer[]][] = [
  ['a model within a model', () => [dense(6), sub([dense(6), dense(6)]), dense(6)]],
  ['two of them', () => [dense(6), sub([dense(6), dense(6)]), sub([dense(6), dense(6)])]],
  ['a model that comes first', () => [sub([dense(6), dense(6)]), dense(6)]],
  ['models three deep', () => [dense(6), sub([dense(6), sub([dense(6), dense(6)]), dense(6)])]],
  [
    'both halves of a Bidirectional',
    () => [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 4 }) as tf.RNN,
        mergeMode: 'concat',
        inputShape: [5, 4],
      }),
    ],
  ],
  [
    'cells that stand on one another',
    () => [
      tf.layers.rnn({
        cell: [tf.layers.gruCell({ units: 4 }), tf.layers.gruCell({ units: 4 })],
        inputShape: [5, 4],
      }),
    ],
  ],
  [
    'layers for every step of a sequence',
    () => [
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 6 }), inputShape: [5, 6] }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 6 }) }),
    ],
  ],
  [
    'a separable convolution',
    () => [
      tf.layers.separableConv2d({ filters: 4, kernelSize: 1, inputShape: [4, 4, 4], depthMultiplier: 4 }),
    ],
  ],
];

test.each(structures)('%s: every weight is drawn on its own', (_, layers) => {
  const model = sequential(layers());
  initialize(model, 'heNormal', { seed: 1 });
  expect(allDiffer(valuesOf(model))).toBe(true);
});

test.each(structures)('%s: built anew, the same seed gives the same weights', (_, layers) => {
  const [first, second] = [sequential(layers()), sequential(layers())];
  expect(first.layers.at(-1)!.name).not.toBe(second.layers.at(-1)!.name); // tfjs counts on
  initialize(first, { name: 'normal', std: 1, biasStd: 1 }, { seed: 1 });
  initialize(second, { name: 'normal', std: 1, biasStd: 1 }, { seed: 1 });
  expect(valuesOf(first)).toEqual(valuesOf(second));
  initialize(second, { name: 'normal', std: 1, biasStd: 1 }, { seed: 2 });
  expect(allDiffer([...valuesOf(first), ...valuesOf(second)])).toBe(true);
});

test('a layer with a name keeps its weights when another is added before it', () => {
  const named = (): tf.layers.Layer => tf.layers.dense({ units: 3, inputShape: [6], name: 'head' });
  const [alone, behind] = [sequential([named()]), sequential([dense(6), named()])];
  for (const model of [alone, behind]) initialize(model, 'xavierUniform', { seed: 1 });
  expect(valuesOf(behind)[2]).toEqual(valuesOf(alone)[0]);
});

test('a layer that is used twice is drawn once, and as the one that it is', () => {
  const shared = tf.layers.dense({ units: 6 });
  const model = disposable(usedTwice(shared, 6, tf.layers.dense({ units: 6 })));
  initialize(model, 'orthogonal', { seed: 1 });
  expect(model.weights).toHaveLength(4);
  expect(allDiffer(valuesOf(model))).toBe(true);
});

const UNITS = 8;
const cells: [string, number, () => tf.layers.Layer][] = [
  ['simpleRNN', 1, () => tf.layers.simpleRNN({ units: UNITS, inputShape: [5, 4] })],
  ['gru', 3, () => tf.layers.gru({ units: UNITS, inputShape: [5, 4] })],
  ['lstm', 4, () => tf.layers.lstm({ units: UNITS, inputShape: [5, 4] })],
  [
    'rnn of a cell',
    4,
    () => tf.layers.rnn({ cell: tf.layers.lstmCell({ units: UNITS }), inputShape: [5, 4] }),
  ],
];

/** The parts of a weight's last axis, one a gate. */
const gatesOf = (weight: tf.Tensor, gates: number): tf.Tensor[] => tf.split(weight, gates, -1);

test.each(cells)('%s: each gate has an orthogonal recurrent matrix of its own', (_, gates, layer) => {
  const model = sequential([layer()]);
  initialize(model, 'heNormal', { seed: 1, recurrent: 'orthogonal' });
  tf.tidy(() => {
    const parts = gatesOf(model.getWeights()[1], gates);
    for (const u of parts) {
      const off = tf.sub(tf.matMul(u, u, true), tf.eye(UNITS));
      expect(tf.max(tf.abs(off)).dataSync()[0]).toBeLessThan(1e-6);
    }
    expect(new Set(parts.map((u) => String(u.dataSync()))).size).toBe(gates);
  });
});

test.each(cells)('%s: the fans are those of one gate', (_, gates, layer) => {
  // Uniform draws end at their limit: of 8 * 8 or 4 * 8 a gate, the greatest is within 15 % of it.
  const model = sequential([layer()]);
  const greatest = (spec: string, which: number): number[] => {
    initialize(model, spec, { seed: 3 });
    return tf.tidy(() =>
      gatesOf(model.getWeights()[which], gates).map((part) => tf.max(tf.abs(part)).dataSync()[0]),
    );
  };
  const limits: [string, number, number][] = [
    ['xavierUniform', 0, Math.sqrt(6 / (4 + UNITS))],
    ['xavierUniform', 1, Math.sqrt(6 / (UNITS + UNITS))],
    ['heUniform', 0, Math.sqrt(6 / 4)],
    ['pytorch', 0, 1 / Math.sqrt(UNITS)], // torch.nn.LSTM: U(±1/√units) for all, biases too
    ['pytorch', 1, 1 / Math.sqrt(UNITS)],
  ];
  for (const [spec, which, limit] of limits) {
    for (const most of greatest(spec, which)) {
      expect(most).toBeLessThanOrEqual(limit);
      expect(most).toBeGreaterThan(0.85 * limit);
    }
  }
  for (const most of greatest('pytorch', 2)) expect(most).toBeLessThanOrEqual(1 / Math.sqrt(UNITS));
});

test('a depthwise convolution counts the window of one channel', () => {
  const model = sequential([tf.layers.depthwiseConv2d({ kernelSize: 3, inputShape: [8, 8, 50] })]);
  initialize(model, 'heNormal', { seed: 1 });
  const [kernel] = valuesOf(model);
  const variance = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
  // He: 2 / fan_in, fan_in = 3 · 3 as PyTorch has it for groups; 450 weights, five standard errors
  expect(Math.abs(variance / (2 / 9) - 1)).toBeLessThan(5 * Math.sqrt(2 / 450));
  initialize(model, 'orthogonal', { seed: 1 });
  const norms = Array.from({ length: 50 }, (_, c) =>
    Math.hypot(...valuesOf(model)[0].filter((_w, i) => i % 50 === c)),
  );
  for (const norm of norms) expect(norm).toBeCloseTo(1, 5);
});

class Gain extends tf.layers.Layer {
  static readonly className = 'GainOfTest';
  private gain!: ReturnType<tf.layers.Layer['addWeight']>;
  override build(shape: number[]): void {
    this.gain = this.addWeight('kernel', [shape.at(-1)!], 'float32', tf.initializers.ones());
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(Array.isArray(inputs) ? inputs[0] : inputs, this.gain.read());
  }
}

test("a kernel without two axes, in a layer of somebody's own, gets numbers", () => {
  const model = sequential([dense(6), new Gain()]);
  initialize(model, 'xavierUniform');
  expect(valuesOf(model)[2].every((v) => Number.isFinite(v) && v !== 1)).toBe(true);
});
