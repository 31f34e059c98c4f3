// A network and its batch as files that every contender reads: what it looks like as JSON, its numbers as float32.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('@tensorflow/tfjs-node')} TF */
/** @typedef {import('./models.mjs').Model} Model */

/** Examples of the kind that the network takes. @param {any} library @param {Model} model */
export function batchOf({ datasets, tf }, { builder, spec, batch }) {
  switch (builder) {
    case 'mlp':
      return datasets.randomBatch({ size: batch, inputs: spec.inputs, classes: spec.outputs, seed: 1 });
    case 'recurrent':
      return datasets.addingProblem({ size: batch, steps: spec.steps, seed: 1 });
    case 'convolutional': {
      const { train, test } = datasets.digits({ images: true });
      const first = { x: tf.slice(train.x, 0, batch), y: tf.slice(train.y, 0, batch) };
      tf.dispose([train, test]);
      return first;
    }
  }
}

/** The kinds of layers that have weights. */
const LAYER_KINDS = new Map([
  ['Dense', 'dense'],
  ['Conv2D', 'convolution'],
  ['BatchNormalization', 'norm'],
  ['LSTM', 'lstm'],
]);

/**
 * @param {any} library
 * @param {string} name
 * @param {Model} model
 * @param {string} folder
 * @returns {string} the path of the JSON
 */
export function writeCase(library, name, model, folder) {
  const network = library[model.builder](model.spec);
  const { x, y } = batchOf(library, model);
  /** @type {Float32Array[]} */
  const numbers = [];
  let offset = 0;
  const put = (/** @type {any} */ tensor) => {
    const entry = { shape: tensor.shape, offset };
    numbers.push(Float32Array.from(tensor.dataSync()));
    offset += tensor.size;
    return entry;
  };
  const layers = network.layers
    .filter((/** @type {any} */ layer) => layer.trainableWeights.length > 0)
    .map((/** @type {any} */ layer) => ({
      kind: LAYER_KINDS.get(layer.getClassName()),
      weights: layer.trainableWeights.map((/** @type {any} */ weight) => put(weight.read())),
    }));
  const { builder, spec, groups, rate } = model;
  const about = { builder, activation: spec.activation ?? 'tanh', groups, rate };
  const normalized = spec.normalization === 'batch';
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ name, ...about, normalized, layers, x: put(x), y: put(y) }));
  writeFileSync(join(folder, `${name}.bin`), Buffer.concat(numbers.map((part) => Buffer.from(part.buffer))));
  network.dispose();
  library.tf.dispose([x, y]);
  return path;
}
