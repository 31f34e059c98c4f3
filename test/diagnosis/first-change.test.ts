// The first change: the combinations that findings ask for, and what they bring on networks with a known cure.
import { describe, expect, it } from 'vitest';
import { diagnose, tf, type Finding, type FixName } from '../../src';
import { combinationsOf, together, withFurther } from '../../src/diagnosis/first-change/combinations';
import { changeLengths } from '../../src/diagnosis/first-change/lengths';

const finding = (fixes: FixName[], change: Partial<Finding> = {}): Finding =>
  ({ severity: 'error', explainedBy: null, remedy: { text: '', code: null, fixes }, ...change }) as Finding;

/** Normal numbers, with their first column to be learnt. */
const firstColumn = (): { x: tf.Tensor; y: tf.Tensor } =>
  tf.tidy(() => {
    const x = tf.randomNormal([128, 4], 0, 1, 'float32', 5);
    return { x, y: x.slice([0, 0], [128, 1]) };
  });

describe('the combinations of a first change', () => {
  it('are the fixes of the root, then those of all errors, of all that was found, and that with less dropout', () => {
    const { suggested } = combinationsOf([
      finding(['output']),
      finding(['initializer', 'activation']),
      finding(['scale x'], { severity: 'warning' }),
      finding(['clipping'], { severity: 'info' }),
    ]);
    expect(suggested).toEqual([
      ['output'],
      ['activation', 'output', 'initializer'],
      ['activation', 'output', 'initializer', 'scale x'],
      ['activation', 'output', 'initializer', 'dropout', 'scale x'],
    ]);
  });

  it('have a rate as often as one finding asks for it, and in one direction', () => {
    expect(together([['larger rate', 'larger rate'], ['larger rate'], ['smaller rate']])).toEqual([
      'larger rate',
      'larger rate',
    ]);
  });
});

describe('a further fix', () => {
  it('that sets an optimiser or a rate takes the place of the rates that the findings ask for', () => {
    expect(withFurther(['width', 'smaller rate'], ['adam', 'larger rate'])).toEqual([
      'width',
      'adam',
      'larger rate',
    ]);
    expect(withFurther(['width', 'smaller rate'], ['initializer'])).toEqual([
      'width',
      'initializer',
      'smaller rate',
    ]);
  });
});

/** Rows of 3 columns up to 10,000, and a weighted sum of them. */
function unscaled() {
  return tf.tidy(() => {
    const x = tf.randomUniform([200, 3], 0, 10_000, 'float32', 3);
    return { x, y: x.matMul(tf.tensor2d([[2], [1], [0.5]])) };
  });
}

/** A dense layer with the weights of a seed. */
const dense = (units: number, seed: number, args: object): tf.layers.Layer =>
  tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotNormal({ seed }), ...args });

describe('the first change of a diagnosis', () => {
  it('puts output, inputs and targets right together, where one alone leaves the network stuck', async () => {
    const data = unscaled();
    const model = tf.sequential({
      layers: [dense(16, 1, { activation: 'tanh', inputShape: [3] }), dense(1, 2, { activation: 'softmax' })],
    });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const weights = model.getWeights().map((one) => one.arraySync());
    const tensors = tf.memory().numTensors;
    const { firstChange, training } = await diagnose(model, data);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(model.getWeights().map((one) => one.arraySync())).toEqual(weights);
    // Behind a softmax over one unit the output is 1: the loss stays at the mean of (y - 1)².
    const loss = tf.tidy(() => data.y.sub(1).square().mean().dataSync()[0]!);
    expect(training!.to / loss).toBeCloseTo(1, 1);
    expect(firstChange!.fixes).toEqual(expect.arrayContaining(['output', 'scale x', 'scale y']));
    expect(firstChange).toMatchObject({ seeds: 5, halved: 5 });
    expect(firstChange!.rest!).toBeLessThan(0.5);
    tf.dispose(data);
    model.dispose();
  });

  it('is none where all labels are equal: no change of the network helps', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, activation: 'sigmoid', inputShape: [4] })],
    });
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
    const data = { x: tf.randomNormal([64, 4], 0, 1, 'float32', 6), y: tf.ones([64, 1]) };
    const { root, firstChange } = await diagnose(model, data);
    expect(root?.rule).toBe('constant-targets');
    expect(firstChange).toBeNull();
    tf.dispose(data);
    model.dispose();
  });

  it('is trained with the clipping of the caller: a larger rate does not free what a norm of 1e-6 holds', async () => {
    const data = firstColumn();
    const model = tf.sequential({ layers: [dense(1, 1, { inputShape: [4] })] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const { root, firstChange } = await diagnose(model, data, { clip: { norm: 1e-6 } });
    expect(root?.rule).toBe('clipping-freezes');
    expect(firstChange).toMatchObject({ fixes: ['clipping'], halved: 5 });
    tf.dispose(data);
    model.dispose();
  });

  it('is trained for as many steps as the network without it: more of them would be a change as well', async () => {
    const data = firstColumn();
    const model = tf.sequential({ layers: [dense(1, 1, { inputShape: [4] })] });
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    const { root, firstChange } = await diagnose(model, data, { steps: 4 });
    expect(root?.cause).toBe('too-few-steps');
    expect(firstChange?.steps ?? 4).toBe(4);
    expect(firstChange?.fixes ?? ['larger rate']).toContain('larger rate');
    tf.dispose(data);
    model.dispose();
  });

  it('is none where the network learns, and where none is asked for', async () => {
    const data = firstColumn();
    const build = (rate: number): tf.LayersModel => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
      model.compile({ optimizer: tf.train.sgd(rate), loss: 'meanSquaredError' });
      return model;
    };
    const [learns, stuck] = [build(0.1), build(1e-7)];
    expect((await diagnose(learns, data)).firstChange).toBeNull();
    expect((await diagnose(stuck, data, { firstChange: false })).firstChange).toBeNull();
    const { firstChange } = await diagnose(stuck, data);
    expect(firstChange!.halved).toBeGreaterThanOrEqual(4);
    tf.dispose(data);
    learns.dispose();
    stuck.dispose();
  });

  it('is tried for fewer steps, and for fewer seeds, the more a step costs', () => {
    const mlp = (units: number, rate: number): tf.LayersModel =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units, inputShape: [units], kernelInitializer: 'zeros' }),
          tf.layers.dropout({ rate }),
          tf.layers.dense({ units, kernelInitializer: 'zeros' }),
        ],
      });
    const [small, large, huge] = [mlp(8, 0), mlp(1024, 0.1), mlp(4096, 0.1)];
    const [few, many] = [
      changeLengths({ model: large, batchSize: 64 }),
      changeLengths({ model: small, batchSize: 32 }),
    ];
    expect(many).toMatchObject({ steps: 200, changes: 12 });
    expect(few.steps).toBeLessThan(many.steps);
    expect(changeLengths({ model: huge, batchSize: 512 }).changes).toBe(0);
    for (const model of [small, large, huge]) model.dispose();
  });
});
