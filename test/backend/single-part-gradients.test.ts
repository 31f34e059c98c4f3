// The gradients of operations that take a tensor into a single part, which tfjs alone refuses.
import { describe, expect, it } from 'vitest';
import { recurrent, tf, train } from '../../src';

describe('a tensor in a single part', () => {
  const x = tf.tensor2d([[1, -2, 3]]);
  const twice = [2, -4, 6]; // the derivative of Σ x² is 2 x

  it('has the gradient of the whole where it is unstacked', () => {
    const slope = tf.grad((v) => tf.sum(tf.square(tf.unstack(v, 0)[0]!)));
    expect([...slope(x).dataSync()]).toEqual(twice);
  });

  it('has the gradient of the whole where it is split', () => {
    const slope = tf.grad((v) => tf.sum(tf.square(tf.split(v, 1, 1)[0]!)));
    expect([...slope(x).dataSync()]).toEqual(twice);
  });

  it('leaves those of several parts as they are', () => {
    const slope = tf.grad((v) => tf.sum(tf.square(tf.split(v, 3, 1)[1]!)));
    expect([...slope(x).dataSync()]).toEqual([0, -4, 0]);
  });
});

describe('a recurrent network of two layers that reads one time step', () => {
  const data = {
    x: tf.randomNormal([32, 1, 2], 0, 1, 'float32', 1),
    y: tf.randomNormal([32, 1], 0, 1, 'float32', 2),
  };

  it.each(['simple', 'lstm', 'gru'] as const)('of %s cells trains', async (cell) => {
    const model = recurrent({ cell, steps: 1, inputs: 2, units: 8, layers: 2, outputs: 1, seed: 1 });
    const { history } = await train(model, data, {
      steps: 60,
      batchSize: 32,
      loss: 'meanSquaredError',
      optimizer: { name: 'adam', learningRate: 0.02 },
    });
    const losses = history.array('loss') as number[];
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});
