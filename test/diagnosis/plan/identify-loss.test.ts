// Recognition of loss functions by their values: tfjs's own, and some that a caller writes.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { identifyLoss } from '../../../src/diagnosis/plan/identify-loss';
import { kerasLoss, KERAS_LOSSES } from '../../../src/backend';

type LossOf = (y: tf.Tensor, p: tf.Tensor) => tf.Tensor;

describe('identifyLoss', () => {
  // At one unit some losses over classes are 0 everywhere, so that nothing tells them apart.
  it.each(
    KERAS_LOSSES.filter((name) => name !== 'sparseCategoricalCrossentropy' && name !== 'categoricalHinge'),
  )('recognises %s of tfjs by its values', (name) => {
    expect(identifyLoss(kerasLoss(name), [null, 3])).toBe(name);
  });

  it.each<[string, LossOf, number, string]>([
    ['tf.losses.softmaxCrossEntropy', (y, p) => tf.losses.softmaxCrossEntropy(y, p), 4, 'crossEntropy'],
    [
      'tf.losses.sigmoidCrossEntropy',
      (y, p) => tf.losses.sigmoidCrossEntropy(y, p),
      1,
      'sigmoidCrossEntropy',
    ],
    ['tf.losses.logLoss', (y, p) => tf.losses.logLoss(y, p), 1, 'binaryCrossentropy'],
    ['tf.losses.meanSquaredError', (y, p) => tf.losses.meanSquaredError(y, p), 2, 'meanSquaredError'],
    ['tf.losses.absoluteDifference', (y, p) => tf.losses.absoluteDifference(y, p), 1, 'meanAbsoluteError'],
    ['tf.losses.hingeLoss, which takes 0 and 1', (y, p) => tf.losses.hingeLoss(y, p), 1, 'binaryHinge'],
    [
      'tf.losses.cosineDistance',
      (y, p) =>
        tf.losses.cosineDistance(tf.div(y, tf.norm(y, 2, 1, true)), tf.div(p, tf.norm(p, 2, 1, true)), 1),
      3,
      'cosineProximity',
    ],
    ['half a sum of squares', (y, p) => tf.sum(tf.squaredDifference(y, p)).mul(0.5), 3, 'meanSquaredError'],
    [
      'a written cross-entropy with an epsilon',
      (y, p) => tf.neg(tf.sum(tf.mul(y, tf.log(tf.add(p, 1e-5))), -1)),
      3,
      'categoricalCrossentropy',
    ],
    ['a log-softmax', (y, z) => tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(z)), -1)), 5, 'crossEntropy'],
  ])('recognises %s', (_, loss, units, name) => {
    expect(identifyLoss(loss, [null, units])).toBe(name);
  });

  it.each<[string, LossOf]>([
    ['a focal loss', (y, p) => tf.neg(tf.mean(tf.mul(tf.mul(y, tf.square(tf.sub(1, p))), tf.log(p))))],
    ['a sum of two losses', (y, p) => tf.add(tf.mean(tf.abs(tf.sub(y, p))), tf.mean(tf.log(tf.add(1, p))))],
    ['a loss that goes up', (y, p) => tf.neg(tf.losses.meanSquaredError(y, p))],
    [
      'a loss that throws',
      () => {
        throw new Error('no');
      },
    ],
    ['a loss that ignores the output', (y) => tf.mean(y)],
  ])('leaves %s unknown', (_, loss) => {
    expect(identifyLoss(loss, [null, 3])).toBeNull();
  });

  it('recognises a loss of outputs at each step, and leaves no tensors', () => {
    const before = tf.memory().numTensors;
    expect(identifyLoss((y, p) => tf.losses.sigmoidCrossEntropy(y, p), [null, null, 2])).toBe(
      'sigmoidCrossEntropy',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
