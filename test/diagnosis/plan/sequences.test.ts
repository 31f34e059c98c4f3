// The rules of the plan on recurrent layers.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { alternating, compiled, findingsOf, normal } from './networks';

const output = (): tf.layers.Layer => tf.layers.dense({ units: 1, activation: 'sigmoid' });
const severities = async (
  rule: string,
  layers: tf.layers.Layer[],
  x: tf.Tensor,
  y = alternating(16),
): Promise<string[]> =>
  (await findingsOf(rule, compiled(layers, 'binaryCrossentropy'), { x, y })).map(({ severity }) => severity);

describe('one-step-sequences', () => {
  it('finds sequences of one step, whose recurrent weights get no gradient', async () => {
    const lstm = (): tf.layers.Layer => tf.layers.lstm({ units: 3, inputShape: [1, 4] });
    expect(await severities('one-step-sequences', [lstm(), output()], normal([16, 1, 4]))).toEqual([
      'warning',
    ]);
    const model = compiled([lstm(), output()], 'binaryCrossentropy');
    const recurrent = model.layers[0]!.weights[1]!.read();
    const before = recurrent.arraySync();
    await model.fit(normal([16, 1, 4]), alternating(16), { epochs: 3, verbose: 0 });
    expect(recurrent.arraySync()).toEqual(before);
  });

  it('is silent on two steps, and on an open length that the data fill', async () => {
    const lstm = tf.layers.lstm({ units: 3, inputShape: [null as unknown as number, 4] });
    expect(await severities('one-step-sequences', [lstm, output()], normal([16, 2, 4]))).toEqual([]);
  });
});

describe('stateful-shuffled', () => {
  it('finds a stateful layer, and no other', async () => {
    const lstm = (stateful: boolean): tf.layers.Layer =>
      tf.layers.lstm({ units: 3, stateful, batchInputShape: [4, 5, 2] });
    const x = normal([16, 5, 2]);
    expect(await severities('stateful-shuffled', [lstm(true), output()], x)).toEqual(['warning']);
    expect(await severities('stateful-shuffled', [lstm(false), output()], x)).toEqual([]);
  });
});

describe('recurrent-activation', () => {
  it('finds a ReLU in a long LSTM, and is silent on tanh and on short sequences', async () => {
    const lstm = (activation: 'relu' | 'tanh', steps: number): tf.layers.Layer[] => [
      tf.layers.lstm({ units: 3, activation, inputShape: [steps, 2] }),
      output(),
    ];
    expect(await severities('recurrent-activation', lstm('relu', 50), normal([16, 50, 2]))).toEqual([
      'warning',
    ]);
    expect(await severities('recurrent-activation', lstm('tanh', 50), normal([16, 50, 2]))).toEqual([]);
    expect(await severities('recurrent-activation', lstm('relu', 5), normal([16, 5, 2]))).toEqual([]);
  });
});
