// Whether what a network learns of some rows holds for others.
import { describe, expect, it } from 'vitest';
import { tf, type LossFunction } from '../../../src';
import { associationOf } from '../../../src/diagnosis/runs/association';
import { isByHeart } from '../../../src/diagnosis/runs/held-out';
import { compiled, dense, normal, trainingFindings } from './networks';

/** All orders of a list. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => ordersOf(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe('associationOf', () => {
  const outputs = [
    [0.2, -1],
    [0.5, 0.3],
    [2, 0.1],
    [-0.7, 1.5],
    [0.1, 0.4],
  ];
  const targets = [
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 3],
    [2, 0],
  ];
  const centre = (rows: readonly (readonly number[])[]): number[][] => {
    const means = [0, 1].map((k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);
    return rows.map((row) => row.map((v, k) => v - means[k]!));
  };
  const products = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
    a.reduce((sum, row, i) => sum + row.reduce((part, v, k) => part + v * b[i]![k]!, 0), 0);

  it('counts in standard deviations of the sums over all 120 orders of five rows', () => {
    const [a, b] = [centre(outputs), centre(targets)];
    const sums = ordersOf(b).map((order) => products(a, order));
    const variance = sums.reduce((sum, v) => sum + v ** 2, 0) / sums.length; // their mean is 0
    const { deviations, correlation } = associationOf(outputs.flat(), targets.flat(), 5);
    expect(deviations).toBeCloseTo(products(a, b) / Math.sqrt(variance), 10);
    expect(correlation).toBeCloseTo(products(a, b) / Math.sqrt(products(a, a) * products(b, b)), 10);
  });

  it('is √(n - 1) times the correlation of single columns', () => {
    const { deviations, correlation } = associationOf([1, 2, 3, 5], [0, 1, 1, 4], 4);
    expect(deviations).toBeCloseTo(correlation * Math.sqrt(3), 10);
  });

  it('takes class indices as one-hot rows', () => {
    const indices = associationOf([3, 1, 0, 2, 0, 1, 1, 1], [0, 1, 0, 1], 4);
    expect(indices).toEqual(associationOf([3, 1, 0, 2, 0, 1, 1, 1], [1, 0, 0, 1, 1, 0, 0, 1], 4));
  });
});

describe('isByHeart', () => {
  const of = (correlation: number) => ({ correlation, deviations: correlation * Math.sqrt(99) });

  it.each([
    // The difference of two correlations of 100 rows has the standard deviation √(2 / 99) = 0.14 where neither is large.
    [0.5, 0, true],
    [0.3, 0, false],
    [0.9, 0.5, false],
    [0.9, NaN, false],
  ])('of correlations of %d on rows that were trained on, and %d on others: %s', (seen, unseen, expected) => {
    expect(isByHeart({ rows: 100, seen: of(seen), unseen: of(unseen) })).toBe(expected);
  });
});

describe('a network that learns its rows by heart', () => {
  const network = (): tf.Sequential =>
    compiled(
      [dense(128, 20, { activation: 'relu' }), dense(64, undefined, { activation: 'relu' }), dense(1)],
      tf.train.adam(0.01),
    );

  it('is named where y is drawn without regard to x, so that no output goes with it on other rows', async () => {
    const found = await trainingFindings(
      network(),
      { x: normal([600, 20]), y: normal([600, 1], 2) },
      { steps: 400 },
    );
    expect(found['learned-by-heart']).toMatchObject({ severity: 'warning', cause: 'data-mistake' });
    expect(found.learns).toBeUndefined();
  });

  const drawn = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });

  it('is stuck where it has learned a little of them, and outputs on other rows are no better than a constant', async () => {
    const { 'stuck-at-constant': finding } = await trainingFindings(
      compiled(
        [dense(12, 8, { activation: 'tanh', ...drawn(1) }), dense(1, 12, drawn(2))],
        tf.train.adam(0.003),
      ),
      { x: normal([480, 8]), y: normal([480, 1], 2) },
      { steps: 100, firstChange: false },
    );
    expect(finding).toMatchObject({ cause: 'data-mistake' });
    expect(finding?.problem).toMatch(/on 120 rows that were held out/);
  });

  it('is not where y follows from x', async () => {
    const x = normal([600, 20]);
    const y = tf.sum(tf.slice(x, [0, 0], [600, 2]), 1, true);
    const found = await trainingFindings(network(), { x, y }, { steps: 400 });
    expect(found['learned-by-heart']).toBeUndefined();
    expect(found.learns).toBeDefined();
  });
});

describe('a loss that falls while the outputs go against y', () => {
  const x = normal([320, 4]);
  const y = tf.tidy(() => tf.oneHot(tf.cast(tf.greater(tf.sum(x, 1), 0), 'int32'), 2).toFloat());
  const logLikelihood: LossFunction = (labels, p) =>
    tf.mean(tf.sum(tf.mul(labels as tf.Tensor, tf.log(tf.add(p as tf.Tensor, 1e-7))), -1));
  const found = (loss: LossFunction) =>
    trainingFindings(
      tf.sequential({
        layers: [dense(16, 4, { activation: 'tanh' }), dense(2, 16, { activation: 'softmax' })],
      }),
      { x, y },
      { optimizer: { name: 'adam', learningRate: 0.01 }, loss, steps: 100, firstChange: false },
    );

  it('is a log-likelihood without its minus sign: the probability of the right class goes to 0', async () => {
    const { 'away-from-targets': finding } = await found(logLikelihood);
    expect(finding).toMatchObject({ severity: 'error', cause: 'wrong-loss-for-task' });
    expect(finding!.evidence.value).toBeLessThan(-3);
  });

  it('is none where the outputs went against y before, as those of random weights may: a rate of 1e-7 leaves them as they are', async () => {
    const model = tf.sequential({
      layers: [dense(1, 4, { kernelInitializer: tf.initializers.constant({ value: -1 }) })],
    });
    const sums = tf.sum(x, 1, true);
    const error: LossFunction = (target, output) =>
      tf.mean(tf.abs(tf.sub(target as tf.Tensor, tf.mul(output as tf.Tensor, 1.5))));
    const options = {
      optimizer: { name: 'sgd', learningRate: 1e-7 },
      loss: error,
      steps: 50,
      firstChange: false,
    };
    expect(Object.keys(await trainingFindings(model, { x, y: sums }, options))).not.toContain(
      'away-from-targets',
    );
  });

  it('is not one with it', async () => {
    expect(Object.keys(await found((labels, p) => tf.neg(logLikelihood(labels, p))))).not.toContain(
      'away-from-targets',
    );
  });
});
