// The start look at gradients that are zero, and at values that are not numbers.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { findingsOf, rulesOf } from '../start-of';

/** A layer of a user's own, with a function of its input. */
class Custom extends tf.layers.Layer {
  static className = 'CustomOfTheStart';
  constructor(readonly compute: (x: tf.Tensor) => tf.Tensor) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()[0]!));
  }
}

const dense = (units: number, seed: number, inputs?: number): tf.layers.Layer =>
  tf.layers.dense({
    units,
    activation: 'tanh',
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
    ...(inputs === undefined ? {} : { inputShape: [inputs] }),
  });

const withLayer = (compute: (x: tf.Tensor) => tf.Tensor): tf.LayersModel =>
  tf.sequential({
    layers: [
      dense(16, 1, 8),
      dense(16, 2),
      new Custom(compute),
      tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
    ],
  });

describe('the start look at gradients that are zero', () => {
  it('names the layer that rounds, whose derivative is 0', async () => {
    const model = withLayer((x) => tf.round(x.mul(4)));
    const name = model.layers[2]!.name;
    const findings = await findingsOf(model);
    expect(findings[0]).toMatchObject({
      rule: 'zero-gradient',
      severity: 'error',
      cause: 'zero-derivative-op',
      layer: name,
    });
    expect(findings[0]!.evidence.value).toBe(0);
  });

  it('leaves a softmax alone that is sure and wrong: it receives 1 / p, and passes p - y on', async () => {
    const output = tf.layers.dense({
      units: 2,
      activation: 'softmax',
      kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }),
    });
    const model = tf.sequential({ layers: [dense(16, 1, 8), output] });
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    // Logits 14.5 apart give the smaller one a p of 5e-7: half of the rows send 1 / p = 2e6 back, and dL/dz is (p - y) / rows.
    const [kernel] = output.getWeights();
    output.setWeights([kernel!.mul(1e-2), tf.tensor1d([0, 14.5])]);
    const y = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(tf.scalar(2, 'int32')).toInt(), 2).toFloat();
    const x = tf.randomNormal([64, 8], 0, 1, 'float32', 1);
    const findings = await findingsOf(model, { x, y, options: { batchSize: 64 } });
    expect(rulesOf(findings)).not.toContain('zero-gradient');
  });

  it('tells a small gradient from none: one of a millionth is not zero', async () => {
    const findings = await findingsOf(withLayer((x) => x.mul(1e-3).add(x.mul(-0.999e-3))));
    expect(rulesOf(findings)).not.toContain('zero-gradient');
  });

  it('finds the clip of a cross-entropy that gets logits beyond it', async () => {
    const make = (bias: number): tf.LayersModel => {
      const model = tf.sequential({
        layers: [
          dense(16, 1, 1),
          tf.layers.dense({ units: 1, biasInitializer: tf.initializers.constant({ value: bias }) }),
        ],
      });
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      return model;
    };
    const y = (): tf.Tensor => tf.tensor2d(Array.from({ length: 128 }, (_, i) => [i % 2]));
    const findings = await findingsOf(make(-9), { y: y() });
    const zero = findings.find(({ rule }) => rule === 'zero-gradient');
    // tfjs clips probabilities to [1e-7, 1 - 1e-7]: below it the derivative is 0
    expect(zero).toMatchObject({
      cause: 'logits-into-probability-loss',
      explainedBy: 'logits-into-probability-loss',
    });
  });
});

describe('the start look at values that are not numbers', () => {
  it('names the layer where the first one is', async () => {
    const model = withLayer((x) => tf.log(x));
    const findings = await findingsOf(model);
    expect(findings[0]).toMatchObject({
      rule: 'non-finite-start',
      severity: 'error',
      layer: model.layers[3]!.name,
    });
  });
});
