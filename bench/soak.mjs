#!/usr/bin/env node
// Does the memory of the native engine grow? A hundred thousand training steps, with values that come and go as a program's do: no tensor
// may be left, and resident memory may not climb.
//   npm run bench:soak -- [STEPS]
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setUp } from '../scripts/setup.mjs';
import { MODELS } from './step/models.mjs';
import { trainingStep } from './step/step.mjs';

const steps = Number(process.argv[2] ?? 100_000);
if (!Number.isInteger(steps) || steps < 1000) {
  console.error(`bench/soak.mjs: STEPS is ${process.argv[2]}, but must be a whole number of at least 1000`);
  process.exit(2);
}
await setUp();
const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, tf } = library;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const MEASUREMENTS = 10;
/** Megabytes that resident memory may climb by after the first tenth of the way. */
const TOLERATED = 8;

const train = compile(trainingStep(library, MODELS['4x128']), { name: 'train', engine: 'native' });
const scale = compile((/** @type {any} */ x, /** @type {number} */ k) => tf.sum(tf.mul(x, tf.scalar(k))), {
  name: 'scale',
  engine: 'native',
});
/** @type {number[]} */
const megabytes = [];
/** @type {number[]} */
const tensors = [];
for (let i = 0; i < MEASUREMENTS; i++) {
  for (let step = 0; step < steps / MEASUREMENTS; step++)
    tf.tidy(() => {
      const [loss] = train().dataSync();
      scale(tf.fill([64], loss), step % 3).dataSync(); // an input that changes at each step
    });
  collect();
  megabytes.push(process.memoryUsage.rss() / 2 ** 20);
  tensors.push(tf.memory().numTensors);
}
const [reason] = [train, scale].map((one) => one.inspect()[0].engineReason).filter(Boolean);
if (reason) throw new Error(reason);
const climb = megabytes.at(-1) - megabytes[0];
const more = tensors.at(-1) - tensors[0];
console.log(
  `${steps.toLocaleString('en')} steps: resident memory ${megabytes.map((mb) => mb.toFixed(0)).join(', ')} MB; ${more} tensors more`,
);
if (climb > TOLERATED || more !== 0) {
  console.error(`The memory of the native engine grows: by ${climb.toFixed(1)} MB.`);
  process.exitCode = 1;
}
