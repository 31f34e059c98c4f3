// A state is measured as a notebook measures its network, and its words and drawings say the same.
import { describe, expect, it } from 'vitest';
import { datasets, mlp, observe, tf, theory } from '../../src';
import { formatNumber } from '../../src/format';
import { drawFactor } from '../../src/play/draw/factor';
import { drawGradient } from '../../src/play/draw/gradient';
import { drawNetwork } from '../../src/play/draw/network';
import { drawSizes, drawZ } from '../../src/play/draw/distributions';
import { bandOf, measure, measureNorms } from '../../src/play/measure';
import { factorsByLayer, meanFactor, placeOnZ, valueOnZ, type Measurement } from '../../src/play/measurement';
import { codeOf, specOf, weightDeviation } from '../../src/play/network';
import { PREDICTIONS } from '../../src/play/predictions';
import { PRESETS } from '../../src/play/presets';
import { adviseScale } from '../../src/play/reasons';
import { DEFAULT_STATE, type PlayState } from '../../src/play/state';
import { TASKS } from '../../src/play/tasks';
import { describeBand, wordsOf } from '../../src/play/words';
import { randomStates } from './states';

const from = (change: Partial<PlayState>): PlayState => ({ ...DEFAULT_STATE, ...change });
const gradients = ({ layers }: Measurement): number[] => layers.map(({ gradient }) => gradient);

describe('The measurement of a state', () => {
  it('is that of the opening example, to the last digit', () => {
    const spec = { inputs: 100, hidden: [128, 128, 128], outputs: 10, activation: 'sigmoid', seed: 1 };
    const { x, y } = datasets.randomBatch({ size: 32, inputs: 100, classes: 10, seed: 1 });
    const seen = observe(mlp(spec), x, y);
    const rows = seen.layers.objects().filter(({ quantity }) => quantity === 'dL/dz');
    const measured = measure(DEFAULT_STATE);
    expect(gradients(measured)).toEqual(rows.map(({ norm }) => norm));
    expect(measureNorms(DEFAULT_STATE)).toEqual(gradients(measured));
    expect(measured.loss).toBe(seen.loss);
  });

  it('is along theory for wide networks, with every initialiser and scale', () => {
    for (const initializer of ['pytorch', 'xavierNormal', 'heNormal', 'lecunNormal', 'orthogonal'] as const)
      for (const scale of [0.5, 1, 1.5]) {
        const measured = measure(from({ depth: 6, activation: 'tanh', initializer, scale, batch: 64 }));
        const predicted = measured.theory.gradients!;
        // A standard deviation is some √(depth / width), 22 %.
        gradients(measured).forEach((norm, i) =>
          expect(Math.abs(Math.log(norm / predicted[i]))).toBeLessThan(0.5),
        );
      }
  });

  it('scales weights by the scale alone', () => {
    for (const initializer of ['pytorch', 'heNormal', 'orthogonal'] as const) {
      const of = (scale: number): number => {
        const state = from({ depth: 2, initializer, scale });
        const model = mlp(specOf(state) as Parameters<typeof mlp>[0]);
        const std = tf.tidy(
          () => tf.moments(model.getLayer('dense_2').getWeights()[0]).variance.dataSync()[0] ** 0.5,
        );
        expect(std * Math.sqrt(128)).toBeCloseTo(weightDeviation(state), 1);
        return std;
      };
      expect(of(2) / of(1)).toBeCloseTo(2, 4);
    }
  });

  it('leaves no tensor behind, also where it fails', () => {
    const before = tf.memory().numTensors;
    measure(from({ depth: 4, width: 8, normalization: 'batch', skip: true }));
    expect(() => measure(from({ width: -1 }))).toThrow(RangeError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts two thousand values of z and of dL/dz into bins, but for those far out', () => {
    const { layers } = measure(from({ depth: 3, width: 64, activation: 'tanh' }));
    for (const { zBins, gradientBins } of layers.slice(0, -1)) {
      for (const bins of [zBins, gradientBins]) {
        const total = bins.reduce((a, b) => a + b, 0);
        expect(total).toBeGreaterThan(0.97 * 2048);
        expect(total).toBeLessThanOrEqual(2048);
      }
    }
  });

  it('has factors that multiply to the change over all layers', () => {
    const measured = measure(from({ depth: 5 }));
    const factors = factorsByLayer([1, 2, 3, 4, 5, 6], gradients(measured));
    const total = factors.reduce((a, b) => a * b, 1);
    expect(total).toBeCloseTo(measured.layers[0].gradient / measured.layers[5].gradient, 10);
    expect(meanFactor(measured)! ** 4 * factors[4]).toBeCloseTo(total, 10);
    expect(factorsByLayer([1, 11], [2 ** 10, 1])).toEqual([2]);
  });

  it('has a band that holds nine runs in ten', () => {
    const band = bandOf(Array.from({ length: 101 }, (_, i) => [i, 2 * i]));
    expect(band).toEqual({ seeds: 101, low: [5, 10], high: [95, 190] });
  });

  it('has the range of fewer than ten runs as its band, as the charts of the library have', () => {
    const band = bandOf([[3], [1], [2]]);
    expect(band).toEqual({ seeds: 3, low: [1], high: [3] });
    expect(describeBand(band)).toBe('Over 3 seeds the norm at layer 1 ranges from 1 to 3.');
    expect(describeBand({ ...band, seeds: 10 })).toMatch(/^Over 10 seeds, 90 % of the runs/);
  });

  it('has an axis of z that is even for like sizes, and logarithmic for unlike ones', () => {
    expect(measure(from({ depth: 10, activation: 'relu', initializer: 'heNormal' })).zAxis.unit).toBeNull();
    const { zAxis } = measure(from({ depth: 10, activation: 'relu', initializer: 'heNormal', scale: 4 }));
    expect(zAxis.unit).toBeGreaterThan(0);
    expect(valueOnZ(zAxis, placeOnZ(zAxis, 3))).toBeCloseTo(3, 10);
    expect(placeOnZ(zAxis, -zAxis.limit)).toBeCloseTo(-1, 10);
  });
});

describe('Every preset and random state', () => {
  const states = [...PRESETS.map(({ state }) => state), ...randomStates(20)].map((state) => ({
    ...state,
    batch: Math.min(state.batch, 16),
  }));

  it('is drawn without a NaN, and the words say what the numbers do', () => {
    for (const state of states) {
      const seen = measure(state);
      const words = wordsOf(seen);
      const size = { width: 480, height: 240 };
      const band = bandOf([gradients(seen), gradients(seen)]);
      const drawings = [
        drawNetwork(seen, size, words.descriptions.network),
        drawGradient({ measurement: seen, band }, size, words.descriptions.gradient),
        drawFactor(seen, size, words.descriptions.factor),
        drawZ(seen, size, words.descriptions.z),
        drawSizes(seen, size, words.descriptions.sizes),
      ];
      // Descriptions name what is not a number; a coordinate never is one.
      for (const drawing of drawings)
        expect(drawing.replace(/aria-label="[^"]*"|<text.*?<\/text>/g, '')).not.toMatch(
          /NaN|Infinity|undefined/,
        );
      for (const text of [words.title, ...words.reasons]) expect(text).not.toMatch(/undefined|null|\[object/);

      const norms = gradients(seen);
      const change = norms.at(-1)! / norms[0];
      const expected = !norms.every(Number.isFinite)
        ? /infinite|not a number/
        : norms[0] === 0
          ? /vanishes|is 0/
          : change > 1.06
            ? /shrinks/
            : change < 0.94
              ? /grows/
              : /stays level|shrinks 1|grows 1/;
      expect(words.title).toMatch(expected);
      if (norms[0] === 0 || !norms.every(Number.isFinite))
        expect(words.reasons.join(' ')).toMatch(/exactly 0|infinite|not a number/);
      if (norms.some((norm) => norm === 0)) expect(drawings[1]).toContain('exactly 0');
    }
  });
});

describe('The words on a measurement', () => {
  const reasons = (state: PlayState): string => wordsOf(measure(state)).reasons.join(' ');

  it('give the sizes of z and of dL/dz that observe has, of a dozen layers at most', () => {
    const state = from({ depth: 30, width: 16, activation: 'tanh', batch: 8 });
    const { x, y } = datasets.randomBatch({ size: 8, inputs: 100, classes: 10, seed: 1 });
    const rows = observe(mlp(specOf(state) as Parameters<typeof mlp>[0]), x, y).layers.objects();
    const { z, sizes } = wordsOf(measure(state)).descriptions;
    for (const [words, quantity] of [
      [z, 'z'],
      [sizes, 'dL/dz'],
    ]) {
      const first = rows.find((row) => row.quantity === quantity && row.depth === 1)!;
      expect(words).toContain(`Root mean square: ${formatNumber(first.rms)} at layer 1, `);
      expect(words.match(/ at layer /g)).toHaveLength(12);
    }
  });

  it('name a weight scale that makes the measured gradient level, for activations without a closed form', () => {
    for (const [activation, initializer] of [
      ['gelu', 'heNormal'],
      ['elu', 'pytorch'],
      ['selu', 'lecunNormal'],
    ] as const) {
      const state = from({ depth: 30, activation, initializer });
      const times = Number(/Weights ([\d.]+) times as large/.exec(adviseScale(measure(state))!)![1]);
      // A standard deviation over draws is √(1 / (30 · 128)) a layer, 1.6 %; theory is that of wide networks.
      expect(Math.abs(meanFactor(measure({ ...state, scale: times }))! - 1)).toBeLessThan(0.05);
    }
  });

  it('say that tanh explodes where it does, and not near the edge of chaos', () => {
    const tanh = from({ depth: 30, activation: 'tanh', initializer: 'lecunNormal', batch: 16 });
    expect(reasons({ ...tanh, scale: 3 })).toContain('the gradient explodes');
    expect(reasons({ ...tanh, scale: 1.26 })).not.toContain('explode');
    expect(reasons({ ...tanh, scale: 1.03 })).toContain('near one, the edge of chaos');
  });

  it('say what normalisation leaves, layers behind the first', () => {
    const normed = from({ depth: 20, width: 64, batch: 64, normalization: 'layer' });
    expect(reasons(normed)).toMatch(/What is left of the sigmoid is 0\.\d+, below one/);
    expect(reasons({ ...normed, normalization: 'batch' })).not.toContain('What is left');
  });
});

describe('The code of a state', () => {
  it('builds the same network', () => {
    for (const state of [DEFAULT_STATE, ...randomStates(6, 2)]) {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
      const spec = new Function('mlp', 'residual', `return ${codeOf(state)}`)(
        (one: object) => one,
        (one: object) => one,
      ) as object;
      expect({ normalization: 'none', ...spec }).toEqual({ normalization: 'none', ...specOf(state) });
    }
  });
});

describe('The tasks', () => {
  it('are not done where they start, and can be done', () => {
    for (const { start, isDone } of TASKS) expect(isDone(measure(start))).toBe(false);
    const [level, explode, sigmoid] = TASKS;
    const isLevel = (scale: number): boolean => level.isDone(measure({ ...level.start, scale }));
    expect([1.5, 1.73, 1.78, 1.84, 1.9].some(isLevel)).toBe(true);
    expect(explode.isDone(measure({ ...explode.start, scale: 2 }))).toBe(true);
    expect(sigmoid.isDone(measure({ ...sigmoid.start, normalization: 'batch' }))).toBe(true);
    expect(sigmoid.isDone(measure({ ...sigmoid.start, skip: true }))).toBe(true);
    for (const scale of [2, 4, 8, 16])
      expect(sigmoid.isDone(measure({ ...sigmoid.start, scale }))).toBe(false);
  });
});

describe('The question on large weights', () => {
  it('has a network of which more than half is saturated in every hidden layer, with no less of the gradient at the first', () => {
    const { state } = PREDICTIONS.find(({ id }) => id === 'large-sigmoid')!;
    const { layers } = measure(state);
    for (const { saturated } of layers.slice(0, -1)) expect(saturated).toBeGreaterThan(0.5);
    expect(layers[0].gradient).toBeGreaterThan(layers.at(-1)!.gradient);
  });
});

describe('The prediction', () => {
  it('is that of theory.layers, with skip connections too', () => {
    const state = from({ depth: 8, activation: 'relu', skip: true });
    const { theory: predicted, layers } = measure(state);
    const last = layers.at(-1)!.gradient;
    expect(predicted.gradients).toEqual([
      ...(theory.layers(specOf(state), { last }).array('value') as number[]),
    ]);
  });
});
