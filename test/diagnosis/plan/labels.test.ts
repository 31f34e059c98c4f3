// The rules of the plan on labels, rows, batches and metrics.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';
import { alternating, compiled, findingsOf, hidden, normal } from './networks';

const classifier = (): tf.Sequential =>
  compiled([hidden(8, 4), tf.layers.dense({ units: 1, activation: 'sigmoid' })], 'binaryCrossentropy');
const labels = (values: readonly number[]): tf.Tensor => tf.tensor2d(values.map((value) => [value]));

describe('contradicting-rows', () => {
  it('counts the rows that no function of x gets right', async () => {
    // Rows 0 to 3 are the same, with labels 0, 0, 0, 1: one of 20 rows must be wrong.
    const x = tf.concat([normal([1, 4]).tile([4, 1]), normal([16, 4], 0, 1, 2)]);
    const y = labels(Array.from({ length: 20 }, (_, row) => Number(row >= 3 && row < 12)));
    const [finding] = await findingsOf('contradicting-rows', classifier(), { x, y });
    expect(finding).toMatchObject({ severity: 'info', rows: [0, 1, 2, 3], evidence: { value: 1 / 20 } });
  });

  it('is an error where x says no more than a constant', async () => {
    const x = normal([2, 4]).tile([10, 1]); // two different rows in turn
    const y = labels(Array.from({ length: 20 }, (_, row) => Number(row % 4 > 1)));
    expect(await findingsOf('contradicting-rows', classifier(), { x, y })).toMatchObject([
      { severity: 'error', evidence: { value: 0.5 } },
    ]);
  });

  it('is silent on repeated rows with the same label', async () => {
    const x = normal([4, 4]).tile([5, 1]);
    const y = labels(Array.from({ length: 20 }, (_, row) => row % 2));
    expect(await findingsOf('contradicting-rows', classifier(), { x, y })).toEqual([]);
  });
});

describe('class-mix', () => {
  const x = normal([200, 4]);

  it('notes a rare class and the share that a constant gets right', async () => {
    const y = labels(Array.from({ length: 200 }, (_, row) => Number(row % 20 === 0)));
    const [finding] = await findingsOf('class-mix', classifier(), { x, y });
    expect(finding).toMatchObject({ severity: 'info', evidence: { value: 0.95 } });
  });

  it('notes rows that are sorted by class, and nothing for classes in turn', async () => {
    const y = labels(Array.from({ length: 200 }, (_, row) => Number(row >= 100)));
    expect(await findingsOf('class-mix', classifier(), { x, y })).toMatchObject([
      { severity: 'info', evidence: { value: 1 } },
    ]);
    expect(await findingsOf('class-mix', classifier(), { x, y: alternating(200) })).toEqual([]);
  });
});

describe('constant-columns', () => {
  it('notes the columns with one value', async () => {
    const x = normal([16, 4]).mul(tf.tensor1d([1, 0, 1, 0]));
    expect(await findingsOf('constant-columns', classifier(), { x, y: alternating(16) })).toMatchObject([
      { severity: 'info', columns: [1, 3] },
    ]);
  });
});

describe('full-batch', () => {
  it('finds a batch of all rows with few epochs, and is silent on small data and on many epochs', async () => {
    const data = { x: normal([256, 4]), y: alternating(256) };
    const found = async (steps: number, batchSize: number): Promise<number> =>
      (await findingsOf('full-batch', classifier(), data, { steps, batchSize })).length;
    expect(await found(5, 1000)).toBe(1);
    expect(await found(500, 1000)).toBe(0);
    expect(await found(40, 32)).toBe(0);
    const few = { x: normal([8, 4]), y: alternating(8) };
    expect(await findingsOf('full-batch', classifier(), few, { steps: 5, batchSize: 32 })).toEqual([]);
  });
});

describe('wrong-metric', () => {
  it('notes the accuracy of numbers, and that of one-hot labels entry by entry', async () => {
    const model = compiled([tf.layers.dense({ units: 1, inputShape: [4] })]);
    const x = normal([16, 4]);
    const y = normal([16, 1], 0, 1, 2);
    expect(await findingsOf('wrong-metric', model, { x, y })).toEqual([]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['accuracy'] });
    expect(await findingsOf('wrong-metric', model, { x, y })).toHaveLength(1);
    const many = tf.sequential({
      layers: [tf.layers.dense({ units: 10, activation: 'sigmoid', inputShape: [4] })],
    });
    many.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    const oneHot = tf.oneHot(tf.range(0, 16, 1, 'int32').mod(tf.scalar(10, 'int32')), 10).toFloat();
    expect(await findingsOf('wrong-metric', many, { x, y: oneHot })).toMatchObject([
      { severity: 'info', evidence: { value: 0.9 } },
    ]);
  });
});

describe('class-weights', () => {
  const x = normal([200, 4]);
  const rulesWith = async (classWeight: Record<number, number>): Promise<string[]> => {
    const { findings } = await diagnose(
      classifier(),
      { x, y: alternating(200) },
      { classWeight, until: 'plan' },
    );
    return findings.map(({ rule, severity }) => `${rule}:${severity}`);
  };

  it('leave one class in the loss where the other weighs 0: the output that gives it for all rows is perfect', async () => {
    expect(await rulesWith({ 0: 0, 1: 1 })).toContain('class-weights:error');
  });

  it('are no fault where both classes count, however differently', async () => {
    expect(await rulesWith({ 0: 0.01, 1: 10 })).toEqual([]);
  });
});
