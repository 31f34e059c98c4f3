import { describe, expect, it } from 'vitest';
import { tf } from '../../src/backend';
import { drawWeights } from '../../src/initializers';

const values = (weights: tf.Tensor): number[] => {
  const all = [...weights.dataSync<'float32'>()];
  weights.dispose();
  return all;
};

describe('drawWeights', () => {
  it('draws an orthogonal matrix times its gain', () => {
    const W = drawWeights({ name: 'orthogonal', gain: 2 }, [5, 5], { seed: 3 });
    const product = tf.tidy(() => W.matMul(W, true).sub(tf.eye(5).mul(4)).abs().max());
    expect(product.dataSync()[0]).toBeLessThan(1e-5);
    tf.dispose([W, product]);
  });

  it('draws with the variance of the initialiser, from the fans of the shape', () => {
    const all = values(drawWeights('heNormal', [200, 100]));
    const square = all.reduce((sum, v) => sum + v * v, 0) / all.length;
    expect(Math.abs(square / (2 / 200) - 1)).toBeLessThan(0.04); // √(2 / 20,000) = 1 %
  });

  it('draws the same weights for the same seed, and others for another', () => {
    const drawn = (seed: number): number[] => values(drawWeights('lecunNormal', [4, 4], { seed }));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  it('says what it takes', () => {
    expect(() => drawWeights('orthogonl' as never, [2, 2])).toThrow("did you mean 'orthogonal'?");
    expect(() => drawWeights('orthogonal', [2])).toThrow('drawWeights: shape must be at least two sizes');
    expect(() => drawWeights('orthogonal', [2, 0])).toThrow(RangeError);
    expect(() => drawWeights('orthogonal', [2, 2], { sed: 1 } as never)).toThrow("it has no 'sed'");
  });
});
