import { describe, expect, test } from 'vitest';
import {
  draw,
  fansOf,
  initializerNames,
  initializers,
  variance,
  type Initializer,
  type InitializerName,
} from '../../src/initializers';
import { stream } from '../../src/random';

const fan = { in: 200, out: 50 };

// Var(w) by the papers' formulas, written out once more.
const papers: Record<InitializerName, number> = {
  pytorch: 1 / (3 * 200),
  xavierUniform: 2 / 250,
  xavierNormal: 2 / 250,
  heUniform: 2 / 200,
  heNormal: 2 / 200,
  lecunUniform: 1 / 200,
  lecunNormal: 1 / 200,
};

describe.each(initializerNames)('%s', (name) => {
  const initializer: Initializer = initializers[name];
  const distribution = initializer.weight(fan);

  test('has the variance of its paper', () => {
    expect(variance(distribution)).toBeCloseTo(papers[name], 15);
  });

  test('draws weights of mean 0 and that variance over ten seeds, within five standard errors', () => {
    const size = fan.in * fan.out;
    const values = Array.from({ length: 10 }, (_, seed) => [
      ...draw(distribution, size, stream(seed, name)),
    ]).flat();
    const n = values.length;
    const fourth = 'uniform' in distribution ? 9 / 5 : 3; // kurtosis
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const power = values.reduce((a, b) => a + b * b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(papers[name] / n));
    expect(Math.abs(power / papers[name] - 1)).toBeLessThan(5 * Math.sqrt((fourth - 1) / n));
  });

  test('draws uniform weights within their limit, and normal ones beyond twice their deviation', () => {
    const greatest = Math.max(...draw(distribution, 10_000, stream(1)).map(Math.abs));
    if ('uniform' in distribution) expect(greatest).toBeLessThanOrEqual(distribution.uniform * (1 + 1e-6));
    else expect(greatest).toBeGreaterThan(3 * distribution.normal);
  });
});

test('PyTorch draws biases like weights; the others start them at zero', () => {
  expect(initializers.pytorch.bias!(fan)).toEqual({ uniform: 1 / Math.sqrt(200) });
  for (const name of initializerNames.filter((other) => other !== 'pytorch'))
    expect(initializers[name].bias).toBeNull();
});

test('a convolution counts its window in both fans', () => {
  expect(fansOf([100, 128])).toEqual({ in: 100, out: 128 });
  expect(fansOf([3, 3, 16, 32])).toEqual({ in: 144, out: 288 });
});
