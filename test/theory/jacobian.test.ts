import { describe, expect, it } from 'vitest';
import { initializers } from '../../src/initializers';
import { singularValues } from '../../src/math';
import { randomStream } from '../../src/random';
import { jacobianSpread } from '../../src/theory';

const linear = { activation: 'linear', weightVariance: 1 } as const;
const relu = { activation: 'relu', weightVariance: 2 } as const;
const tanh = { activation: 'tanh', weightVariance: 1.5, biasVariance: 0.1 } as const;

describe('The spread of the squared singular values', () => {
  it('is L for Gaussian matrices and 0 for orthogonal ones, without an activation', () => {
    expect(jacobianSpread(linear, { layers: 7 })).toBeCloseTo(7, 9);
    expect(jacobianSpread(linear, { layers: 7, orthogonal: true })).toBeCloseTo(0, 9);
    expect(jacobianSpread(linear, { layers: 7, orthogonal: true, width: 5 })).toBeCloseTo(0, 9);
  });

  it('is one more per layer with a ReLU, whose slopes are 0 or 1', () => {
    expect(jacobianSpread(relu, { layers: 4 })).toBeCloseTo(8, 6);
    expect(jacobianSpread(relu, { layers: 4, orthogonal: true })).toBeCloseTo(4, 6);
  });

  it.each([true, false])('at a great width is that of infinite width (orthogonal: %s)', (orthogonal) => {
    const infinite = jacobianSpread(tanh, { layers: 6, orthogonal });
    expect(jacobianSpread(tanh, { layers: 6, orthogonal, width: 1e6 }) / infinite).toBeCloseTo(1, 4);
  });

  it('ends at n - 1, where one direction is left', () => {
    expect(jacobianSpread(linear, { layers: 2000, width: 8 })).toBeCloseTo(7, 6);
    expect(jacobianSpread(relu, { layers: 2000, width: 8, orthogonal: true })).toBeCloseTo(7, 6);
  });

  // Standard error over 4,000 products of five 6 × 6 matrices: about 2 %.
  it.each(['lecunNormal', 'orthogonal'] as const)('of width 6 is that of sampled products: %s', (name) => {
    const [n, layers, count] = [6, 5, 4000];
    const random = randomStream(1, 'products', name);
    const entries = (): number[] => {
      const initializer = initializers[name];
      if ('weights' in initializer) return [...initializer.weights([n, n], {}, random)];
      return Array.from({ length: n * n }, () => random.normal() / Math.sqrt(n));
    };
    let [fourth, squared] = [0, 0];
    for (let i = 0; i < count; i++) {
      let J = Array.from({ length: n }, (_, r) => Array.from({ length: n }, (_, c) => Number(r === c)));
      for (let l = 0; l < layers; l++) {
        const W = entries();
        const slopes = Array.from({ length: n }, () => Number(random.uniform() < 0.5)); // a ReLU's
        J = J.map((row) => slopes.map((d, c) => d * row.reduce((sum, v, k) => sum + v * W[k * n + c], 0)));
      }
      const s = singularValues(J);
      fourth += s.reduce((sum, v) => sum + v ** 4, 0) / count;
      squared += s.reduce((sum, v) => sum + v ** 2, 0) ** 2 / count;
    }
    const expected = jacobianSpread(relu, { layers, width: n, orthogonal: name === 'orthogonal' });
    expect(Math.abs((n * fourth) / squared - 1 - expected)).toBeLessThan(0.08 * expected);
  });

  it('takes no other options, and no layers below 1', () => {
    expect(() => jacobianSpread(linear, { layers: 0 })).toThrow(RangeError);
    expect(() => jacobianSpread(linear, { layers: 2, width: 1 })).toThrow(/width must be .* at least 2/);
    expect(() => jacobianSpread(linear, { depth: 2 } as never)).toThrow(TypeError);
  });
});
