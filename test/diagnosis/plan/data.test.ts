// The rules of the plan on the values of x and y.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { alternating, compiled, findingsOf, hidden, normal } from './networks';

const classifier = (inputs = 4): tf.Sequential =>
  compiled([hidden(8, inputs), tf.layers.dense({ units: 1, activation: 'sigmoid' })], 'binaryCrossentropy');
const regression = (inputs = 4): tf.Sequential =>
  compiled([hidden(8, inputs), tf.layers.dense({ units: 1 })]);

describe('non-finite-data', () => {
  it('names the rows and columns of a NaN and an infinity', async () => {
    const values = Array.from({ length: 32 }, (_, i) => i / 32);
    [values[6], values[21]] = [NaN, Infinity]; // row 1, column 2; row 5, column 1
    const found = await findingsOf('non-finite-data', classifier(), {
      x: tf.tensor2d(values, [8, 4]),
      y: alternating(8),
    });
    expect(found).toMatchObject([
      { severity: 'error', rows: [1, 5], columns: [2, 1], evidence: { value: 2 } },
    ]);
  });

  it('finds nothing in finite data', async () => {
    expect(
      await findingsOf('non-finite-data', classifier(), { x: normal([8, 4]), y: alternating(8) }),
    ).toEqual([]);
  });
});

describe('constant-targets', () => {
  it('says that there is nothing to learn from equal numbers, or labels of one class', async () => {
    const x = normal([16, 4]);
    expect(await findingsOf('constant-targets', regression(), { x, y: tf.fill([16, 1], -1) })).toMatchObject([
      { severity: 'error', cause: 'data-mistake' },
    ]);
    const model = compiled(
      [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })],
      'categoricalCrossentropy',
    );
    const y = tf.oneHot(tf.fill([16], 2, 'int32'), 3).toFloat();
    expect(await findingsOf('constant-targets', model, { x, y })).toHaveLength(1);
  });

  it('is silent where a single row differs', async () => {
    const y = tf.tensor2d(Array.from({ length: 16 }, (_, i) => [Number(i === 3)]));
    expect(await findingsOf('constant-targets', regression(), { x: normal([16, 4]), y })).toEqual([]);
  });
});

describe('identical-inputs', () => {
  it('finds rows that are all the same, but not columns that are', async () => {
    const row = normal([1, 4]);
    const y = alternating(16);
    expect(await findingsOf('identical-inputs', classifier(), { x: row.tile([16, 1]), y })).toHaveLength(1);
    const oneColumn = tf.concat([tf.ones([16, 3]), normal([16, 1])], 1);
    expect(await findingsOf('identical-inputs', classifier(), { x: oneColumn, y })).toEqual([]);
  });

  it('finds fractions that an embedding cuts to one index', async () => {
    const model = (): tf.Sequential =>
      compiled(
        [
          tf.layers.embedding({ inputDim: 20, outputDim: 4, inputLength: 6 }),
          tf.layers.globalAveragePooling1d({}),
          tf.layers.dense({ units: 1, activation: 'sigmoid' }),
        ],
        'binaryCrossentropy',
      );
    const y = alternating(16);
    const fractions = tf.randomUniform([16, 6], -0.1, 0.1, 'float32', 1);
    expect(await findingsOf('identical-inputs', model(), { x: fractions, y })).toHaveLength(1);
    expect(await findingsOf('embedding-indices', model(), { x: fractions, y })).toHaveLength(1);
    const indices = tf.randomUniform([16, 6], 0, 20, 'int32', 1);
    expect(await findingsOf('identical-inputs', model(), { x: indices, y })).toEqual([]);
    expect(await findingsOf('embedding-indices', model(), { x: indices, y })).toEqual([]);
  });
});

describe('embedding-indices', () => {
  it('names an index that the embedding has no row for', async () => {
    const model = compiled(
      [
        tf.layers.embedding({ inputDim: 5, outputDim: 4, inputLength: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
      'meanSquaredError',
    );
    const x = tf.tensor2d(
      [
        [0, 1],
        [4, 5],
      ],
      [2, 2],
      'int32',
    );
    const [finding] = await findingsOf('embedding-indices', model, { x, y: alternating(2) });
    expect(finding).toMatchObject({ severity: 'error', evidence: { value: 5, threshold: 4 } });
    expect(finding!.remedy.code).toContain('inputDim: 6');
  });
});
