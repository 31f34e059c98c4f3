// Cases of the literature, as the start look judges them.
import { describe, expect, it } from 'vitest';
import { mlp, recurrent, tf, theory } from '../../src';
import { faultsOf, findingsOf, rulesOf } from './start-of';

const deep = (depth: number, width = 128): number[] => Array<number>(depth).fill(width);

describe('the start look on cases of the literature', () => {
  it('finds the vanishing gradient of three sigmoid layers, and none of three ReLU layers (Glorot and Bengio 2010)', async () => {
    const spec = { inputs: 100, hidden: deep(3), outputs: 10, initializer: 'pytorch', seed: 1 } as const;
    const sigmoid = await findingsOf(mlp({ ...spec, activation: 'sigmoid' }));
    expect(sigmoid[0]).toMatchObject({ rule: 'vanishing-gradient', layer: 'dense_1' });
    // One logit layer and two hidden ones lie between: the expectation is of the three factors.
    expect(sigmoid[0]!.problem).toMatch(/factor of 0\.1\d/);
    expect(sigmoid[0]!.meaning).toContain('Widths, activations and variances of the weights explain it');
    const relu = await findingsOf(mlp({ ...spec, activation: 'relu' }));
    expect(rulesOf(relu)).toEqual(['healthy-gradients']);
  });

  it('finds that nothing passes 50 sigmoid layers, in either direction (Hochreiter 1991)', async () => {
    const findings = await findingsOf(
      mlp({
        inputs: 100,
        hidden: deep(50),
        outputs: 10,
        activation: 'sigmoid',
        initializer: 'xavierNormal',
        seed: 1,
      }),
    );
    expect(faultsOf(findings)).toEqual(['vanishing-gradient:error', 'rows-alike:error']);
    expect(findings[1]!.explainedBy).toBe('vanishing-gradient');
  });

  it("blames Xavier's weights for 30 ReLU layers that do not train, and not He's (He et al. 2015, figure 3)", async () => {
    const spec = { inputs: 100, hidden: deep(30), outputs: 10, activation: 'relu', seed: 1 } as const;
    const xavier = await findingsOf(mlp({ ...spec, initializer: 'xavierNormal' }));
    expect(xavier[0]).toMatchObject({
      rule: 'initialization-scale',
      severity: 'error',
      cause: 'bad-initialization',
    });
    expect(xavier[0]!.evidence.threshold).toBeCloseTo(2, 6); // He et al. 2015, eq. 10
    expect(xavier[0]!.remedy.code).toContain("kernelInitializer: 'heNormal'");
    expect(rulesOf(await findingsOf(mlp({ ...spec, initializer: 'heNormal' })))).toEqual([
      'healthy-gradients',
    ]);
  });

  it('finds that gradients explode behind 50 layers of batch norm, by 1.21 a layer (Yang et al. 2019)', async () => {
    const spec = {
      inputs: 100,
      hidden: deep(50),
      outputs: 10,
      activation: 'relu',
      normalization: 'batch',
      seed: 1,
    } as const;
    const [finding] = await findingsOf(mlp({ ...spec, initializer: 'heNormal' }), {
      options: { batchSize: 128 },
    });
    expect(finding).toMatchObject({ rule: 'exploding-gradient', severity: 'error' });
    const factor = finding!.evidence.value ** (1 / 50);
    expect(factor).toBeCloseTo(theory.gradientRatio(spec), 1); // 1.211, at large batches
    expect(finding!.remedy.text).toContain('skip connection');
  });

  it("finds the signal of a VGG without normalisation gone at PyTorch's weights, and the weights as the reason (Simonyan and Zisserman 2015)", async () => {
    const findings = await findingsOf(vgg(), {
      x: tf.randomNormal([32, 16, 16, 3], 0, 1, 'float32', 1),
      y: tf.tensor1d(
        Array.from({ length: 32 }, (_, i) => i % 10),
        'int32',
      ),
      options: { loss: 'crossEntropy' },
    });
    expect(findings[0]).toMatchObject({
      rule: 'initialization-scale',
      cause: 'bad-initialization',
      severity: 'error',
    });
    expect(findings[0]!.evidence.value).toBeCloseTo(1 / 3, 1); // Var(w) = 1 / (3 fan_in)
    expect(faultsOf(findings)).toContain('forward-signal:error');
  });

  it('finds that weights from N(0, 0.1²) make wide ReLU layers explode, until no gradient is left', async () => {
    const layers = deep(10, 1000).map((units, i) =>
      tf.layers.dense({
        units,
        activation: 'relu',
        kernelInitializer: tf.initializers.randomNormal({ stddev: 0.1, seed: i + 1 }),
        ...(i === 0 ? { inputShape: [100] } : {}),
      }),
    );
    const output = tf.layers.dense({
      units: 10,
      activation: 'softmax',
      kernelInitializer: tf.initializers.randomNormal({ stddev: 0.1, seed: 99 }),
    });
    const model = tf.sequential({ layers: [...layers, output] });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const findings = await findingsOf(model, {
      x: tf.randomNormal([64, 100], 0, 1, 'float32', 1),
      y: tf.tensor2d(Array.from({ length: 64 }, (_, i) => [i % 10])),
    });
    expect(findings[0]).toMatchObject({ rule: 'initialization-scale', severity: 'error' });
    expect(findings[0]!.evidence.value).toBeCloseTo(10, 0); // 1000 · 0.1²
    expect(rulesOf(findings)).toContain('forward-signal');
  });

  it('finds that the gradient of a simple recurrent network vanishes over 100 steps (Bengio, Simard and Frasconi 1994)', async () => {
    const findings = await findingsOf(
      recurrent({ inputs: 4, units: 32, outputs: 10, cell: 'simple', steps: 100, seed: 1 }),
      {
        x: tf.randomNormal([64, 100, 4], 0, 1, 'float32', 1),
        y: tf.tensor1d(
          Array.from({ length: 64 }, (_, i) => i % 10),
          'int32',
        ),
      },
    );
    expect(findings[0]).toMatchObject({ rule: 'gradient-through-time', cause: 'vanishing-gradient' });
  });

  it('finds no fault at the start of blocks with layer norm behind the sum, nor before the branch (Xiong et al. 2020)', async () => {
    for (const isPost of [true, false]) {
      const findings = await findingsOf(blocks(isPost, 24));
      // Behind the sum the norm divides by √2 what skip and branch, of equal size, send back: (1 + 1) / 2 of the mean square is
      // left. Before the branch, the stream grows as √blocks, and the first branches get √24 times the gradient of the last.
      expect(faultsOf(findings)).toEqual([]);
      const { value } = findings.find(({ rule }) => rule === 'healthy-gradients')!.evidence;
      expect(value).toBeGreaterThan(1);
      expect(value).toBeLessThan(4 * Math.sqrt(24));
    }
  });

  describe('leaves the gradients alone where the fault is another', () => {
    const GRADIENT_CAUSES = ['vanishing-gradient', 'exploding-gradient', 'dying-relu', 'bad-initialization'];
    const healthy = (): tf.layers.Layer[] => [
      tf.layers.dense({
        units: 32,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
        inputShape: [20],
      }),
      tf.layers.dense({
        units: 32,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: 2 }),
      }),
    ];
    const output = (units: number, activation: 'softmax' | 'sigmoid' | 'linear'): tf.layers.Layer =>
      tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) });
    const x = (): tf.Tensor => tf.randomNormal([128, 20], 0, 1, 'float32', 1);
    const classes = (count: number): tf.Tensor =>
      tf.tensor2d(Array.from({ length: 128 }, (_, i) => [i % count]));
    const cases: [string, () => { model: tf.Sequential; loss: string; y: tf.Tensor; rate: number }][] = [
      [
        'labels that are shuffled',
        () => ({
          model: tf.sequential({ layers: [...healthy(), output(10, 'softmax')] }),
          loss: 'sparseCategoricalCrossentropy',
          y: classes(10),
          rate: 0.1,
        }),
      ],
      [
        'a rate that is too high',
        () => ({
          model: tf.sequential({ layers: [...healthy(), output(10, 'softmax')] }),
          loss: 'sparseCategoricalCrossentropy',
          y: classes(10),
          rate: 100,
        }),
      ],
      [
        'a sigmoid for targets that are not bounded',
        () => ({
          model: tf.sequential({ layers: [...healthy(), output(1, 'sigmoid')] }),
          loss: 'meanSquaredError',
          y: tf.randomNormal([128, 1], 50, 10, 'float32', 2),
          rate: 0.1,
        }),
      ],
      [
        'a softmax twice',
        () => ({
          model: tf.sequential({ layers: [...healthy(), output(10, 'softmax'), tf.layers.softmax()] }),
          loss: 'sparseCategoricalCrossentropy',
          y: classes(10),
          rate: 0.1,
        }),
      ],
    ];
    it.each(cases)('%s', async (_, make) => {
      const { model, loss, y, rate } = make();
      model.compile({ optimizer: tf.train.sgd(rate), loss });
      const findings = await findingsOf(model, { x: x(), y });
      const errors = findings.filter(
        ({ severity, look, cause }) =>
          severity === 'error' && look === 'start' && GRADIENT_CAUSES.includes(cause),
      );
      expect(errors).toEqual([]);
      expect(rulesOf(findings)).toContain('healthy-gradients');
    });
  });
});

/** The layers of VGG-16 at an eighth of its width, for pictures of 16 × 16, at PyTorch's default weights: U(±1 / √fan_in). */
function vgg(): tf.LayersModel {
  let seed = 0;
  const weights = (): { kernelInitializer: ReturnType<typeof tf.initializers.varianceScaling> } => ({
    kernelInitializer: tf.initializers.varianceScaling({
      scale: 1 / 3,
      mode: 'fanIn',
      distribution: 'uniform',
      seed: ++seed,
    }),
  });
  const conv = (filters: number, first = false): tf.layers.Layer =>
    tf.layers.conv2d({
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      ...weights(),
      ...(first ? { inputShape: [16, 16, 3] } : {}),
    });
  const pool = (): tf.layers.Layer => tf.layers.maxPooling2d({ poolSize: 2 });
  return tf.sequential({
    layers: [
      ...[conv(16, true), conv(16), pool()],
      ...[conv(32), conv(32), pool()],
      ...[conv(64), conv(64), conv(64), pool()],
      ...[conv(64), conv(64), conv(64), pool()],
      ...[conv(64), conv(64), conv(64)],
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: 'relu', ...weights() }),
      tf.layers.dense({ units: 64, activation: 'relu', ...weights() }),
      tf.layers.dense({ units: 10, ...weights() }),
    ],
  });
}

/** Residual blocks x + f(x) of one ReLU layer, with layer norm behind the sum or before f. */
function blocks(isPost: boolean, count: number): tf.LayersModel {
  let seed = 0;
  const dense = (units: number): tf.layers.Layer =>
    tf.layers.dense({ units, kernelInitializer: tf.initializers.heNormal({ seed: ++seed }) });
  const norm = (): tf.layers.Layer => tf.layers.layerNormalization();
  const input = tf.input({ shape: [64] });
  let x = dense(64).apply(input) as tf.SymbolicTensor;
  for (let i = 0; i < count; i++) {
    const f = (value: tf.SymbolicTensor): tf.SymbolicTensor =>
      tf.layers.activation({ activation: 'relu' }).apply(dense(64).apply(value)) as tf.SymbolicTensor;
    const add = (value: tf.SymbolicTensor): tf.SymbolicTensor =>
      tf.layers.add().apply([x, value]) as tf.SymbolicTensor;
    x = isPost
      ? (norm().apply(add(f(x))) as tf.SymbolicTensor)
      : add(f(norm().apply(x) as tf.SymbolicTensor));
  }
  return tf.model({ inputs: input, outputs: dense(10).apply(x) as tf.SymbolicTensor });
}
