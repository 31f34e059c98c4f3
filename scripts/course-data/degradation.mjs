// Notebook 08: a shallow, a deep plain and a deep residual network, 1,000 steps each.
import { createRequire } from 'node:module';
import { blocks, rounded, tableOf } from './tables.mjs';

const require = createRequire(import.meta.url);
const { datasets, repeat, train } = require('vanishing-gradients');

const width = 16;
const spec = {
  inputs: 64,
  outputs: 10,
  activation: 'relu',
  initializer: 'heNormal',
  normalization: 'batch',
};
/** @type {Record<string, any>} */
const networks = {
  'shallow, plain': { ...spec, hidden: Array(3).fill(width) },
  'deep, plain': { ...spec, hidden: Array(12).fill(width) },
  'deep, residual': { ...spec, width, blocks: 6 },
};
const rates = [0.03, 0.1, 0.3, 1];
const seeds = [1, 2, 3];
const steps = 1000;

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  const digits = datasets.digits().train;
  /** @type {Record<string, unknown>[]} */
  const losses = [];
  /** @type {Record<string, unknown>[]} */
  const gradients = [];
  for (const [network, shape] of Object.entries(networks)) {
    for (const rate of rates) {
      onProgress(`${network}, rate ${rate}`);
      await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
        const optimizer = { name: 'sgd', learningRate: rate };
        const options = { steps, batchSize: 64, optimizer, seed, observeEvery: steps - 1, ...shared };
        const { model, history, layers } = await train({ ...shape, seed }, digits, options);
        model.dispose();
        losses.push(...blocks(history, 20, ['loss', 'accuracy'], { network, rate, seed }));
        for (const row of /** @type {any[]} */ (layers?.objects() ?? [])) {
          if (row.quantity !== 'dL/dz') continue;
          const { step, depth, layer, norm } = row;
          gradients.push({ network, rate, seed, step, depth, layer, norm: rounded(norm) });
        }
        return history;
      });
    }
  }
  return { degradation: tableOf(losses), 'degradation-gradients': tableOf(gradients) };
}
