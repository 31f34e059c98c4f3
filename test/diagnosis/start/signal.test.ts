// The start look at the size of the signal: over depth, at the output, and through time.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';
import { faultsOf, findingsOf, rulesOf } from '../start-of';

/** A layer that multiplies by a number. */
class Scale extends tf.layers.Layer {
  static className = 'ScaleOfTheStart';
  constructor(readonly factor: number) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => [inputs].flat()[0]!.mul(this.factor));
  }
}

const classes = (rows: number): tf.Tensor =>
  tf.tensor1d(
    Array.from({ length: rows }, (_, i) => i % 10),
    'int32',
  );
const normal = (shape: number[], seed = 1): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const data = () => ({ x: normal([64, 16]), y: classes(64) });

/** Dense layers with weights of some variance over fan_in, and logits behind them. */
const network = (
  depth: number,
  activation: 'relu' | 'sigmoid' | 'tanh' | 'linear',
  variance: number,
  width = 16,
): tf.LayersModel =>
  tf.sequential({
    layers: [...Array<number>(depth).fill(width), 10].map((units, i) =>
      tf.layers.dense({
        units,
        activation: i < depth ? activation : 'linear',
        kernelInitializer: tf.initializers.varianceScaling({
          scale: i < depth ? variance : 1,
          mode: 'fanIn',
          distribution: 'normal',
          seed: i + 1,
        }),
        ...(i === 0 ? { inputShape: [16] } : {}),
      }),
    ),
  });

describe('initialization-scale', () => {
  it.each([
    // He et al. 2015, eq. 10: each layer of ReLUs multiplies the mean square by σ_w² / 2; that of the identity by σ_w².
    ['relu', 0.5, true],
    ['relu', 2, false],
    ['tanh', 0.25, true],
    ['tanh', 1, false],
  ] as const)(
    'of twelve layers of %s with σ_w² = %d: is named: %s',
    async (activation, variance, isNamed) => {
      const findings = await findingsOf(network(12, activation, variance, 64), data());
      const finding = findings.find(({ rule }) => rule === 'initialization-scale');
      expect(finding !== undefined).toBe(isNamed);
      // tfjs cuts the normal distribution at two standard deviations, where 0.774 of the variance is left.
      if (finding) expect(finding.evidence.value / variance).toBeCloseTo(0.774, 1);
    },
  );
});

describe('forward-signal', () => {
  const scaled = (factor: number): tf.LayersModel =>
    tf.sequential({
      layers: Array.from({ length: 6 }, (_, i) => [
        tf.layers.dense({
          units: 16,
          kernelInitializer: tf.initializers.orthogonal({ seed: i + 1 }),
          ...(i === 0 ? { inputShape: [16] } : {}),
        }),
        ...(i < 5 ? [new Scale(factor)] : []),
      ]).flat(),
    });

  it('names the factor of orthogonal matrices with a tenth between them: 0.1 a layer', async () => {
    const findings = await findingsOf(scaled(0.1), data());
    const finding = findings.find(({ rule }) => rule === 'forward-signal');
    expect(finding!.evidence.value).toBeCloseTo(1e-5, 9); // orthogonal matrices keep norms
  });

  it('is silent where nothing lies between them', async () => {
    expect(rulesOf(await findingsOf(scaled(1), data()))).not.toContain('forward-signal');
  });
});

describe('rows-alike', () => {
  it('names the distance of the rows that a forward pass has, for four layers of sigmoids', async () => {
    const model = network(4, 'sigmoid', 1);
    const { x, y } = data();
    const hidden = tf.model({
      inputs: model.inputs,
      outputs: model.layers.at(-2)!.output as tf.SymbolicTensor,
    });
    const units = ((hidden.predict(x) as tf.Tensor).arraySync() as number[][]).map((row) => {
      const norm = Math.hypot(...row);
      return row.map((v) => v / norm);
    });
    // Unit vectors have 1 - u · v = |u - v|² / 2.
    const distances = units.flatMap((u, i) =>
      units.slice(i + 1).map((v) => u.reduce((sum, one, k) => sum + (one - v[k]!) ** 2 / 2, 0)),
    );
    const mean = distances.reduce((sum, v) => sum + v, 0) / distances.length;
    const findings = await findingsOf(model, { x, y, options: { seeds: 1, batchSize: 64 } });
    const { problem } = findings.find(({ rule }) => rule === 'rows-alike')!;
    const named = Number(/1 − ([\d.]+(e−\d+)?)/.exec(problem)![1]!.replace('−', '-'));
    expect(named / mean).toBeCloseTo(1, 1);
  });

  it('says that rows are equal to rounding where float64 holds no distance between them', async () => {
    const findings = await findingsOf(network(24, 'sigmoid', 1), data());
    const { problem } = findings.find(({ rule }) => rule === 'rows-alike')!;
    expect(problem).toContain('the mean cosine of two of them is 1, to rounding');
  });

  it('follows from x in other units: a sigmoid passes on no more of them than 0 to 1', async () => {
    const { x, y } = data();
    const findings = await findingsOf(network(4, 'sigmoid', 1), { x: x.mul(100), y });
    expect(findings[0]!.rule).toBe('inputs-not-scaled');
    expect(findings.find(({ rule }) => rule === 'rows-alike')).toMatchObject({
      explainedBy: 'inputs-not-scaled',
    });
  });

  it('is silent for ten layers of tanh at the edge of chaos, where 1 - c falls as slowly as 1 / depth', async () => {
    // Schoenholz et al. 2017, section 3.
    expect(rulesOf(await findingsOf(network(10, 'tanh', 1, 64), data()))).not.toContain('rows-alike');
  });
});

describe('large-weights', () => {
  it('names weights of 16 times the variance of He in two layers, and not those of He', async () => {
    const large = await findingsOf(network(2, 'relu', 32), data());
    // Each layer multiplies the mean square by 32 / 2 (He et al. 2015, eq. 10): logits of about 16, where 1 is enough.
    expect(faultsOf(large)).toContain('large-weights:warning');
    expect(rulesOf(await findingsOf(network(2, 'relu', 2), data()))).not.toContain('large-weights');
  });

  it.each([
    [1, true],
    [1 / 32, false],
  ])('names a recurrent matrix of 32 units with a variance of %d: %s', async (variance, isNamed) => {
    const rnn = tf.layers.lstm({
      units: 32,
      inputShape: [8, 4],
      recurrentInitializer: tf.initializers.randomNormal({ stddev: Math.sqrt(variance), seed: 1 }),
    });
    const model = tf.sequential({ layers: [rnn, tf.layers.dense({ units: 10 })] });
    const found = await findingsOf(model, { x: normal([64, 8, 4]), y: classes(64) });
    const finding = found.find(({ rule }) => rule === 'large-weights');
    expect(finding !== undefined).toBe(isNamed);
    // 4096 weights: the mean square is known to √(2 / 4096) = 2 %.
    if (finding) expect(finding.evidence.value / (32 * variance)).toBeCloseTo(1, 0);
  });
});

describe('gradient-through-time', () => {
  /** A linear recurrent layer with the matrix g · I: the gradient at the first of T steps is g^(T - 1) of that at the last. */
  const recurrent = (gain: number): tf.LayersModel => {
    const model = tf.sequential({
      layers: [
        tf.layers.simpleRNN({
          units: 4,
          activation: 'linear',
          inputShape: [30, 1],
          kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
          recurrentInitializer: tf.initializers.identity({ gain }),
        }),
        tf.layers.dense({
          units: 1,
          activation: 'sigmoid',
          kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'binaryCrossentropy' });
    return model;
  };
  const first = (rows: number) => {
    const x = normal([rows, 30, 1]);
    const y = tf.cast(tf.greater(tf.slice(x, [0, 0, 0], [rows, 1, 1]).reshape([rows, 1]), 0), 'float32');
    return { x, y };
  };

  it('is a warning at the start where the matrix halves the state: 0.5^29', async () => {
    const findings = await findingsOf(recurrent(0.5), first(64));
    const finding = findings.find(({ rule }) => rule === 'gradient-through-time');
    expect(finding).toMatchObject({ severity: 'warning', cause: 'vanishing-gradient' });
    expect(finding!.evidence.value / 0.5 ** 29).toBeCloseTo(1, 3);
    expect(rulesOf(await findingsOf(recurrent(1), first(64)))).not.toContain('gradient-through-time');
  });

  it('is an error where y follows from the first time step alone, and the loss stays at ln 2', async () => {
    const model = recurrent(0.5);
    const { findings } = await diagnose(model, first(1024), { steps: 60, seeds: 2 });
    expect(findings[0]).toMatchObject({ rule: 'gradient-through-time', severity: 'error' });
  });
});

describe('layers between two matrices', () => {
  /** Four convolutions with weights of some gain over He's, pooled to logits. */
  const convolutions = (gain: number, pooling: () => tf.layers.Layer[]): tf.LayersModel => {
    const conv = (seed: number): tf.layers.Layer =>
      tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: tf.initializers.varianceScaling({
          scale: 2 * gain ** 2,
          mode: 'fanIn',
          distribution: 'normal',
          seed,
        }),
        ...(seed === 1 ? { inputShape: [8, 8, 1] } : {}),
      });
    return tf.sequential({
      layers: [
        ...[1, 2, 3, 4].map(conv),
        ...pooling(),
        tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotNormal({ seed: 9 }) }),
      ],
    });
  };
  const faults = async (gain: number, pooling: () => tf.layers.Layer[]): Promise<string[]> =>
    rulesOf(
      (
        await findingsOf(convolutions(gain, pooling), {
          x: normal([64, 8, 8, 1]),
          y: classes(64),
          options: { loss: 'crossEntropy', optimizer: 'adam' },
        })
      ).filter(({ severity }) => severity !== 'info'),
    );

  it.each([
    ['an average over the whole', () => [tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' })]],
    ['averages of windows', () => [tf.layers.averagePooling2d({ poolSize: 4 }), tf.layers.flatten()]],
    ['maxima of windows', () => [tf.layers.maxPooling2d({ poolSize: 4 }), tf.layers.flatten()]],
  ])('leave the gradient its size but for %s of design', async (_, pooling) => {
    // He et al. 2015: at gain 1 signal and gradient keep their size, at 0.1 four layers leave 1e-4 of it.
    expect(await faults(1, pooling)).toEqual([]);
    expect(await faults(0.1, pooling)).toContain('initialization-scale');
  });
});

describe('gradient-through-time of a layer that reads from the end', () => {
  it('compares the steps in the order in which the layer reads them', async () => {
    const through = async (goBackwards: boolean) => {
      const model = tf.sequential({
        layers: [
          tf.layers.simpleRNN({
            units: 12,
            goBackwards,
            inputShape: [30, 2],
            kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
            recurrentInitializer: tf.initializers.randomNormal({ stddev: 0.05, seed: 2 }),
          }),
          tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
        ],
      });
      const findings = await findingsOf(model, { x: normal([32, 30, 2]), y: classes(32) });
      return findings.find(({ rule }) => rule === 'gradient-through-time');
    };
    // The state before the last step that is read has lost 0.05 √12 a step, whichever end of the sequence that is.
    for (const goBackwards of [false, true])
      expect(await through(goBackwards)).toMatchObject({ cause: 'vanishing-gradient' });
  });
});

describe('a signal that grows until the softmax is at its limits', () => {
  it('is why the gradient is zero there, and leads: 40 blocks that add a branch of the same size double the variance each', async () => {
    const input = tf.input({ shape: [20] });
    const dense = (units: number, seed: number, activation: 'relu' | 'linear' | 'softmax' = 'linear') =>
      tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.heNormal({ seed }) });
    let value = dense(24, 0).apply(input) as tf.SymbolicTensor;
    for (let block = 0; block < 40; block++) {
      const branch = dense(24, 2 * block + 2).apply(dense(24, 2 * block + 1, 'relu').apply(value));
      value = tf.layers.add().apply([value, branch as tf.SymbolicTensor]) as tf.SymbolicTensor;
    }
    const model = tf.model({
      inputs: input,
      outputs: dense(10, 99, 'softmax').apply(value) as tf.SymbolicTensor,
    });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const data = { x: tf.randomNormal([64, 20], 0, 1, 'float32', 1), y: tf.range(0, 64).mod(10) };

    const findings = await findingsOf(model, data);

    expect(findings[0]).toMatchObject({ rule: 'forward-signal', severity: 'error', explainedBy: null });
    expect(findings.find(({ rule }) => rule === 'zero-gradient')?.explainedBy ?? 'forward-signal').toBe(
      'forward-signal',
    );
  });
});
