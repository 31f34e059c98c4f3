// Times this library: the same tfjs step as a graph, as a graph under XLA, and op by op.
//   node bench/step/this.mjs CASE.json HOW
import { createRequire } from 'node:module';
import path from 'node:path';
import { batchOf } from './case.mjs';
import { models } from './models.mjs';
import { timed } from './timing.mjs';

const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, registerBackwardHook, tf } = library;
const [file, how] = process.argv.slice(2);
const model = models[path.basename(file, '.json')];

/** @typedef {import('@tensorflow/tfjs-node').Tensor} Tensor */

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
if (how !== 'without norms') {
  for (const layer of network.layers) {
    if (!['Dense', 'Conv2D', 'LSTM'].includes(layer.getClassName())) continue;
    registerBackwardHook(layer, (/** @type {Tensor} */ grad) => {
      seen.unshift(tf.keep(tf.norm(grad))); // the last layer's comes first
    });
  }
}

/** One step: the loss, then the norm of each weight's gradient and of each dL/dz. */
function step() {
  seen = [];
  const { value, grads } = tf.variableGrads(lossOf, variables);
  const norms =
    how === 'without norms' ? [] : variables.map((/** @type {any} */ v) => tf.norm(grads[v.name]));
  optimizer.applyGradients(grads);
  const results = tf.stack([value, ...norms, ...seen]);
  tf.dispose(seen);
  return results;
}

const run = how === 'tape' ? step : compile(step, { name: 'step', xla: how === 'xla' });
const report = timed(() => tf.tidy(() => run().dataSync()));
const loading = how === 'tape' ? null : run.inspect()[0].milliseconds;
console.log(JSON.stringify({ ...report, loading, version: `tfjs-node ${tf.version['tfjs-core']}` }));
