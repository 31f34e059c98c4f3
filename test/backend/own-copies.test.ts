// TensorFlow works in memory of its own: a typed array of JavaScript that it kept, one of its threads would give back.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src';

/** Some of so many arrays lie where tfjs-node would let TensorFlow use them. */
const LENGTHS = Array.from({ length: 100 }, (_, i) => 17 + 4 * i);

describe('a typed array that TensorFlow has got', () => {
  test.each([
    ['float32', Float32Array, 1],
    ['int32', Int32Array, 1],
    ['bool', Uint8Array, 4],
  ] as const)('of %s may change afterwards, and the tensor stays as it was', (dtype, Type, factor) => {
    for (const length of LENGTHS) {
      const values = new Type(length * factor).fill(1);
      const tensor = tf.tensor1d(values, dtype);
      const copy = (): number => tf.tidy(() => tf.concat([tensor, tensor]).dataSync()[0]!);
      expect(copy()).toBe(1);
      values.fill(0);
      expect(copy()).toBe(1);
      tensor.dispose();
    }
  });

  test('has its numbers in order, also where it is large or a part of another', () => {
    for (const length of [1, 262_144, 262_145, 300_000]) {
      const all = Float32Array.from({ length: length + 3 }, (_, i) => i);
      const values = all.subarray(3);
      const same = tf.tidy(
        () => tf.all(tf.equal(tf.tensor1d(values), tf.range(3, length + 3))).dataSync()[0],
      );
      expect(same).toBe(1);
    }
  });
});

test('strings reach TensorFlow as they are', () => {
  expect(tf.tidy(() => tf.concat([tf.tensor1d(['é', 'b']), tf.tensor1d(['c'])]).dataSync())).toEqual([
    'é',
    'b',
    'c',
  ]);
});
