// Remedies of the plan, as a reader would paste them: the changed network trains.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { tf, type Finding } from '../../../src';
import { randomStream } from '../../../src/random';
import { planFindings, ROWS, type Network } from './network';

const EXAMPLES = 2 * ROWS;
const rows = (): number[][] => {
  const random = randomStream(5, 'remedies');
  return Array.from({ length: EXAMPLES }, () => Array.from({ length: 4 }, () => random.normal()));
};
const X = rows();
const classOf = (row: number[], classes: number): number => row.indexOf(Math.max(...row.slice(0, classes)));
const x = (): tf.Tensor => tf.tensor2d(X);
const classes = (n: number, from = 0): tf.Tensor => tf.tensor1d(X.map((row) => from + classOf(row, n)));
const oneHot = (n: number): tf.Tensor => tf.oneHot(classes(n).toInt(), n).toFloat();
const signs = (): tf.Tensor => classes(2).mul(2).sub(1);
const numbers = (): tf.Tensor => tf.tensor1d(X.map(([a, b]) => 300 + 50 * a! - 30 * b!));
const flags = (): tf.Tensor => tf.tensor2d(X.map((row) => row.slice(0, 3).map((one) => Number(one > 0))));

/** Applies the code of a remedy: its output layer, its loss and its targets. */
function applied(
  { remedy: { code } }: Finding,
  { loss, ...network }: Network,
): { model: tf.Sequential; y: tf.Tensor } {
  const layer = /tf\.layers\.dense\((\{.*?\})\)/.exec(code ?? '')?.[1];
  const settings = (layer === undefined ? network : runInNewContext(`(${layer})`)) as {
    units: number;
    activation?: 'relu';
  };
  const lines = (code ?? '').split('\n').filter((line) => /moments|const targets/.test(line));
  const last = lines.length === 0 ? 'y' : 'targets';
  const y = runInNewContext([...lines, last].join('\n'), { tf, y: network.y }) as tf.Tensor;
  const named = /loss: '(\w+)'/.exec(code ?? '')?.[1];
  const hidden = tf.layers.dense({
    units: 16,
    activation: 'relu',
    inputShape: [4],
    kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
  });
  const output = tf.layers.dense({
    units: settings.units,
    activation: settings.activation ?? 'linear',
    kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
  });
  const model = tf.sequential({ layers: [hidden, output] });
  model.compile({ optimizer: tf.train.adam(0.05), loss: named ?? loss! });
  return { model, y };
}

const CASES: readonly [string, string, () => Network][] = [
  [
    'a softmax over one unit',
    'softmax-on-one-unit',
    () => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: classes(2) }),
  ],
  [
    'a softmax over one unit, for three classes',
    'softmax-on-one-unit',
    () => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: classes(3) }),
  ],
  [
    'a softmax over one unit, for numbers',
    'softmax-on-one-unit',
    () => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: numbers() }),
  ],
  [
    'logits into binary cross-entropy',
    'logits-into-probability-loss',
    () => ({ units: 1, loss: 'binaryCrossentropy', y: classes(2) }),
  ],
  [
    'a ReLU into categorical cross-entropy',
    'output-against-loss',
    () => ({ units: 3, activation: 'relu', loss: 'categoricalCrossentropy', y: oneHot(3) }),
  ],
  [
    'a sigmoid for numbers',
    'targets-beyond-output',
    () => ({ activation: 'sigmoid', loss: 'meanSquaredError', y: numbers() }),
  ],
  [
    '-1 and 1 for a sigmoid',
    'target-values',
    () => ({ units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy', y: signs() }),
  ],
  [
    'four classes for one sigmoid',
    'target-values',
    () => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: classes(4) }),
  ],
  [
    'classes from 1',
    'target-values',
    () => ({ units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy', y: classes(3, 1) }),
  ],
  [
    'numbers into binary cross-entropy',
    'target-values',
    () => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: numbers() }),
  ],
  [
    'several labels into categorical cross-entropy',
    'target-values',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: flags() }),
  ],
  [
    'class indices for categorical cross-entropy',
    'target-shape',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: classes(3) }),
  ],
  [
    'one-hot rows for class indices',
    'target-shape',
    () => ({ units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy', y: oneHot(3) }),
  ],
  ['a number for ten units', 'target-shape', () => ({ units: 10, loss: 'meanSquaredError', y: numbers() })],
  [
    'one-hot rows for one unit',
    'target-shape',
    () => ({ units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy', y: oneHot(3) }),
  ],
  [
    'categorical cross-entropy of one unit',
    'loss-over-one-unit',
    () => ({ activation: 'sigmoid', loss: 'categoricalCrossentropy', y: classes(2) }),
  ],
];

describe('the remedy', () => {
  it.each(CASES)('of %s trains: fit halves the loss', async (_, rule, make) => {
    const network = { ...make(), x: x() };
    const finding = (await planFindings(network)).find((one) => one.rule === rule)!;
    const { model, y } = applied(finding, { units: 1, ...network });
    const history = await model.fit(x(), y, { epochs: 30, batchSize: 32, shuffle: false, verbose: 0 });
    const losses = history.history.loss as number[];
    expect(losses.at(-1)).toBeGreaterThanOrEqual(0);
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.5);
  });
});
