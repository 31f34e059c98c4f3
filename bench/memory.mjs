#!/usr/bin/env node
// Ten thousand observed training steps: does a tensor stay behind, does memory grow?
//   node bench/memory.mjs
import { createRequire } from 'node:module';
import { setUp } from '../scripts/setup.mjs';

await setUp();
const { datasets, mlp, tf, train } = createRequire(import.meta.url)('vanishing-gradients');
const [ROUNDS, STEPS] = [10, 1000];

const model = mlp({ inputs: 64, hidden: [32, 32], outputs: 10, activation: 'tanh', normalization: 'batch' });
const { train: data } = datasets.digits();
const before = tf.memory().numTensors;
for (let round = 1; round <= ROUNDS; round++) {
  await train(model, data, { steps: STEPS, observeEvery: 1, seed: round });
  const [tensors, resident] = [tf.memory().numTensors - before, process.memoryUsage().rss / 1e6];
  console.log(
    `${round * STEPS} steps: ${tensors} tensors more than before, ${resident.toFixed(0)} MB resident`,
  );
}
