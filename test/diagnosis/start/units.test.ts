// The start look at units: dead, saturated and equal ones.
import { describe, expect, it } from 'vitest';
import { datasets, highway, mlp, residual, tf, train } from '../../../src';
import { deadByChance } from '../../../src/diagnosis/rules/start/dead-units';
import { faultsOf, findingsOf, rulesOf } from '../start-of';

const dense = (
  units: number,
  bias: number,
  seed: number,
  activation: 'relu' | 'linear' = 'relu',
  inputs?: number,
): tf.layers.Layer =>
  tf.layers.dense({
    units,
    activation,
    kernelInitializer: tf.initializers.heNormal({ seed }),
    biasInitializer: tf.initializers.constant({ value: bias }),
    ...(inputs === undefined ? {} : { inputShape: [inputs] }),
  });

describe('deadByChance', () => {
  it('is 2⁻ⁿ for rows without correlation, and the orthant probability for two rows', () => {
    expect(deadByChance(5, 0)).toBeCloseTo(1 / 32, 6);
    // P(both below 0) = 1/4 + asin(c) / 2π (Sheppard 1899)
    expect(deadByChance(2, 0.5)).toBeCloseTo(1 / 4 + Math.asin(0.5) / (2 * Math.PI), 4);
  });
});

describe('the start look at dead units', () => {
  it('names the layer whose biases leave every unit dead as the root, and that nothing trains, as train shows', async () => {
    const make = (): tf.LayersModel =>
      tf.sequential({ layers: [dense(16, 0, 1, 'relu', 8), dense(16, -50, 2), dense(10, 0, 3, 'linear')] });
    const data = datasets.randomBatch({ size: 64, inputs: 8, classes: 10, seed: 1 });
    const model = make();
    const before = model.layers[0]!.getWeights()[0]!.arraySync();
    await train(model, data, { steps: 5, optimizer: { name: 'sgd', learningRate: 1 }, seed: 1 });
    expect(model.layers[0]!.getWeights()[0]!.arraySync()).toEqual(before);
    model.dispose();

    const findings = await findingsOf(make());
    expect(findings[0]).toMatchObject({ rule: 'dead-units', severity: 'error', cause: 'dying-relu' });
    expect(findings[0]!.evidence.value).toBe(1);
    expect(findings[1]).toMatchObject({ rule: 'zero-gradient', explainedBy: 'dead-units' });
  });

  it('says nothing about a healthy layer at 32 rows, nor about a deep one whose rows are alike', async () => {
    const hidden = Array<number>(40).fill(64);
    const findings = await findingsOf(
      mlp({ inputs: 20, hidden, outputs: 10, activation: 'relu', initializer: 'heNormal', seed: 1 }),
    );
    expect(faultsOf(findings)).toEqual([]);
  });

  it('counts rows of layer normalisation as alike as they are: four of them leave more than half of eight units dead by chance', async () => {
    const hidden = Array<number>(60).fill(8);
    const options = {
      activation: 'relu',
      initializer: 'heNormal',
      normalization: 'layer',
      skip: true,
    } as const;
    for (const seed of [1, 2, 3]) {
      const findings = await findingsOf(mlp({ inputs: 20, hidden, outputs: 10, ...options, seed }), {
        options: { batchSize: 4 },
      });
      expect(rulesOf(findings)).not.toContain('dead-units');
    }
  });

  it('finds an output of ReLUs that is dead, and not one that is alive', async () => {
    const y = (): tf.Tensor => tf.tensor2d(Array.from({ length: 128 }, (_, i) => [i % 3]));
    const make = (bias: number): tf.LayersModel => {
      const model = tf.sequential({ layers: [dense(16, 0, 1, 'relu', 1), dense(1, bias, 2)] });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      return model;
    };
    const dead = await findingsOf(make(-50), { y: y() });
    expect(dead.find(({ rule }) => rule === 'dead-output')).toMatchObject({
      severity: 'error',
      confidence: 1,
    });
    expect(rulesOf(await findingsOf(make(50), { y: y() }))).not.toContain('dead-output');
  });
});

describe('the start look at saturated units', () => {
  it('finds tanh layers whose weights are ten times too large, and not ones of unit variance', async () => {
    const spec = { inputs: 100, hidden: [64, 64], outputs: 10, activation: 'tanh', seed: 1 } as const;
    const large = await findingsOf(mlp({ ...spec, initializer: { name: 'lecunNormal', gain: 10 } }));
    const saturated = large.find(({ rule }) => rule === 'saturated-units');
    // z has the standard deviation 10 in the first layer, and about as much in the second: P(|z| > atanh 0.97) = 0.834. Each layer
    // leaves √(1 - 0.834) of the gradient's norm.
    expect(saturated).toMatchObject({ cause: 'bad-initialization' });
    expect(saturated!.evidence.value).toBeCloseTo(0.166, 1);
    expect(faultsOf(await findingsOf(mlp({ ...spec, initializer: 'lecunNormal' })))).toEqual([]);
  });
});

describe('the start look at a softmax', () => {
  it('finds one between hidden layers, and leaves the one of the output alone', async () => {
    const make = (activation: 'softmax' | 'relu'): tf.LayersModel => {
      const hidden = [1, 2].map((seed) =>
        tf.layers.dense({
          units: 16,
          activation,
          kernelInitializer: tf.initializers.heNormal({ seed }),
          ...(seed === 1 ? { inputShape: [8] } : {}),
        }),
      );
      const output = tf.layers.dense({
        units: 10,
        activation: 'softmax',
        kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }),
      });
      const model = tf.sequential({ layers: [...hidden, output] });
      model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
      return model;
    };
    const y = (): tf.Tensor => tf.tensor2d(Array.from({ length: 128 }, (_, i) => [i % 10]));
    const x = (): tf.Tensor => tf.randomNormal([128, 8], 0, 1, 'float32', 1);
    const [first] = await findingsOf(make('softmax'), { x: x(), y: y() });
    expect(first).toMatchObject({ rule: 'hidden-softmax', cause: 'saturating-hidden-activation' });
    expect(rulesOf(await findingsOf(make('relu'), { x: x(), y: y() }))).toContain('healthy-gradients');
  });
});

describe('the start look at equal units', () => {
  it('finds layers of copies whatever the constant is, zeros among them', async () => {
    for (const initializer of ['zeros', 'constant'] as const) {
      for (const activation of ['relu', 'sigmoid'] as const) {
        const [first] = await findingsOf(
          mlp({ inputs: 20, hidden: [16, 16], outputs: 10, activation, initializer, seed: 1 }),
        );
        expect(first).toMatchObject({
          rule: 'symmetric-units',
          severity: 'error',
          cause: 'bad-initialization',
        });
        expect(first!.evidence.value).toBe(1);
      }
    }
  });

  it.each(['zero', 'skipInit', 'fixup'] as const)(
    'leaves zeros alone that the first steps move: branches that start at 0 (%s)',
    async (branch) => {
      const normalization = branch === 'zero' ? 'batch' : 'none';
      const findings = await findingsOf(
        residual({ inputs: 20, width: 32, blocks: 4, outputs: 10, branch, normalization, seed: 1 }),
      );
      expect(faultsOf(findings)).toEqual([]);
    },
  );
});

describe('the start look at saturated gates', () => {
  it('is silent on the gates of a highway network, which are nearly closed by their biases and carry the signal past them', async () => {
    const findings = await findingsOf(
      highway({
        ...{ inputs: 20, width: 24, layers: 14, outputs: 10, activation: 'relu' },
        ...{ gateBias: -3, initializer: 'heNormal', seed: 1 },
      }),
    );
    expect(rulesOf(findings)).not.toContain('saturated-units');
  });
});
