// Healthy networks of all builders, at which the start look finds no error; and verdicts that do not depend on scales.
import { describe, expect, it } from 'vitest';
import { convolutional, highway, mlp, recurrent, residual, tf, type LossFunction } from '../../../src';
import { randomStream } from '../../../src/random';
import { faultsOf, findingsOf } from '../start-of';

const random = randomStream(1, 'healthy networks');
const oneOf = <T>(values: readonly T[]): T => values[random.uniformInteger(values.length)]!;
const layers = (width: number): number[] =>
  Array<number>(1 + random.uniformInteger(width < 32 ? 4 : 16)).fill(width);
const rows = (shape: number[]): tf.Tensor =>
  tf.randomNormal([64, ...shape], 0, oneOf([0.1, 1, 10]), 'float32', 1);

const builders: Record<string, (seed: number) => { model: tf.LayersModel; x: tf.Tensor }> = {
  mlp(seed) {
    const [activation, initializer] = oneOf([
      ['relu', 'heNormal'],
      ['tanh', 'xavierNormal'],
      ['selu', 'lecunNormal'],
      ['gelu', 'heNormal'],
    ] as const);
    const spec = {
      inputs: 12,
      hidden: layers(oneOf([8, 32, 128])),
      outputs: 10,
      activation,
      initializer,
      seed,
    } as const;
    return { model: mlp({ ...spec, normalization: oneOf(['none', 'layer']) }), x: rows([12]) };
  },
  residual(seed) {
    const spec = {
      inputs: 12,
      width: oneOf([16, 64]),
      blocks: oneOf([2, 8, 24]),
      outputs: 10,
      seed,
    } as const;
    return { model: residual({ ...spec, variant: oneOf(['original', 'preActivation']) }), x: rows([12]) };
  },
  highway: (seed) => ({
    model: highway({ inputs: 12, width: oneOf([16, 64]), layers: oneOf([2, 8, 20]), outputs: 10, seed }),
    x: rows([12]),
  }),
  convolutional: (seed) => ({
    model: convolutional({ filters: oneOf([[8], [8, 16], [8, 8, 16, 16]]), outputs: 10, seed }),
    x: rows([8, 8, 1]),
  }),
  recurrent(seed) {
    const steps = oneOf([5, 20]);
    return {
      model: recurrent({
        inputs: 4,
        units: oneOf([8, 32]),
        outputs: 10,
        cell: oneOf(['simple', 'lstm', 'gru']),
        steps,
        seed,
      }),
      x: rows([steps, 4]),
    };
  },
};
const classes = (): tf.Tensor =>
  tf.tensor1d(
    Array.from({ length: 64 }, (_, i) => i % 10),
    'int32',
  );

describe('the start look at healthy networks', () => {
  it.each(Object.keys(builders))('finds no error in networks of %s', async (name) => {
    for (let seed = 1; seed <= 4; seed++) {
      const { model, x } = builders[name]!(seed);
      const batchSize = oneOf([2, 32, 64]);
      const findings = await findingsOf(model, { x, y: classes(), options: { batchSize } });
      expect(findings.filter(({ severity, look }) => severity === 'error' && look === 'start')).toEqual([]);
    }
  });
});

describe('the verdicts of the start look', () => {
  const crossEntropy =
    (scale: number): LossFunction =>
    (y, logits) =>
      tf.losses
        .softmaxCrossEntropy(tf.oneHot((y as tf.Tensor).flatten().toInt(), 10), logits as tf.Tensor)
        .mul(scale);
  const networks = {
    sigmoid: () =>
      mlp({
        inputs: 12,
        hidden: Array<number>(8).fill(32),
        outputs: 10,
        activation: 'sigmoid',
        initializer: 'xavierNormal',
        seed: 1,
      }),
    'ReLU with small weights': () =>
      mlp({
        inputs: 12,
        hidden: Array<number>(8).fill(32),
        outputs: 10,
        activation: 'relu',
        initializer: 'pytorch',
        bias: false,
        seed: 1,
      }),
    'ReLU with critical weights': () =>
      mlp({
        inputs: 12,
        hidden: Array<number>(8).fill(32),
        outputs: 10,
        activation: 'relu',
        initializer: 'heNormal',
        seed: 1,
      }),
  };
  it.each(Object.keys(networks))(
    'are the same for a loss, x and a batch ten times as large or as small: %s',
    async (name) => {
      const verdict = async (loss: number, x: number, batchSize: number): Promise<string[]> => {
        const findings = await findingsOf(networks[name as keyof typeof networks](), {
          x: tf.randomNormal([64, 12], 0, 1, 'float32', 1).mul(x),
          y: classes(),
          options: { loss: crossEntropy(loss), batchSize },
        });
        return faultsOf(findings.filter(({ look }) => look === 'start'));
      };
      const expected = await verdict(1, 1, 32);
      expect(await verdict(10, 1, 32)).toEqual(expected);
      expect(await verdict(0.1, 1, 32)).toEqual(expected);
      expect(await verdict(1, 1, 3)).toEqual(expected);
      // A sigmoid's first layer saturates with x ten times as large: that verdict may differ.
      if (name !== 'sigmoid') {
        expect(await verdict(1, 10, 32)).toEqual(expected);
        expect(await verdict(1, 0.1, 32)).toEqual(expected);
      }
    },
  );
});
