// Batch normalisation that is another network in inference than in training.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { compiled, dense, line, trainingFindings } from './networks';

describe('batch-norm-modes', () => {
  const network = (momentum: number): tf.Sequential =>
    compiled(
      [
        dense(16, 2),
        tf.layers.batchNormalization({ momentum }),
        tf.layers.activation({ activation: 'relu' }),
        dense(1),
      ],
      tf.train.adam(0.02),
    );

  it('is named where the averages are those of the last batch alone, of two rows', async () => {
    // With the momentum 0 an average is the last value (Ioffe and Szegedy 2015, algorithm 2), and the variance of two rows is often
    // near 0: inference divides by its root.
    const found = await trainingFindings(network(0), line(192), { steps: 300, batchSize: 2 });
    expect(found['batch-norm-modes']).toMatchObject({ cause: 'normalization-misuse' });
  });

  it('is not where they are of many batches of 32', async () => {
    const found = await trainingFindings(network(0.9), line(192), { steps: 300 });
    expect(found['batch-norm-modes']).toBeUndefined();
  });
});
