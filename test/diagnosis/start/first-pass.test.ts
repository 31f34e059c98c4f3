// A first pass that can't be run.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';

/** A layer of a user's own that sorts its inputs by an op without a gradient in tfjs. */
class Sorted extends tf.layers.Layer {
  static className = 'SortedOfTheStart';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.topk([inputs].flat()[0]!, 4).values);
  }
}

const model = (between: tf.layers.Layer[]): tf.Sequential => {
  const network = tf.sequential({
    layers: [tf.layers.dense({ units: 4, inputShape: [3] }), ...between, tf.layers.dense({ units: 1 })],
  });
  network.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return network;
};
const data = { x: tf.ones([8, 3]), y: tf.ones([8, 1]).mul(tf.range(0, 8).reshape([8, 1])) };

/** A network that takes the indices 0 to 3, so many in a row. */
function embeddingOf(inputLength: number): tf.LayersModel {
  const network = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 4, outputDim: 2, inputLength }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  network.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return network;
}

describe('first-pass-fails', () => {
  it('names an op without a gradient, with which fit fails as well', async () => {
    const network = model([new Sorted()]);
    await expect(network.fit(data.x, data.y, { epochs: 1, verbose: 0 })).rejects.toThrow();
    const { findings, skipped } = await diagnose(network, data);
    const finding = findings.find(({ rule }) => rule === 'first-pass-fails');
    expect(finding).toMatchObject({ severity: 'error', cause: 'zero-derivative-op' });
    expect(finding!.problem).toContain('TopK');
    expect(skipped.map(({ look }) => look)).toEqual(['training']);
  });

  it('tells what a loss of the caller throws', async () => {
    const network = model([]);
    network.compile({
      optimizer: 'sgd',
      loss: () => {
        throw new Error('no such thing.');
      },
    });
    const { findings } = await diagnose(network, data);
    expect(findings.find(({ rule }) => rule === 'first-pass-fails')!.problem).toBe(
      'The first pass fails: no such thing.',
    );
  });

  it('is explained by an index that an embedding does not have', async () => {
    const network = embeddingOf(3);
    const { findings } = await diagnose(network, { x: tf.fill([8, 3], 4), y: data.y });
    expect(findings[0]!.rule).toBe('embedding-indices');
    expect(findings.find(({ rule }) => rule === 'first-pass-fails')!.explainedBy).toBe('embedding-indices');
  });

  it('is followed by step-fails, where a row throws that the first pass has not', async () => {
    const rows = 600;
    const x = tf.tensor2d(Array.from({ length: rows }, (_, i) => [i === 500 ? 4 : i % 4]));
    const network = embeddingOf(1);
    const { findings, skipped, training } = await diagnose(network, { x, y: tf.randomNormal([rows, 1]) });
    expect(findings.find(({ rule }) => rule === 'step-fails')).toMatchObject({
      severity: 'error',
      explainedBy: 'embedding-indices',
    });
    expect(skipped).toEqual([{ look: 'training', reason: 'a step throws' }]);
    expect(training).toBeNull();
  });

  it('is silent where the pass runs', async () => {
    const { findings } = await diagnose(model([]), data, { until: 'start' });
    expect(findings.map(({ rule }) => rule)).not.toContain('first-pass-fails');
  });
});
