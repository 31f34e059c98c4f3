import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import {
  draw,
  fansOf,
  initialize,
  INITIALIZER_NAMES,
  initializers,
  orthogonalMatrix,
  resolveInitializer,
  variance,
  type Initializer,
  type InitializerName,
  type InitializerOptions,
  type InitializerSpec,
} from '../../src/initializers';
import { drawKernel } from '../../src/initializers/resolve';
import { randomStream } from '../../src/random';

const fan = { in: 200, out: 50 };
const SHAPE = [200, 50];

// Var(w) by the papers' formulas, written out once more.
const papers: [InitializerName, InitializerOptions, number][] = [
  ['pytorch', {}, 1 / (3 * 200)],
  ['xavierUniform', {}, 2 / 250],
  ['xavierNormal', {}, 2 / 250],
  ['xavierNormal', { truncated: true }, 2 / 250],
  ['xavierNormal', { gain: 5 / 3 }, (25 / 9) * (2 / 250)],
  ['heUniform', {}, 2 / 200],
  ['heNormal', {}, 2 / 200],
  ['heNormal', { mode: 'fanOut' }, 2 / 50],
  ['heNormal', { mode: 'fanAvg', truncated: true }, 2 / 125],
  ['heUniform', { gain: 1, mode: 'fanOut' }, 1 / 50],
  ['lecunUniform', {}, 1 / 200],
  ['lecunNormal', {}, 1 / 200],
  ['lecunNormal', { gain: 1.5 }, 2.25 / 200],
  ['normal', {}, 0.05 ** 2],
  ['normal', { std: 0.3, truncated: true }, 0.09],
  ['uniform', {}, 0.05 ** 2 / 3],
  ['uniform', { limit: 0.6 }, 0.12],
];

describe.each(papers)('%s %o', (name, options, expected) => {
  const resolved = resolveInitializer('test', { name, ...options });
  const initializer = resolved.initializer;
  if (!('weight' in initializer)) throw new Error('only independent weights have a variance');
  const distribution = initializer.weight(fan, options);

  test('has the variance of its paper', () => {
    expect(variance(distribution)).toBeCloseTo(expected, 15);
  });

  test('draws weights of mean 0 and that variance over ten seeds, within five standard errors', () => {
    const values = Array.from({ length: 10 }, (_, seed) => [
      ...drawKernel(resolved, SHAPE, randomStream(seed, name)),
    ]).flat();
    const n = values.length;
    const fourth = 'uniform' in distribution ? 9 / 5 : 3; // kurtosis; a truncated normal's is less than a normal's
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const power = values.reduce((a, b) => a + b * b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(expected / n));
    expect(Math.abs(power / expected - 1)).toBeLessThan(5 * Math.sqrt((fourth - 1) / n));
  });

  test('draws as far out as its distribution goes, and no farther', () => {
    const greatest = Math.max(...draw(distribution, 10_000, randomStream(1)).map(Math.abs));
    const { truncated = false } = options;
    const sigma = Math.sqrt(expected);
    const end =
      'uniform' in distribution ? Math.sqrt(3) * sigma : truncated ? (2 / 0.87962566) * sigma : 6 * sigma;
    expect(greatest).toBeLessThanOrEqual(end * (1 + 1e-6));
    expect(greatest).toBeGreaterThan(
      ('uniform' in distribution || truncated ? 0.99 * end : 3 * sigma) * (1 - 1e-6),
    );
  });
});

test('every initialiser with independent weights is held against a formula', () => {
  const independent = INITIALIZER_NAMES.filter((name) => 'weight' in (initializers[name] as Initializer));
  expect(new Set(papers.map(([name]) => name))).toEqual(new Set(independent));
});

/** The largest entry of |A Aᵀ - gain² I|, over whichever side of A [rows, columns] is shorter. */
function unorthogonality(a: ArrayLike<number>, rows: number, columns: number, gain = 1): number {
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const at =
    rows <= columns
      ? (i: number, k: number) => a[i * columns + k]
      : (i: number, k: number) => a[k * columns + i];
  let worst = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += at(i, k) * at(j, k);
      worst = Math.max(worst, Math.abs(sum - (i === j ? gain * gain : 0)));
    }
  }
  return worst;
}

describe('an orthogonal matrix', () => {
  test.each([
    [64, 64],
    [30, 100],
    [100, 30],
    [1, 5],
  ])('of %d x %d has orthonormal rows or columns, to 1e-12 in float64', (rows, columns) => {
    expect(unorthogonality(orthogonalMatrix(rows, columns, randomStream(2)), rows, columns)).toBeLessThan(
      1e-12,
    );
  });

  test('as weights in float32 is orthogonal to 1e-5, with the gain', () => {
    const resolved = resolveInitializer('test', { name: 'orthogonal', gain: 1.3 });
    expect(unorthogonality(drawKernel(resolved, [128, 128], randomStream(3)), 128, 128, 1.3)).toBeLessThan(
      1e-5,
    );
    expect(unorthogonality(drawKernel(resolved, [3, 3, 8, 32], randomStream(3)), 72, 32, 1.3)).toBeLessThan(
      1e-5,
    );
  });

  test('is drawn evenly: each entry has mean 0 and variance 1/n, within five standard errors over 400 draws', () => {
    const n = 6;
    const draws = Array.from({ length: 400 }, (_, seed) =>
      orthogonalMatrix(n, n, randomStream(seed, 'haar')),
    );
    for (const at of [0, 7, 35]) {
      const values = draws.map((m) => m[at]);
      expect(Math.abs(values.reduce((a, b) => a + b) / 400)).toBeLessThan(5 * Math.sqrt(1 / n / 400));
      expect(Math.abs(values.reduce((a, b) => a + b * b, 0) / 400 - 1 / n)).toBeLessThan(
        (5 * 0.25) / Math.sqrt(400),
      );
    }
  });
});

describe('the others with joint weights', () => {
  const kernel = (spec: InitializerSpec, shape: number[]): number[] => [
    ...drawKernel(resolveInitializer('test', spec), shape, randomStream(1)),
  ];

  test('delta-orthogonal has an orthogonal matrix in the middle of its window, and zeros around it', () => {
    const values = kernel('deltaOrthogonal', [3, 3, 4, 6]);
    expect(unorthogonality(values.slice(4 * 24, 5 * 24), 4, 6)).toBeLessThan(1e-6);
    expect([...values.slice(0, 96), ...values.slice(120)].every((v) => v === 0)).toBe(true);
  });

  test('a delta-orthogonal convolution keeps the norm of what it gets', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([1, 8, 8, 4], 0, 1, 'float32', 7) as tf.Tensor4D;
      const y = tf.conv2d(x, tf.tensor4d(kernel('deltaOrthogonal', [3, 3, 4, 6]), [3, 3, 4, 6]), 1, 'same');
      expect(y.norm().dataSync()[0] / x.norm().dataSync()[0]).toBeCloseTo(1, 5);
    });
  });

  test('delta-orthogonal says why it cannot narrow', () => {
    expect(() => kernel('deltaOrthogonal', [3, 3, 6, 4])).toThrow(
      'at least as many outputs as inputs; got 6 to 4',
    );
  });

  test('the identity passes its input on, in a matrix and in a convolution', () => {
    expect(kernel({ name: 'identity', gain: 2 }, [2, 3])).toEqual([2, 0, 0, 0, 2, 0]);
    expect(kernel('identity', [3, 2, 2])).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  });

  test('zeros and constant are what they say', () => {
    expect(kernel('zeros', [2, 2])).toEqual([0, 0, 0, 0]);
    expect(kernel({ name: 'constant', value: -0.5 }, [2])).toEqual([-0.5, -0.5]);
  });
});

describe('initialize', () => {
  const before = tf.memory().numTensors;
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(before);
  });
  const weights = (model: tf.LayersModel): number[][] => model.getWeights().map((w) => [...w.dataSync()]);

  test('draws every kernel and bias of any model, and leaves the rest', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, useBias: false }),
      ],
    });
    initialize(model, { name: 'normal', std: 1, biasStd: 2 }, { seed: 3 });
    const [kernel, bias, gamma, beta, dense, mean, deviation] = weights(model);
    for (const drawn of [kernel, bias, dense]) expect(new Set(drawn).size).toBeGreaterThan(1);
    expect([gamma, beta, mean, deviation]).toEqual([
      [1, 1, 1, 1],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    const again = weights(model);
    initialize(model, { name: 'normal', std: 1, biasStd: 2 }, { seed: 3 });
    expect(weights(model)).toEqual(again);
    model.dispose();
  });

  test('PyTorch draws biases like weights; the others start them at zero, unless told otherwise', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 500, inputShape: [25] })] });
    const bias = (spec: InitializerSpec): number[] => {
      initialize(model, spec);
      return weights(model)[1];
    };
    expect(Math.max(...bias('pytorch').map(Math.abs))).toBeCloseTo(0.2, 2);
    expect(bias('heNormal').every((b) => b === 0)).toBe(true);
    const spread = bias({ name: 'lecunNormal', biasStd: 0.3 });
    expect(Math.sqrt(spread.reduce((sum, b) => sum + b * b, 0) / 500)).toBeCloseTo(0.3, 1);
    expect(new Set(bias({ name: 'heNormal', biasMean: -6 }))).toEqual(new Set([-6]));
    const shifted = bias({ name: 'lecunNormal', biasStd: 0.3, biasMean: 2 });
    shifted.forEach((b, i) => expect(b).toBeCloseTo(spread[i] + 2, 5));
    model.dispose();
  });

  test.each<[unknown, unknown, string]>([
    ['he', {}, "initialize: initializer 'he' is not one of pytorch"],
    ['heNorma', {}, "did you mean 'heNormal'?"],
    [
      { name: 'heNormal', std: 1 },
      {},
      "initializer 'heNormal' takes gain, mode, truncated, biasStd, biasMean; it has no 'std'",
    ],
    [
      { name: 'heNormal', gain: -1 },
      {},
      'initialize: initializer.gain must be a number of at least 0; got -1',
    ],
    [{ name: 'heNormal', gain: NaN }, {}, 'initializer.gain must be a number of at least 0; got NaN'],
    [{ name: 'heNormal', mode: 'fanin' }, {}, "did you mean 'fanIn'?"],
    [{ name: 'normal', truncated: 1 }, {}, 'initializer.truncated must be true or false; got 1'],
    [{ name: 'constant', value: '1' }, {}, "initializer.value must be a number; got '1'"],
    [{ name: 'heNormal', biasMean: NaN }, {}, 'initializer.biasMean must be a number; got NaN'],
    [{ gain: 1 }, {}, 'initialize: initializer undefined is not one of'],
    [null, {}, 'initialize: initializer null is not one of'],
    ['zeros', { seed: -1 }, 'initialize: seed must be a whole number of at least 0; got -1'],
  ])('%o %o gets a named error', (spec, options, message) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    expect(() => initialize(model, spec as InitializerSpec, options as object)).toThrow(message);
    model.dispose();
  });
});

test('a convolution counts its window in both fans', () => {
  expect(fansOf([100, 128])).toEqual({ in: 100, out: 128 });
  expect(fansOf([3, 3, 16, 32])).toEqual({ in: 144, out: 288 });
});
