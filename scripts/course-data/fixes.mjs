// Notebook 09: twelve networks, first each at every learning rate, and then each at the best of its own on three seeds.
import { createRequire } from 'node:module';
import { rounded, tableOf } from './tables.mjs';

const require = createRequire(import.meta.url);
const { build, datasets, lsuv, repeat, tf, train } = require('vanishing-gradients');

const width = 64;
const depth = 15;
const plain = { inputs: 64, outputs: 10, hidden: Array(depth).fill(width) };
const skip = { inputs: 64, outputs: 10, activation: 'relu', width, blocks: (depth - 1) / 2 };
/** @type {Record<string, any>} */
const fixes = {
  sigmoid: { ...plain, activation: 'sigmoid' },
  tanh: { ...plain, activation: 'tanh' },
  ReLU: { ...plain, activation: 'relu' },
  'tanh, Xavier': { ...plain, activation: 'tanh', initializer: 'xavierNormal' },
  'tanh, orthogonal': { ...plain, activation: 'tanh', initializer: 'orthogonal' },
  'ReLU, He': { ...plain, activation: 'relu', initializer: 'heNormal' },
  'SELU, LeCun': { ...plain, activation: 'selu', initializer: 'lecunNormal' },
  'ReLU, LSUV': { ...plain, activation: 'relu', lsuv: true },
  'ReLU, batch norm': { ...plain, activation: 'relu', normalization: 'batch' },
  'ReLU, RMS norm': { ...plain, activation: 'relu', normalization: 'rms' },
  'ReLU, residual, pre-norm': { ...skip, normalization: 'batch' },
  'ReLU, residual, zeros': { ...skip, branch: 'zero' },
};
const rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const seeds = [1, 2, 3];
const trialSeed = 0; // for choosing the rates, and for nothing else
const [trialSteps, steps] = [200, 400];

/** The digits of a seed: to train on, to choose a rate with, and to test on. @param {number} seed */
function dataOf(seed) {
  const { train: rest, test } = datasets.digits({ seed });
  const held = test.y.size;
  /** @param {number} from @param {number} size */
  const part = (from, size) => ({ x: rest.x.slice([from, 0], [size, 64]), y: rest.y.slice(from, size) });
  return { test, validation: part(0, held), train: part(held, rest.y.size - held) };
}

/**
 * One training, with the accuracy on digits that it is not trained on, every twenty steps.
 * @param {string} network
 * @param {{ seed: number, rate: number, steps: number, on: 'validation' | 'test' }} how
 * @param {object} shared
 */
async function run(network, { seed, rate, steps, on }, shared) {
  const { lsuv: measures, ...spec } = fixes[network];
  const data = dataOf(seed);
  const start = measures ? build({ ...spec, seed }) : { ...spec, seed };
  if (measures) lsuv(start, data.train.x.slice(0, 64), { seed, maxIterations: 1 });
  const optimizer = { name: 'sgd', learningRate: rate };
  const { model, history } = await train(
    start,
    { train: data.train, test: data[on] },
    { steps, batchSize: 64, optimizer, seed, evaluateEvery: 20, ...(measures ? {} : shared) },
  );
  model.dispose();
  tf.dispose(data);
  /** @type {{ step: number, testAccuracy: number | null }[]} */
  const rows = history.objects();
  const seen = new Map(rows.map(({ step, testAccuracy }) => [step, testAccuracy]));
  // A training ends early where its loss is not finite: it is at the guess from then on.
  return Array.from({ length: steps / 20 }, (_, i) => {
    const step = 20 * (i + 1);
    return { network, rate, seed, step, accuracy: rounded(seen.get(step) ?? 0.1) };
  });
}

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  /** @type {Record<string, unknown>[]} */
  const trials = [];
  /** @type {Record<string, unknown>[]} */
  const races = [];
  for (const network of Object.keys(fixes)) {
    let [best, most] = [rates[0], 0];
    for (const rate of rates) {
      const how = { seed: trialSeed, rate, steps: trialSteps, on: /** @type {const} */ ('validation') };
      const rows = await run(network, how, {});
      trials.push(...rows);
      const right = rows[rows.length - 1].accuracy;
      if (right > most) [best, most] = [rate, right];
    }
    onProgress(`${network}: rate ${best}, ${most.toFixed(3)}`);
    await repeat(seeds, async (/** @type {number} */ seed, /** @type {object} */ shared) => {
      const ran = await run(network, { seed, rate: best, steps, on: 'test' }, shared);
      races.push(...ran);
      return tableOf(ran);
    });
  }
  return { 'fixes-rates': tableOf(trials), fixes: tableOf(races) };
}
