// Notebook 10: recurrent cells on the adding problem, 400 steps each; and the simple one on a shorter problem, 600 steps.
import { createRequire } from 'node:module';
import { blocks, tableOf } from './tables.mjs';

const require = createRequire(import.meta.url);
const { datasets, repeat, tf, train } = require('vanishing-gradients');

const lag = 30;
const seeds = [1, 2, 3, 4, 5];
const spec = { inputs: 2, units: 16, outputs: 1 };
/** @type {Record<string, { cell?: any, lag?: number, steps?: number }>} */
const trainings = {
  simple: {},
  GRU: { cell: { cell: 'gru' } },
  'LSTM of 1997': { cell: { cell: 'lstm', forgetBias: 100 } },
  'LSTM, bias 1': { cell: { cell: 'lstm' } },
  'LSTM, chrono': { cell: { cell: 'lstm', forgetBias: { chrono: lag } } },
  'simple, 15 steps': { lag: 15, steps: 600 },
};

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  /** @type {Record<string, unknown>[]} */
  const losses = [];
  for (const [network, { cell, lag: back = lag, steps = 400 }] of Object.entries(trainings)) {
    onProgress(network);
    await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
      const data = datasets.addingProblem({ size: 6000, steps: back, seed });
      const { model, history } = await train({ ...spec, ...cell, seed }, data, {
        steps,
        batchSize: 64,
        loss: 'meanSquaredError',
        seed,
        clip: { norm: 1 },
        optimizer: { name: 'adam', learningRate: 0.03 },
        ...shared,
      });
      model.dispose();
      tf.dispose(data);
      losses.push(...blocks(history, 20, ['loss'], { network, seed }));
      return history;
    });
  }
  return { 'adding-problem': tableOf(losses) };
}
