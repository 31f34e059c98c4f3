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

  it('is silent where the pass runs', async () => {
    const { findings } = await diagnose(model([]), data, { until: 'start' });
    expect(findings.map(({ rule }) => rule)).not.toContain('first-pass-fails');
  });
});
