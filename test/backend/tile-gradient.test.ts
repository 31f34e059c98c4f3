import { describe, expect, it } from 'vitest';
import { compile, mlp, tf } from '../../src';

const weighted = (shape: number[]): tf.Tensor =>
  tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b, 1)), shape);

/** The gradient of Σ w · tile(x), by the definition: the sum of the weights at the places of each entry's copies. */
function sumOfCopies(w: tf.Tensor, shape: number[]): number[] {
  const values = w.dataSync();
  const strides = (of: readonly number[]): number[] =>
    of.map((_, i) => of.slice(i + 1).reduce((a, b) => a * b, 1));
  const [outer, inner] = [strides(w.shape), strides(shape)];
  const sums = Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
  values.forEach((value, place) => {
    const at = shape.reduce(
      (sum, size, axis) => sum + ((Math.floor(place / outer[axis]!) % w.shape[axis]!) % size) * inner[axis]!,
      0,
    );
    sums[at]! += value;
  });
  return sums;
}

describe('the gradient of tile', () => {
  it.each([
    [[3], [4]],
    [
      [2, 3],
      [1, 1],
    ],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [1, 3],
      [5, 1],
    ],
    [
      [2, 1],
      [1, 4],
    ],
    [
      [2, 2],
      [3, 2],
    ],
    [
      [2, 1, 3],
      [2, 3, 1],
    ],
    [
      [1, 2, 1, 2],
      [2, 1, 3, 2],
    ],
    [
      [1, 2, 3, 2],
      [2, 3, 2, 2],
    ],
    [
      [1, 2, 1, 2, 1],
      [2, 1, 3, 2, 2],
    ],
  ])('of %j by %j is the sum of the gradients of the copies', (shape, reps) => {
    tf.tidy(() => {
      const x = weighted(shape);
      const w = weighted(shape.map((size, axis) => size * reps[axis]!));
      const of = (value: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.tile(value, reps), w));
      const gradient = tf.grad(of)(x);
      expect(gradient.shape).toEqual(shape);
      expect([...gradient.dataSync()]).toEqual(sumOfCopies(w, shape));
    });
  });

  it('has a gradient of its own, of copies of copies', () => {
    tf.tidy(() => {
      // f(x) = Σ tile(x, 3)³, so f'' = 3 · 6x; the inner gradient goes through the outer one's ops.
      const cubes = (x: tf.Tensor): tf.Scalar => tf.sum(tf.pow(tf.tile(x, [3]), 3));
      const second = tf.grad((x: tf.Tensor) => tf.sum(tf.grad(cubes)(x)));
      expect([...second(tf.tensor1d([1, 2])).dataSync()]).toEqual([18, 36]);
    });
  });

  it('makes of a layer normalisation about as many nodes for 64 examples as for 8', () => {
    const model = mlp({ inputs: 32, hidden: [32, 32], outputs: 2, normalization: 'layer', seed: 1 });
    const countFor = (examples: number): number => {
      const x = tf.randomNormal([examples, 32], 0, 1, 'float32', 1);
      const step = compile((input: tf.Tensor) =>
        tf.variableGrads(() => tf.mean(model.apply(input, { training: true }) as tf.Tensor).asScalar()),
      );
      try {
        tf.dispose(step(x));
        return Object.values(step.inspect()[0]!.nodes).reduce((a, b) => a + b);
      } finally {
        step.dispose();
        x.dispose();
      }
    };
    try {
      // Constants of sizes that are equal are one node.
      expect(Math.abs(countFor(64) - countFor(8))).toBeLessThan(8);
    } finally {
      model.dispose();
    }
  });
});
