// Notebook 04b: tanh networks of many depths and weight variances, 600 steps each, and 200 steps at a smaller rate.
import { createRequire } from 'node:module';
import { rounded, tableOf, wholeBatches } from './tables.mjs';

const require = createRequire(import.meta.url);
const { datasets, repeat, train } = require('vanishing-gradients');

const width = 64;
const biasVariance = 0.05;
const seeds = [1, 2, 3];
const parts = [
  {
    rate: 0.02,
    marks: [200, 600],
    depths: [4, 6, 8, 12, 16, 24, 32, 48, 64],
    weightVariances: [0.7, 1, 1.3, 1.5, 1.76, 2.5, 4],
  },
  { rate: 0.005, marks: [200], depths: [32, 48, 64, 96], weightVariances: [1.3, 1.5, 1.76, 2.5, 4] },
];

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  const data = wholeBatches(datasets.digits().train, 22, 64);
  /** @type {Record<string, unknown>[]} */
  const rows = [];
  for (const { rate, marks, depths, weightVariances } of parts) {
    for (const depth of depths) {
      onProgress(`${depth} layers, rate ${rate}`);
      await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
        let last = tableOf([]);
        for (const weightVariance of weightVariances) {
          const initializer = {
            name: 'lecunNormal',
            gain: Math.sqrt(weightVariance),
            biasStd: Math.sqrt(biasVariance),
          };
          const hidden = Array(depth).fill(width);
          const spec = { inputs: 64, hidden, outputs: 10, activation: 'tanh', initializer, seed };
          const optimizer = { name: 'sgd', learningRate: rate };
          const options = { steps: marks.at(-1), batchSize: 64, optimizer, seed, ...shared };
          const { model, history } = await train(spec, data, options);
          model.dispose();
          const accuracies = /** @type {number[]} */ (history.array('accuracy'));
          for (const steps of marks) {
            const end = accuracies.slice(steps - 20, steps);
            const accuracy = rounded(end.reduce((sum, value) => sum + value, 0) / end.length);
            rows.push({ weightVariance, depth, rate, seed, steps, accuracy });
          }
          last = history;
        }
        return last;
      });
    }
  }
  return { 'order-and-chaos': tableOf(rows) };
}
