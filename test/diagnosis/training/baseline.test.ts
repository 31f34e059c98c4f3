// The best constant, against closed forms.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { baselineOf } from '../../../src/diagnosis/runs/baseline';
import { lossFor, type LossName } from '../../../src/hooks';
import { compiled, dense } from './networks';

/** The baseline of a loss by name on targets, for outputs of a number of units. */
function baseline(loss: LossName, y: tf.Tensor, units: number, weights?: Record<number, number>) {
  const model = compiled([dense(units, 2)], 'sgd');
  return baselineOf(lossFor('test', model, loss, weights), { x: y, y }, [[y.shape[0]!, units]]);
}

const numbers = tf.tensor2d([[1], [2], [6]]);

describe('the best constant', () => {
  it('has the variance for a squared error', () => {
    expect(baseline('meanSquaredError', numbers, 1)!.constant).toBeCloseTo(14 / 3, 5);
  });

  it('has the mean deviation from the median for an absolute error', () => {
    expect(baseline('meanAbsoluteError', numbers, 1)!.constant).toBeCloseTo(5 / 3, 5);
  });

  it('has ln K for K classes that are as frequent, on probabilities and on logits', () => {
    const oneHot = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3).toFloat();
    const indices = tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32');
    expect(baseline('categoricalCrossentropy', oneHot, 3)!.constant).toBeCloseTo(Math.log(3), 5);
    expect(baseline('crossEntropy', indices, 3)).toMatchObject({ name: 'ln 3', perfect: 0 });
    expect(baseline('crossEntropy', indices, 3)!.constant).toBeCloseTo(Math.log(3), 5);
  });

  it('is about ln K, and not ln K, where the classes are nearly as frequent', () => {
    const indices = tf.tensor1d([...Array<number>(45).fill(0), ...Array<number>(55).fill(1)], 'int32');
    expect(baseline('crossEntropy', indices, 2)).toMatchObject({ name: 'about ln 2' }); // 0.688, not 0.693
  });

  it('has the entropy of the labels where one class is more frequent', () => {
    const entropy = -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));
    expect(baseline('binaryCrossentropy', tf.tensor2d([[0], [1], [1], [1]]), 1)!.constant).toBeCloseTo(
      entropy,
      5,
    );
  });

  it('has the weighted share of each class where classes have weights', () => {
    // One of four is right at a weight of 3: a half of all weight, where ln 2 for each row weighs 1.5 on average.
    const [labels, weights] = [[1, 0, 0, 0], { 0: 1, 1: 3 }];
    const expected = { name: null, constant: expect.closeTo(1.5 * Math.log(2), 5) as number };
    const numbers = tf.tensor2d(labels, [4, 1]);
    const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), 2).toFloat();
    expect(baseline('binaryCrossentropy', numbers, 1, weights)).toMatchObject(expected);
    expect(baseline('categoricalCrossentropy', oneHot, 2, weights)).toMatchObject(expected);
    expect(baseline('crossEntropy', tf.tensor1d(labels, 'int32'), 2, weights)).toMatchObject(expected);
    expect(baseline('meanSquaredError', numbers, 1, weights)!.constant).toBeCloseTo(1.5 * 0.25, 5);
    expect(baseline('meanAbsoluteError', numbers, 1, weights)).toBeNull();
    expect(baseline('binaryCrossentropy', numbers, 1, { 0: -1, 1: 1 })).toBeNull();
  });

  it('is not known where the labels are out of range, or all alike', () => {
    expect(baseline('binaryCrossentropy', numbers, 1)).toBeNull();
    expect(baseline('meanSquaredError', tf.ones([4, 1]), 1)).toBeNull();
  });
});
