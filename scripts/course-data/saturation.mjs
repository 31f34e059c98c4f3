// Notebook 03: tanh and sigmoid networks at two weight scales each, 300 steps; a tanh network and its sigmoid twin, 100 steps.
import { createRequire } from 'node:module';
import { blocks, tableOf } from './tables.mjs';

const require = createRequire(import.meta.url);
const { datasets, mlp, repeat, tf, train } = require('vanishing-gradients');

/** @type {Record<string, { activation: string, gain: number }>} */
const networks = {
  'sigmoid × 1': { activation: 'sigmoid', gain: 1 },
  'sigmoid × 10': { activation: 'sigmoid', gain: 10 },
  'tanh × 1': { activation: 'tanh', gain: 1 },
  'tanh × 4': { activation: 'tanh', gain: 4 },
};
const seeds = [1, 2, 3];

const shape = { inputs: 64, hidden: [64, 64, 64], outputs: 10 };

/** The sigmoid network that computes the same function as a tanh network. @param {import('@tensorflow/tfjs').LayersModel} model */
function twinOf(model) {
  const twin = mlp({ ...shape, activation: 'sigmoid' });
  for (const layer of model.layers.filter((one) => one.getWeights().length > 0)) {
    const [W, b] = layer.getWeights();
    const wide = layer.name === 'logits' ? 1 : 2;
    const high = layer.name === 'dense_1' ? 1 : 2;
    const shift = high === 1 ? tf.zerosLike(b) : W.sum(0);
    twin.getLayer(layer.name).setWeights([W.mul(wide * high), b.sub(shift).mul(wide)]);
  }
  return twin;
}

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  const digits = datasets.digits().train;
  /** @type {Record<string, unknown>[]} */
  const losses = [];
  for (const [network, { activation, gain }] of Object.entries(networks)) {
    const initializer = { name: 'lecunNormal', gain };
    const spec = { inputs: 64, hidden: Array(10).fill(64), outputs: 10, activation, initializer };
    for (const rate of [0.01, 0.03, 0.1, 0.3, 1]) {
      onProgress(`${network}, rate ${rate}`);
      await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
        const optimizer = { name: 'sgd', learningRate: rate };
        const options = { steps: 300, batchSize: 64, optimizer, seed, ...shared };
        const { model, history } = await train({ ...spec, seed }, digits, options);
        model.dispose();
        losses.push(...blocks(history, 20, ['loss'], { network, rate, seed }));
        return history;
      });
    }
  }
  /** @type {Record<string, unknown>[]} */
  const twins = [];
  for (const network of ['tanh', 'sigmoid']) {
    for (const rate of [0.03, 0.1, 0.3, 1, 3, 10]) {
      onProgress(`twin, ${network}, rate ${rate}`);
      for (const seed of seeds) {
        const tanh = mlp({ ...shape, activation: 'tanh', initializer: 'xavierNormal', seed });
        const model = network === 'tanh' ? tanh : twinOf(tanh);
        const optimizer = { name: 'sgd', learningRate: rate };
        const { history } = await train(model, digits, { steps: 100, batchSize: 64, optimizer, seed });
        model.dispose();
        twins.push(...blocks(history, 20, ['loss'], { network, rate, seed }));
      }
    }
  }
  return { saturation: tableOf(losses), 'saturation-twins': tableOf(twins) };
}
