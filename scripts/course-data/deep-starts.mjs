// Notebook 06: thirty layers of ReLUs from He's and Xavier's weights, sixty of tanh from orthogonal and Gaussian ones.
import { createRequire } from 'node:module';
import { blocks, tableOf, wholeBatches } from './tables.mjs';

const require = createRequire(import.meta.url);
const { datasets, repeat, train } = require('vanishing-gradients');

const seeds = [1, 2, 3];
const contests = {
  'thirty ReLUs': {
    shape: { hidden: Array(30).fill(64), activation: 'relu' },
    starts: { He: 'heNormal', Xavier: 'xavierNormal' },
    rates: [0.003, 0.01, 0.03, 0.1],
    steps: 600,
  },
  'sixty tanh': {
    shape: { hidden: Array(60).fill(32), activation: 'tanh' },
    starts: { orthogonal: 'orthogonal', Gaussian: 'lecunNormal' },
    rates: [0.01, 0.02, 0.04, 0.08],
    steps: 200,
  },
};

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  const data = wholeBatches(datasets.digits().train, 22, 64);
  /** @type {Record<string, unknown>[]} */
  const rows = [];
  for (const [network, { shape, starts, rates, steps }] of Object.entries(contests)) {
    for (const rate of rates) {
      onProgress(`${network}, rate ${rate}`);
      await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
        let last = tableOf([]);
        for (const [start, initializer] of Object.entries(starts)) {
          const spec = { inputs: 64, outputs: 10, ...shape, initializer, seed };
          const optimizer = { name: 'sgd', learningRate: rate };
          const { model, history } = await train(spec, data, {
            steps,
            batchSize: 64,
            optimizer,
            seed,
            ...shared,
          });
          model.dispose();
          rows.push(...blocks(history, 20, ['loss', 'accuracy'], { network, start, rate, seed }));
          last = history;
        }
        return last;
      });
    }
  }
  return { 'deep-starts': tableOf(rows) };
}
