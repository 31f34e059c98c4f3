// The gradient that theory expects of the layers as they are, held against the measured one.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { findingsOf } from '../start-of';

/** Ten wide layers with a function of their own, whose gradient shrinks by more than a factor of 100 on the way back. */
const network = (variance: number, activation: () => tf.layers.Layer): tf.LayersModel =>
  tf.sequential({
    layers: Array.from({ length: 11 }, (_, i) => [
      tf.layers.dense({
        units: i < 10 ? 150 : 10,
        kernelInitializer: tf.initializers.varianceScaling({
          scale: variance,
          distribution: 'normal',
          seed: i + 1,
        }),
        ...(i === 0 ? { inputShape: [30] } : {}),
      }),
      ...(i < 10 ? [activation()] : []),
    ]).flat(),
  });

/** The number of a text such as '3.1·10⁻⁸'. */
const numberOf = (text: string): number =>
  Number(
    text
      .normalize('NFKC')
      .replace(/[·×]10/, 'e')
      .replace('−', '-'),
  );

describe('the theory of the gradient over depth', () => {
  it.each([
    [
      'the hard sigmoid of TensorFlow.js, with its slope 1/5',
      1,
      () => tf.layers.activation({ activation: 'hardSigmoid' }),
    ],
    ['a softsign', 0.5, () => tf.layers.activation({ activation: 'softsign' as 'tanh' })],
    ['a leaky ReLU with a slope of its own', 0.3, () => tf.layers.leakyReLU({ alpha: 0.8 })],
    [
      'a PReLU, by its weights',
      0.5,
      () => tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.6 }) }),
    ],
  ] as const)(
    'agrees with the measurement, within the noise of such widths, for %s',
    async (_, variance, activation) => {
      const findings = await findingsOf(network(variance, activation));
      const { evidence, problem, meaning } = findings.find(({ rule }) => rule === 'vanishing-gradient')!;
      const expected = numberOf(/theory expects ([^ ]+?)\.?( |$)/i.exec(`${problem} ${meaning}`)![1]);
      expect(evidence.value / expected).toBeGreaterThan(0.6);
      expect(evidence.value / expected).toBeLessThan(1.7);
    },
  );
});
