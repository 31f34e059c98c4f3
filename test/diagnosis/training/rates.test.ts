// Learning rates against the largest stable one of a quadratic loss, and the length of a training.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { compiled, dense, line, trainingFindings } from './networks';

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

  it('is too low where n steps close the share 1 - exp(-n λ rate) of the way, 0.1 % here, and a hundredfold rate learns', async () => {
    const { 'learning-rate-too-low': finding } = await run(1e-6);
    expect(finding).toMatchObject({ cause: 'learning-rate-too-low' });
  });
});

describe('the length of a training', () => {
  it('is too short where the loss has come a small part of the way, and the same training, continued, learns', async () => {
    const { 'ends-early': finding } = await run(0.02, 4);
    expect(finding).toMatchObject({ cause: 'too-few-steps', severity: 'warning' });
  });
});
