// Learning rates against the largest stable one of a quadratic loss, and the length of a training.
import { describe, expect, it } from 'vitest';
import { datasets, recurrent, tf } from '../../../src';
import { compiled, dense, line, normal, trainingFindings } from './networks';

// For y = w x the Hessian of the mean squared error is 2 E[x xᵀ]; x is standard normal, so its eigenvalues are about 2, and gradient
// descent is stable below 2 / 2 = 1. The whole data are one batch, so that no noise comes in.
const data = line(64);
const run = (learningRate: number, steps?: number) =>
  trainingFindings(
    compiled([dense(1, 2, { useBias: false, kernelInitializer: 'zeros' })], tf.train.sgd(learningRate)),
    data,
    {
      batchSize: 64,
      ...(steps === undefined ? {} : { steps }),
    },
  );

describe('the learning rate', () => {
  it('is too high above 2 / λ, where the loss grows', async () => {
    const { 'learning-rate-too-high': finding } = await run(2, 60);
    expect(finding).toMatchObject({ severity: 'error', cause: 'learning-rate-too-high' });
  });

  it('is right at a quarter of that, where the network learns', async () => {
    const found = await run(0.25, 60);
    expect(Object.keys(found)).toEqual(['learns']);
  });

  it('is too high where a tenth of it is too: which of two that jump about ends lower is chance, and a hundredth is tried', async () => {
    // Logistic regression with a tenth of the labels wrong: the curvature is at most a quarter of the largest eigenvalue of E[x xᵀ].
    // At 3,000 and 300 each step turns the weights about, and the loss is that of the wrong share at the clip.
    const x = normal([256, 8]);
    const isWrong = tf.less(tf.randomUniform([256, 1], 0, 1, 'float32', 2), 0.1);
    const y = tf.abs(
      tf.sub(tf.cast(tf.greater(tf.sum(x, 1, true), 0), 'float32'), tf.cast(isWrong, 'float32')),
    );
    const output = dense(1, 8, { activation: 'sigmoid', useBias: false });
    const { 'learning-rate-too-high': finding } = await trainingFindings(
      compiled([output], tf.train.sgd(3000), 'binaryCrossentropy'),
      { x, y },
      { batchSize: 8, steps: 300, firstChange: false },
    );
    expect(finding?.problem).toMatch(/at 3 it goes/);
  });

  it('is too low where n steps close the share 1 - exp(-n λ rate) of the way, 0.1 % here, and a hundredfold rate learns', async () => {
    const { 'learning-rate-too-low': finding } = await run(1e-6);
    expect(finding).toMatchObject({ cause: 'learning-rate-too-low' });
  });
});

describe('a training that gets less than half of the way', () => {
  // Gradient descent closes the share 1 - (1 - 2 rate)^(2 n) of the variance in n steps on two standard normal columns.
  it('has a rate that is too low where 40 steps close 0.28 of it, and as many at the tenfold rate all', async () => {
    const { 'learning-rate-too-low': finding } = await run(0.002, 40);
    expect(finding).toMatchObject({ severity: 'warning', remedy: { fixes: ['larger rate'] } });
  });

  it('has a right one where 40 steps close 0.6 of it', async () => {
    const found = await run(0.006, 40);
    expect(Object.keys(found)).not.toContain('learning-rate-too-low');
  });

  it('has one that is too high where single rows throw the weights about, and smaller steps average over them', async () => {
    // The mean of eight standard normal columns and noise of 0.36 of its variance: the step of a row is stable on the average up to a
    // rate of 2 / (2 (8 + 2)) = 0.1 (LMS; Feuer and Weinstein 1985), and near it the noise of each row stays in the weights.
    const x = normal([256, 8]);
    const y = tf.add(tf.mul(tf.sum(x, 1, true), 1 / Math.sqrt(8)), tf.mul(normal([256, 1], 5), 0.6));
    const output = dense(1, 8, { useBias: false, kernelInitializer: 'zeros' });
    const { 'learning-rate-too-high': finding } = await trainingFindings(
      compiled([output], tf.train.sgd(0.08)),
      { x, y },
      { batchSize: 1, steps: 300, firstChange: false },
    );
    expect(finding).toMatchObject({ severity: 'warning', remedy: { fixes: ['smaller rate'] } });
  });
});

describe('a training of which a diagnosis affords a part', () => {
  // Ten dropouts draw random numbers at each step, so that the steps run op by op: some forty of the 150 planned ones are run. Of the
  // variance these close 1 - exp(-4 rate steps) = 0.03, and 0.27 at the tenfold rate.
  it('has a rate that is too low where as many steps at the tenfold rate get further than all planned ones, and not half of the way', async () => {
    const idle = Array.from({ length: 10 }, () => tf.layers.dropout({ rate: 1e-6 }));
    const { 'learning-rate-too-low': finding } = await trainingFindings(
      compiled(
        [
          tf.layers.inputLayer({ inputShape: [2] }),
          ...idle,
          dense(1, undefined, { useBias: false, kernelInitializer: 'zeros' }),
        ],
        tf.train.sgd(2e-4),
      ),
      data,
      { batchSize: 64, steps: 150, firstChange: false },
    );
    expect(finding).toMatchObject({ severity: 'warning', remedy: { fixes: ['larger rate'] } });
  });
});

describe('batches of single rows', () => {
  // LMS (Feuer and Weinstein 1985): in batches of n rows the noise of the last ones leaves rate tr / n of the irreducible variance
  // besides, tr = 8 for eight standard normal columns.
  const x = normal([512, 8]);
  const y = tf.add(tf.mul(tf.sum(x, 1, true), 1 / Math.sqrt(8)), tf.mul(normal([512, 1], 5), 0.3));
  const found = (rate: number) =>
    trainingFindings(
      compiled([dense(1, 8, { useBias: false, kernelInitializer: 'zeros' })], tf.train.sgd(rate)),
      { x, y },
      { batchSize: 1, steps: 300, firstChange: false },
    );

  it('are too small at a rate where their noise stays in the weights, and that of 32 rows does not', async () => {
    const { 'small-batch': finding, 'learning-rate-too-high': rate } = await found(0.09);
    expect(finding).toMatchObject({ severity: 'warning', cause: 'batch-size', explainedBy: null });
    expect(finding?.remedy.code).toContain('batchSize: 32, epochs: 19');
    expect([undefined, 'small-batch']).toContain(rate?.explainedBy);
  });

  it('are right at a rate that averages over a hundred rows: larger ones get no further in as many steps', async () => {
    expect(Object.keys(await found(0.005))).not.toContain('small-batch');
  });
});

describe('the length of a training', () => {
  it('does not matter where more steps learn rows by heart, and nothing that holds for others', async () => {
    const found = await trainingFindings(
      compiled(
        [dense(64, 8, { activation: 'relu' }), dense(1, undefined, { activation: 'sigmoid' })],
        tf.train.adam(0.01),
        'binaryCrossentropy',
      ),
      { x: normal([240, 8]), y: tf.cast(tf.greater(normal([240, 1], 3), 0), 'float32') },
      { batchSize: 32, steps: 20, firstChange: false },
    );
    expect(Object.keys(found)).toContain('learned-by-heart');
    expect(Object.keys(found)).not.toContain('ends-early');
  });

  it('is too short where it ends before every row was seen, and more rows halve what is left', async () => {
    // 30 of 512 rows at a rate of 0.01 close 1 - 0.98^60 = 0.7 of the variance; ten times as many all of it.
    const { 'ends-early': finding } = await trainingFindings(
      compiled([dense(1, 2, { useBias: false, kernelInitializer: 'zeros' })], tf.train.sgd(0.01)),
      line(512),
      { batchSize: 1, steps: 30 },
    );
    expect(finding).toMatchObject({ cause: 'too-few-steps', severity: 'warning' });
  });

  it('is too short where the loss has come a small part of the way, and the same training, continued, learns', async () => {
    const { 'ends-early': finding } = await run(0.02, 4);
    expect(finding).toMatchObject({ cause: 'too-few-steps', severity: 'warning' });
  });
});

describe('an optimiser', () => {
  // Two of eight numbers are to be added, where a second channel marks them (Hochreiter and Schmidhuber 1997).
  const { x, y } = datasets.addingProblem({ size: 512, steps: 8, seed: 1 });
  const network = (optimizer: tf.Optimizer): tf.LayersModel => {
    const model = recurrent({ inputs: 2, steps: 8, units: 16, outputs: 1, cell: 'lstm', seed: 1 });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    return model;
  };
  const steps = 320; // 20 epochs of 16 batches
  const fitted = async (optimizer: tf.Optimizer): Promise<number> => {
    const { history } = await network(optimizer).fit(x, y, {
      epochs: 20,
      batchSize: 32,
      shuffle: false,
      verbose: 0,
    });
    return history.loss!.at(-1) as number;
  };
  const found = (optimizer: tf.Optimizer) =>
    trainingFindings(network(optimizer), { x, y }, { batchSize: 32, steps, firstChange: false });

  it('is too slow where gradient descent leaves most of the variance, at ten times the rate as well, and Adam next to nothing', async () => {
    const variance = tf.moments(y).variance.dataSync<'float32'>()[0]!;
    expect(await fitted(tf.train.sgd(0.1))).toBeGreaterThan(variance / 2);
    expect(await fitted(tf.train.adam(0.01))).toBeLessThan(variance / 4);
    const { 'slow-optimizer': finding } = await found(tf.train.sgd(0.01));
    expect(finding).toMatchObject({ cause: 'wrong-optimizer', remedy: { fixes: ['adam', 'larger rate'] } });
  });

  it('is too slow where it is Adam with an epsilon of 1, and the usual one learns', async () => {
    const variance = tf.moments(y).variance.dataSync<'float32'>()[0]!;
    expect(await fitted(tf.train.adam(0.01, 0.9, 0.999, 1))).toBeGreaterThan(variance / 2);
    const { 'slow-optimizer': finding } = await found(tf.train.adam(0.01, 0.9, 0.999, 1));
    expect(finding!.problem).toContain('Adam with an epsilon of 1');
    expect(finding!.remedy.text).toContain('with its usual epsilon');
  });

  it('is right where it is Adam', async () => {
    expect(Object.keys(await found(tf.train.adam(0.01)))).toEqual(['learns']);
  });
});
