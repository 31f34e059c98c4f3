// The step that is timed, in this library's terms.
import { batchOf } from './case.mjs';

/** @typedef {import('@tensorflow/tfjs-node').Tensor} Tensor */
/** @typedef {import('./models.mjs').Model} Model */

/**
 * One step: the loss, then the norm of each weight's gradient and of each dL/dz.
 *
 * @param {any} library
 * @param {Model} model
 * @param {{ norms?: boolean }} [options]
 * @returns {() => Tensor}
 */
export function trainingStep(library, model, { norms = true } = {}) {
  const { registerBackwardHook, tf } = library;
  const network = library[model.builder](model.spec);
  const { x, y } = batchOf(library, model);
  const optimizer = tf.train.sgd(model.rate);
  const variables = network.trainableWeights.map((/** @type {any} */ weight) => weight.val);
  const lossOf = () => {
    const outputs = network.apply(x, { training: true });
    return model.builder === 'recurrent'
      ? tf.losses.meanSquaredError(y, outputs)
      : tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), outputs);
  };
  /** @type {Tensor[]} */
  let seen = [];
  if (norms) {
    for (const layer of network.layers) {
      if (!['Dense', 'Conv2D', 'LSTM'].includes(layer.getClassName())) continue;
      registerBackwardHook(layer, (/** @type {Tensor} */ grad) => {
        seen.unshift(tf.keep(tf.norm(grad))); // the last layer's comes first
      });
    }
  }
  return () => {
    seen = [];
    const { value, grads } = tf.variableGrads(lossOf, variables);
    const ofWeights = norms ? variables.map((/** @type {any} */ v) => tf.norm(grads[v.name])) : [];
    optimizer.applyGradients(grads);
    const results = tf.stack([value, ...ofWeights, ...seen]);
    tf.dispose(seen);
    return results;
  };
}
