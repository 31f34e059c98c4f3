// Remedies of the plan, as a reader would paste them: the changed network trains.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { tf, type Finding } from '../../../src';
import { randomStream } from '../../../src/random';
import { MISMATCHES, type Targets } from './mismatches';
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

const TARGETS: Targets = { classes, oneHot, signs, flags, numbers };

describe('the remedy', () => {
  it.each(MISMATCHES)('of %s trains: fit halves the loss', async (_, rule, make) => {
    const network = { ...make(TARGETS), x: x() };
    const finding = (await planFindings(network)).find((one) => rule.startsWith(`${one.rule}:`))!;
    const { model, y } = applied(finding, { units: 1, ...network });
    const history = await model.fit(x(), y, { epochs: 30, batchSize: 32, shuffle: false, verbose: 0 });
    const losses = history.history.loss as number[];
    expect(losses.at(-1)).toBeGreaterThanOrEqual(0);
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.5);
  });
});
