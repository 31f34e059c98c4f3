// Ranges of outputs: each held against the values of a model at weights and inputs that are large.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { valueRange } from '../../../src/diagnosis/plan/output-range';

const input = (): tf.SymbolicTensor => tf.input({ shape: [6] });
const dense =
  (
    activation: 'sigmoid' | 'tanh' | 'relu' | 'softmax' | 'linear' | 'elu' | 'selu' | 'swish' | 'hardSigmoid',
    units = 3,
  ) =>
  (x: tf.SymbolicTensor): tf.SymbolicTensor =>
    tf.layers
      .dense({
        units,
        activation: activation as 'relu',
        kernelInitializer: tf.initializers.randomNormal({ stddev: 3, seed: 1 }),
      })
      .apply(x) as tf.SymbolicTensor;
const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x.length === 1 ? x[0]! : x) as tf.SymbolicTensor;
const sequence = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
  apply(tf.layers.reshape({ targetShape: [3, 2] }), x);

const CASES: readonly [string, (x: tf.SymbolicTensor) => tf.SymbolicTensor, readonly [number, number]][] = [
  ['a sigmoid', dense('sigmoid'), [0, 1]],
  ['no activation', dense('linear'), [-Infinity, Infinity]],
  ['elu', dense('elu'), [-1, Infinity]],
  ['selu', dense('selu'), [-1.7581, Infinity]],
  ['swish', dense('swish'), [-0.27846, Infinity]],
  ['hard sigmoid', dense('hardSigmoid'), [0, 1]],
  [
    'a GRU with Keras’s hard sigmoid',
    (x) => apply(tf.layers.gru({ units: 2, activation: 'hardSigmoid' }), sequence(x)),
    [0, 1],
  ],
  [
    'a softmax, flattened',
    (x) => apply(tf.layers.flatten(), apply(tf.layers.reshape({ targetShape: [3, 1] }), dense('softmax')(x))),
    [0, 1],
  ],
  [
    'the average of two softmaxes',
    (x) => apply(tf.layers.average(), dense('softmax')(x), dense('softmax')(x)),
    [0, 1],
  ],
  [
    'the sum of a sigmoid and a tanh',
    (x) => apply(tf.layers.add(), dense('sigmoid')(x), dense('tanh')(x)),
    [-1, 2],
  ],
  [
    'the product of a tanh and a ReLU',
    (x) => apply(tf.layers.multiply(), dense('tanh')(x), dense('relu')(x)),
    [-Infinity, Infinity],
  ],
  [
    'a sigmoid and a tanh side by side',
    (x) => apply(tf.layers.concatenate(), dense('sigmoid')(x), dense('tanh')(x)),
    [-1, 1],
  ],
  ['a ReLU of a tanh', (x) => apply(tf.layers.reLU(), dense('tanh')(x)), [0, 1]],
  ['a ReLU up to 6', (x) => apply(tf.layers.reLU({ maxValue: 6 }), dense('linear')(x)), [0, 6]],
  ['dropout of a sigmoid', (x) => apply(tf.layers.dropout({ rate: 0.5 }), dense('sigmoid')(x)), [0, 1]],
  ['an LSTM', (x) => apply(tf.layers.lstm({ units: 2 }), sequence(x)), [-1, 1]],
  [
    'a GRU with ReLU',
    (x) => apply(tf.layers.gru({ units: 2, activation: 'relu' }), sequence(x)),
    [0, Infinity],
  ],
  [
    'two LSTMs, added',
    (x) =>
      apply(
        tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }) as tf.RNN, mergeMode: 'sum' }),
        sequence(x),
      ),
    [-2, 2],
  ],
  [
    'a dense layer at each step',
    (x) =>
      apply(
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, activation: 'sigmoid' }) }),
        sequence(x),
      ),
    [0, 1],
  ],
  [
    'batch normalisation of a sigmoid',
    (x) => apply(tf.layers.batchNormalization(), dense('sigmoid')(x)),
    [-Infinity, Infinity],
  ],
];

describe('valueRange', () => {
  it.each(CASES)('of %s holds all values of the model', (_, make, [min, max]) => {
    const x = input();
    const y = make(x);
    const range = valueRange(y)!;
    expect(range.min).toBeCloseTo(min, 4);
    expect(range.max).toBeCloseTo(max, 4);

    const values = (
      tf.model({ inputs: x, outputs: y }).predict(tf.randomNormal([200, 6], 0, 5, 'float32', 1)) as tf.Tensor
    ).dataSync();
    // float32 rounds a value at the end of the range.
    expect(Math.min(...values)).toBeGreaterThanOrEqual(min - 1e-4);
    expect(Math.max(...values)).toBeLessThanOrEqual(max + 1e-4);
  });

  it('knows that softmaxes and their averages sum to 1, and that a flattened map of them does not', () => {
    const x = input();
    expect(valueRange(dense('softmax')(x))!.sumsToOne).toBe(true);
    expect(valueRange(apply(tf.layers.average(), dense('softmax')(x), dense('softmax')(x)))!.sumsToOne).toBe(
      true,
    );
    expect(
      valueRange(
        apply(tf.layers.flatten(), apply(tf.layers.reshape({ targetShape: [3, 1] }), dense('softmax')(x))),
      )!.sumsToOne,
    ).toBe(false);
  });

  it('is not known behind a layer of the caller’s, or of the data', () => {
    class Own extends tf.layers.Layer {
      static className = 'OwnOutput';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.sigmoid([x].flat()[0]!);
      }
    }
    const x = input();
    expect(valueRange(apply(new Own({}), dense('linear')(x)))).toBeNull();
    expect(valueRange(apply(tf.layers.add(), x, dense('sigmoid', 6)(x)))).toBeNull();
  });

  it('is found at once where each layer takes the one before twice, 60 times over', () => {
    let x = dense('sigmoid')(input());
    for (let i = 0; i < 60; i++) x = apply(tf.layers.average(), x, x);
    expect(valueRange(x)).toMatchObject({ min: 0, max: 1 });
  });

  it('is that of the outputs of a model within the model', () => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 2, activation: 'tanh', inputShape: [6] })],
    });
    expect(valueRange(apply(inner, input()))).toMatchObject({ min: -1, max: 1 });
  });
});
