// Every builder against PyTorch: the same networks, written a second time in test/fixtures/networks.py, with the same weights
// and data on both sides.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { registerBackwardHook, registerForwardHook } from '../../src/hooks';
import { keep, type Kept } from '../fill';
import { networkOf, passes, titleOf } from '../pytorch-networks';

const RELATIVE = 2e-5;

const before = tf.memory().numTensors;
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/**
 * The error of a signed sum is measured against the size of what is summed: the sum may cancel. So does a bias's gradient in
 * front of a batch norm, to zero: it is a sum over the gradient at the layer's output.
 */
function expectClose(what: string, mine: Kept, theirs: Kept, summed = theirs.norm): void {
  const worst = Math.max(Math.abs(mine.norm - theirs.norm), Math.abs(mine.projection - theirs.projection));
  expect(worst / Math.max(theirs.norm, summed, 1e-12), what).toBeLessThan(RELATIVE);
}

describe.each(passes.map((pass) => [titleOf(pass), pass] as const))('%s', (_, pass) => {
  const { spec, training, loss, outputs, weights } = pass;

  test(`has PyTorch's loss, values, and gradients at every layer, and of every weight, to ${RELATIVE}`, () => {
    const { model, x, labels } = networkOf(pass);
    const seen = new Map<string, { value?: Kept; grad?: Kept }>();
    const handles = model.layers.flatMap((layer) => {
      if (layer.getClassName() === 'InputLayer') return [];
      const own: { value?: Kept; grad?: Kept } = {};
      seen.set(layer.name, own);
      return [
        registerForwardHook(layer, (_inputs, output) => void (own.value = keep(output.dataSync()))),
        registerBackwardHook(layer, (grad) => void (own.grad = keep(grad.dataSync()))),
      ];
    });
    tf.tidy(() => {
      const targets = tf.oneHot(labels, spec.outputs);
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(targets, model.apply(x, { training }) as tf.Tensor) as tf.Scalar,
      );
      expect(Math.abs(value.dataSync()[0] / loss - 1)).toBeLessThan(RELATIVE);
      for (const weight of model.trainableWeights) {
        const grad = grads[(weight.read() as unknown as { name: string }).name];
        const [layer, kind] = weight.originalName.split('/');
        const summed = kind === 'bias' ? outputs[layer].grad.norm : 0;
        expectClose(
          `gradient of ${weight.originalName}`,
          keep(grad.dataSync()),
          weights[weight.originalName].grad,
          summed,
        );
      }
    });
    for (const handle of handles) handle.remove();
    expect([...seen.keys()].sort()).toEqual(Object.keys(outputs).sort());
    for (const [name, { value, grad }] of seen) {
      expectClose(`output of ${name}`, value!, outputs[name].value);
      expectClose(`gradient at ${name}`, grad!, outputs[name].grad);
    }
    tf.dispose([x, labels]);
    model.dispose();
  });
});

test('at least thirty networks over all builders are held against PyTorch', () => {
  expect(passes.length).toBeGreaterThanOrEqual(30);
  expect(new Set(passes.map((pass) => pass.builder))).toEqual(
    new Set(['mlp', 'residual', 'highway', 'convolutional', 'recurrent']),
  );
});
