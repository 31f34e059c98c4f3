// The rules of the plan on the scales of x and y.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { alternating, compiled, findingsOf, hidden, normal } from './networks';

const classifier = (first: tf.layers.Layer[] = [hidden(8, 4)]): tf.Sequential =>
  compiled([...first, tf.layers.dense({ units: 1, activation: 'sigmoid' })], 'binaryCrossentropy');
const y = alternating(256);

describe('inputs-not-scaled', () => {
  it('measures the root mean square of x, and asks to standardise it', async () => {
    const [finding] = await findingsOf('inputs-not-scaled', classifier(), { x: normal([256, 4], 0, 50), y });
    expect(finding).toMatchObject({ severity: 'warning', evidence: { threshold: 10 } });
    // 1024 draws: the root mean square has a standard error of 1 / √2048 of itself; four of them are 9 %.
    expect(finding!.evidence.value / 50).toBeCloseTo(1, 1);
    expect(await findingsOf('inputs-not-scaled', classifier(), { x: normal([256, 4]), y })).toEqual([]);
  });

  it('asks to divide pixels of 0 to 255 by 255, and is content with what comes out', async () => {
    const model = (): tf.Sequential =>
      classifier([
        tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }),
        tf.layers.flatten(),
      ]);
    const pixels = tf.randomUniform([256, 6, 6, 1], 0, 256, 'int32', 1).toFloat();
    const [finding] = await findingsOf('inputs-not-scaled', model(), { x: pixels, y });
    expect(finding!.remedy.code).toContain('div(255)');
    expect(await findingsOf('inputs-not-scaled', model(), { x: pixels.div(255), y })).toEqual([]);
  });

  it('names the columns that are orders of magnitude apart, also where a batch normalisation follows', async () => {
    const x = normal([256, 4]).mul(tf.tensor1d([1, 0.001, 1, 3]));
    const [finding] = await findingsOf('inputs-not-scaled', classifier(), { x, y });
    expect(finding).toMatchObject({ columns: [3, 1] });
    const layers = [hidden(8, 4, 'linear'), tf.layers.batchNormalization()];
    expect(await findingsOf('inputs-not-scaled', classifier(layers), { x, y })).toHaveLength(1);
  });

  it('finds a mean that hides what differs between rows', async () => {
    const [finding] = await findingsOf('inputs-not-scaled', classifier(), {
      x: normal([256, 4], 1, 0.01),
      y,
    });
    // The mean is 100 standard deviations.
    expect(finding!.evidence.value / 100).toBeCloseTo(1, 1);
  });

  it('finds a mean before a layer normalisation, which leaves what all rows have in common', async () => {
    const layers = [hidden(8, 4, 'linear'), tf.layers.layerNormalization(), tf.layers.reLU()];
    expect(
      await findingsOf('inputs-not-scaled', classifier(layers), { x: normal([256, 4], 500, 5), y }),
    ).toHaveLength(1);
    const large = [hidden(8, 4, 'linear'), tf.layers.layerNormalization(), tf.layers.reLU()];
    expect(
      await findingsOf('inputs-not-scaled', classifier(large), { x: normal([256, 4], 0, 500), y }),
    ).toEqual([]);
  });

  it('is silent where a normalisation comes first, or one takes the scale out of the first layer', async () => {
    const x = normal([256, 4], 100, 50);
    const before = [tf.layers.batchNormalization({ inputShape: [4] }), hidden(8)];
    expect(await findingsOf('inputs-not-scaled', classifier(before), { x, y })).toEqual([]);
    const after = [hidden(8, 4, 'linear'), tf.layers.batchNormalization(), tf.layers.reLU()];
    expect(await findingsOf('inputs-not-scaled', classifier(after), { x, y })).toEqual([]);
  });

  it('is silent on the indices of an embedding, on one-hot rows, and on the value of a mask', async () => {
    const embedding = [
      tf.layers.embedding({ inputDim: 5000, outputDim: 4, inputLength: 6 }),
      tf.layers.flatten(),
    ];
    const indices = tf.randomUniform([256, 6], 0, 5000, 'int32', 1);
    expect(await findingsOf('inputs-not-scaled', classifier(embedding), { x: indices, y })).toEqual([]);
    const oneHot = tf.oneHot(tf.randomUniform([256], 0, 300, 'int32', 1), 300).toFloat();
    expect(await findingsOf('inputs-not-scaled', classifier([hidden(8, 300)]), { x: oneHot, y })).toEqual([]);
    const masked = [tf.layers.masking({ maskValue: -99, inputShape: [5, 1] }), tf.layers.lstm({ units: 4 })];
    const sequences = tf.concat([normal([256, 3, 1]), tf.fill([256, 2, 1], -99)], 1);
    expect(await findingsOf('inputs-not-scaled', classifier(masked), { x: sequences, y })).toEqual([]);
  });
});

describe('targets-not-scaled', () => {
  const model = (bias = 0): tf.Sequential =>
    compiled([
      hidden(8, 4),
      tf.layers.dense({ units: 1, biasInitializer: tf.initializers.constant({ value: bias }) }),
    ]);
  const x = normal([256, 4]);

  it('counts the steps of Adam to the mean of y: its distance over the rate', async () => {
    const [finding] = await findingsOf('targets-not-scaled', model(), { x, y: normal([256, 1], 500, 1) });
    expect(finding).toMatchObject({ severity: 'warning', cause: 'targets-not-scaled' });
    expect(finding!.problem).toContain('500,000 steps'); // 500 / 0.001
  });

  it('is an error where all steps together cannot reach y', async () => {
    const data = { x, y: normal([256, 1], 500, 100) };
    expect(await findingsOf('targets-not-scaled', model(), data, { steps: 10 })).toMatchObject([
      { severity: 'error' },
    ]);
    expect(await findingsOf('targets-not-scaled', model(), data, { steps: 100_000 })).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  it('is silent on standardised targets, on class labels, and where the bias stands at the mean', async () => {
    expect(await findingsOf('targets-not-scaled', model(), { x, y: normal([256, 1]) })).toEqual([]);
    expect(await findingsOf('targets-not-scaled', model(), { x, y: alternating(256) })).toEqual([]);
    expect(await findingsOf('targets-not-scaled', model(500), { x, y: normal([256, 1], 500, 1) })).toEqual(
      [],
    );
  });

  it('finds targets whose differences are smaller than a step of the optimiser', async () => {
    const data = { x, y: normal([256, 1], 0, 1e-4) };
    expect(await findingsOf('targets-not-scaled', model(), data)).toHaveLength(1);
  });
});
