// Outputs beside their losses and targets: each fault, and the nearest network that has not got it.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';
import { MISMATCHES, type Targets } from './mismatches';
import {
  fitRefusal,
  inputs,
  modelOf,
  numbers,
  oneHot,
  planFindings,
  planRules,
  ROWS,
  targets,
  type Network,
} from './network';

const binary = (): tf.Tensor2D => targets((row) => row % 2);
const signs = (): tf.Tensor2D => targets((row) => 2 * (row % 2) - 1);
const indices = (classes: number, from = 0): tf.Tensor2D => targets((row) => from + (row % classes));
const flags = (): tf.Tensor2D => targets((row, column) => (row >> column) % 2, 3);
const between = (): tf.Tensor2D => targets((row) => (row + 0.5) / ROWS);
const TARGETS: Targets = {
  classes: indices,
  oneHot,
  signs,
  flags,
  numbers: () => numbers(10, 50),
};
const softmaxLoss = (y: tf.Tensor, z: tf.Tensor): tf.Tensor => tf.losses.softmaxCrossEntropy(y, z);
const sigmoidLoss = (y: tf.Tensor, z: tf.Tensor): tf.Tensor => tf.losses.sigmoidCrossEntropy(y, z);

const FAULTS: readonly [string, string, () => Network][] = [
  [
    'logits into categorical cross-entropy',
    'logits-into-probability-loss:error',
    () => ({ units: 3, loss: 'categoricalCrossentropy', y: oneHot(3) }),
  ],
  [
    'logits into the divergence',
    'logits-into-probability-loss:error',
    () => ({ units: 3, loss: 'kullbackLeiblerDivergence', y: oneHot(3) }),
  ],
  [
    'a tanh into binary cross-entropy',
    'output-against-loss:error',
    () => ({ activation: 'tanh', loss: 'binaryCrossentropy', y: binary() }),
  ],
  [
    'sigmoids into categorical cross-entropy',
    'output-against-loss:warning',
    () => ({ units: 3, activation: 'sigmoid', loss: 'categoricalCrossentropy', y: oneHot(3) }),
  ],
  [
    'an output of either sign into poisson',
    'output-against-loss:error',
    () => ({ loss: 'poisson', y: indices(5) }),
  ],
  [
    'a sigmoid into the hinge',
    'output-against-loss:warning',
    () => ({ activation: 'sigmoid', loss: 'hinge', y: signs() }),
  ],
  [
    'a ReLU before a loss on logits',
    'output-against-loss:warning',
    () => ({ units: 3, activation: 'relu', loss: softmaxLoss, y: oneHot(3) }),
  ],
  [
    'a ReLU for numbers of either sign',
    'targets-beyond-output:warning',
    () => ({ activation: 'relu', loss: 'meanSquaredError', y: numbers(3) }),
  ],
  [
    'an LSTM as output, for numbers beyond 1',
    'targets-beyond-output:error',
    () => ({
      layers: [tf.layers.lstm({ units: 1, inputShape: [3, 2] })],
      x: tf.randomNormal([ROWS, 3, 2], 0, 1, 'float32', 1),
      loss: 'meanSquaredError',
      y: numbers(20),
    }),
  ],
  [
    'a softmax for rows that do not sum to 1',
    'targets-beyond-output:warning',
    () => ({ units: 3, activation: 'softmax', loss: 'meanSquaredError', y: flags() }),
  ],
  [
    'ten classes for one sigmoid',
    'target-values:error',
    () => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: indices(10) }),
  ],
  [
    'more classes than units',
    'target-values:error',
    () => ({ units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy', y: indices(4) }),
  ],
  ['0 and 1 for the hinge', 'target-values:error', () => ({ loss: 'hinge', y: binary() })],
  ['percentages of 0', 'target-values:error', () => ({ loss: 'meanAbsolutePercentageError', y: binary() })],
  [
    'negative counts',
    'target-values:error',
    () => ({ activation: 'softplus', loss: 'poisson', y: numbers() }),
  ],
  [
    'rows of zeros into categorical cross-entropy',
    'target-values:error',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: targets(() => 0, 3) }),
  ],
  ['the cosine of one unit', 'loss-over-one-unit:error', () => ({ loss: 'cosineProximity', y: numbers() })],
  [
    'a softmax before a loss on logits',
    'squashed-logits:warning',
    () => ({ units: 3, activation: 'softmax', loss: softmaxLoss, y: oneHot(3) }),
  ],
  [
    'a sigmoid before a loss on logits',
    'squashed-logits:warning',
    () => ({ activation: 'sigmoid', loss: sigmoidLoss, y: binary() }),
  ],
  [
    'two softmaxes',
    'squashed-logits:warning',
    () => ({
      layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] }), tf.layers.softmax()],
      loss: 'categoricalCrossentropy',
      y: oneHot(3),
    }),
  ],
  [
    'binary cross-entropy of ten exclusive classes',
    'loss-for-other-task:warning',
    () => ({ units: 10, activation: 'sigmoid', loss: 'binaryCrossentropy', y: oneHot(10) }),
  ],
  [
    'binary cross-entropy of a softmax',
    'loss-for-other-task:warning',
    () => ({ units: 3, activation: 'softmax', loss: 'binaryCrossentropy', y: oneHot(3) }),
  ],
  [
    'squares of a sigmoid for classes',
    'loss-for-other-task:warning',
    () => ({ activation: 'sigmoid', loss: 'meanSquaredError', y: binary() }),
  ],
];

const HEALTHY: readonly [string, () => Network][] = [
  [
    'a sigmoid and binary cross-entropy',
    () => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: binary() }),
  ],
  [
    'sigmoids for independent labels',
    () => ({ units: 3, activation: 'sigmoid', loss: 'binaryCrossentropy', y: flags() }),
  ],
  [
    'a softmax and categorical cross-entropy',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: oneHot(3) }),
  ],
  [
    'two sigmoids for two classes, each the mirror of the other',
    () => ({ units: 2, activation: 'sigmoid', loss: 'binaryCrossentropy', y: oneHot(2) }),
  ],
  ['logits and a loss function on logits', () => ({ units: 3, loss: softmaxLoss, y: oneHot(3) })],
  ['one logit and a loss function on logits', () => ({ loss: sigmoidLoss, y: binary() })],
  ['numbers without an activation', () => ({ loss: 'meanSquaredError', y: numbers() })],
  [
    'a ReLU for numbers above 0',
    () => ({ activation: 'relu', loss: 'meanSquaredError', y: targets((row) => row / ROWS) }),
  ],
  [
    'a sigmoid for numbers from 0 to 1',
    () => ({ activation: 'sigmoid', loss: 'meanSquaredError', y: between() }),
  ],
  ['a tanh for -1 and 1 with the hinge', () => ({ activation: 'tanh', loss: 'hinge', y: signs() })],
  ['a softplus for counts', () => ({ activation: 'softplus', loss: 'poisson', y: indices(5) })],
  [
    'a softmax after wide bounded logits',
    () => ({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [4] }),
        tf.layers.reLU({ maxValue: 6 }),
        tf.layers.softmax(),
      ],
      loss: 'categoricalCrossentropy',
      y: oneHot(3),
    }),
  ],
];

describe('the rules about outputs', () => {
  it.each([...FAULTS, ...MISMATCHES])('find %s', async (_, rule, make) => {
    expect(await planRules(make(TARGETS))).toContain(rule);
  });

  it.each(HEALTHY)('find nothing wrong with %s', async (_, make) => {
    expect(
      (await planRules(make())).filter((rule) => !/^(learning-rate|too-few|missing-non)/.test(rule)),
    ).toEqual([]);
  });

  it('find nothing wrong with the average of two softmaxes', async () => {
    const x = tf.input({ shape: [4] });
    const part = (): tf.SymbolicTensor =>
      tf.layers.dense({ units: 3, activation: 'softmax' }).apply(x) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: x,
      outputs: tf.layers.average().apply([part(), part()]) as tf.SymbolicTensor,
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const { findings } = await diagnose(model, { x: inputs(), y: oneHot(3) }, { until: 'plan' });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.map(({ rule }) => rule)).not.toContain('output-against-loss');
  });

  it('say nothing about the output of a layer that they do not know', async () => {
    class Shift extends tf.layers.Layer {
      static className = 'Shift';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.sigmoid([x].flat()[0]!);
      }
    }
    const layers = [tf.layers.dense({ units: 1, inputShape: [4] }), new Shift({})];
    expect(await planRules({ layers, loss: 'binaryCrossentropy', y: binary() })).toEqual([]);
  });

  it('give the softmax that is applied twice its largest probability, e / (e + K - 1)', async () => {
    const layers = [
      tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [4] }),
      tf.layers.activation({ activation: 'softmax' }),
    ];
    const [root] = await planFindings({ layers, loss: 'categoricalCrossentropy', y: oneHot(10) });
    expect(root).toMatchObject({ rule: 'squashed-logits', cause: 'softmax-twice' });
    expect(root!.evidence.value).toBeCloseTo(Math.E / (Math.E + 9), 6);
  });

  it('say what part of the variance a ReLU leaves out of reach: half of that of a normal target', async () => {
    const found = await planFindings({ activation: 'relu', loss: 'meanSquaredError', y: numbers(2) });
    const { evidence } = found.find(({ rule }) => rule === 'targets-beyond-output')!;
    // E[min(y, 0)²] = 1/2 for y ~ N(0, 1); 48 rows have a standard error of about 0.16.
    expect(evidence.value).toBeGreaterThan(0.25);
    expect(evidence.value).toBeLessThan(0.75);
  });

  it('do not change where y and the rows are ten times as large', async () => {
    for (const scale of [1, 10]) {
      const rules = await planRules({ activation: 'relu', loss: 'meanSquaredError', y: numbers(scale) });
      expect(rules.filter((rule) => rule.startsWith('targets-beyond'))).toHaveLength(1);
    }
  });

  it('name the output of several that is at fault', async () => {
    const x = tf.input({ shape: [4] });
    const head = (name: string, activation: 'sigmoid' | 'linear'): tf.SymbolicTensor =>
      tf.layers.dense({ units: 1, activation, name }).apply(x) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: [head('well', 'sigmoid'), head('ill', 'linear')] });
    model.compile({ optimizer: 'adam', loss: ['binaryCrossentropy', 'binaryCrossentropy'] });
    const { findings } = await diagnose(model, { x: inputs(), y: [binary(), binary()] }, { until: 'plan' });
    const found = findings.filter(({ rule }) => rule === 'logits-into-probability-loss');
    expect(found.map(({ layer }) => layer)).toEqual(['ill']);
  });
});

describe('remedies', () => {
  it('of two values other than 0 and 1 write them as 0 and 1', async () => {
    const [root] = await planFindings({
      activation: 'sigmoid',
      loss: 'binaryCrossentropy',
      y: targets((row) => 255 * (row % 2)),
    });
    expect(root).toMatchObject({ rule: 'target-values', cause: 'labels-do-not-fit-output' });
    expect(root!.remedy.code).toBe('const targets = y.toFloat().sub(0).div(255);');
  });

  it('of a recurrent layer as output put a dense layer behind it', async () => {
    const layers = [tf.layers.lstm({ units: 1, inputShape: [3, 2] })];
    const x = tf.randomNormal([ROWS, 3, 2], 0, 1, 'float32', 1);
    const [root] = await planFindings({ layers, x, loss: 'meanSquaredError', y: numbers(3) });
    expect(root!.remedy.code).toMatch(/dense\(\{ units: 1 \}\); \/\/ behind lstm/);
  });

  it('of a model of two outputs without losses name one for each', async () => {
    const x = tf.input({ shape: [4] });
    const head = (units: number): tf.SymbolicTensor =>
      tf.layers.dense({ units }).apply(x) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: [head(1), head(3)] });
    const data = { x: inputs(), y: [numbers(), oneHot(3)] };
    const { root } = await diagnose(model, data, { until: 'plan' });
    expect(root).toMatchObject({ rule: 'loss-not-given' });
    expect(root!.remedy.code).toContain("loss: ['meanSquaredError', 'categoricalCrossentropy']");
  });
});

describe('notes about targets', () => {
  it('say that fit refuses int32 class indices, as it does, and that train casts them', async () => {
    const network = { units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy' } as const;
    const y = indices(3).toInt();
    expect(await fitRefusal({ ...network, y })).toContain('float32');
    const [note] = await planFindings({ ...network, y });
    expect(note).toMatchObject({ rule: 'label-dtype', severity: 'info' });
    expect(await fitRefusal({ ...network, y: y.toFloat() })).toBeNull();
  });

  it('are silent about softened labels, and about directions where only those are learned', async () => {
    const softened = targets((row) => (row % 2 === 0 ? 0.05 : 0.95));
    expect(await planFindings({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: softened })).toEqual(
      [],
    );
    const random = tf.randomNormal([ROWS, 8], 0, 1, 'float32', 1);
    const unit = tf.div(random, tf.norm(random, 2, 1, true));
    expect(await planRules({ units: 8, loss: 'cosineProximity', y: unit })).toEqual([]);
    expect(await planRules({ units: 8, loss: 'cosineProximity', y: random })).toEqual([
      'loss-for-other-task:warning',
    ]);
  });
});

describe('what training refuses', () => {
  it.each<[string, tf.Tensor, string]>([
    ['columns that the model does not take', tf.zeros([ROWS, 6]), 'inputShape: [6]'],
    ['features in its rows', tf.zeros([4, ROWS]), 'x.transpose()'],
    ['an axis too many', tf.zeros([ROWS, 1, 4]), 'x.squeeze([1])'],
    ['another form of a row', tf.zeros([ROWS, 2, 2]), 'x.reshape([-1, 4])'],
  ])('is x with %s', async (_, x, code) => {
    const found = await planFindings({ loss: 'meanSquaredError', y: numbers(), x });
    const shape = found.find(({ rule }) => rule === 'input-shape')!;
    expect(shape).toMatchObject({ severity: 'error', cause: 'data-mistake' });
    expect(shape.remedy.code).toContain(code);
  });

  it.each<[string, () => tf.Tensor, string, string | null]>([
    ['fewer rows than x', () => numbers().slice([0, 0], [ROWS - 8, 1]), 'data-mistake', 'Math.min'],
    [
      'all targets in one row',
      () => numbers().transpose(),
      'labels-do-not-fit-output',
      `y.reshape([${ROWS}, -1])`,
    ],
    ['no rows', () => tf.zeros([0, 1]), 'data-mistake', null],
  ])('is y of %s', async (_, y, cause, code) => {
    const found = await planFindings({ loss: 'meanSquaredError', y: y() });
    const rows = found.find(({ rule }) => rule === 'row-count')!;
    expect(rows).toMatchObject({ severity: 'error', cause });
    expect(rows.remedy.code ?? '').toContain(code ?? '');
  });

  it('is a model without a loss whose output is no logits; with logits, cross-entropy is assumed', async () => {
    expect(await planRules({ units: 3, activation: 'softmax', y: oneHot(3) })).toEqual([
      'loss-not-given:error',
    ]);
    expect(await planRules({ units: 3, y: oneHot(3) })).toEqual([]);
  });

  it('is found whatever it is', async () => {
    const model = modelOf({ units: 3, loss: 'meanSquaredError', y: oneHot(3) });
    const data = { x: inputs(), y: oneHot(3) };
    const { findings } = await diagnose(model, data, {
      until: 'plan',
      loss: 'categoricalCrossentropy',
      classWeight: { 0: 1 },
    });
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toContain(
      'training-refuses',
    );
  });
});
