#!/usr/bin/env node
// Times the norms: the same compiled step with and without them, in one process, in turn, so that what else the machine does
// meets both. The median of the rounds' ratios.
//   node bench/norms.mjs [MODEL…]     default: 4x128 50x128
import { createRequire } from 'node:module';
import { setUp } from '../scripts/setup.mjs';
import { MODELS } from './step/models.mjs';
import { trainingStep } from './step/step.mjs';
import { summary } from './step/tables.mjs';

const names = process.argv.length > 2 ? process.argv.slice(2) : ['4x128', '50x128'];
const unknown = names.find((name) => !(name in MODELS));
if (unknown)
  throw new RangeError(`there is no model '${unknown}'; there are ${Object.keys(MODELS).join(', ')}`);
await setUp();
const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, tf } = library;
const ROUNDS = 61;
const ROUND = 100; // ms, for both together

for (const name of names) {
  const [plain, full] = [false, true].map((norms) => {
    const step = compile(trainingStep(library, MODELS[name], { norms }), { name });
    return () => tf.tidy(() => step().dataSync()[0]);
  });
  const time = (run, steps) => {
    const began = performance.now();
    for (let i = 0; i < steps; i++) run();
    return (1000 * (performance.now() - began)) / steps;
  };
  for (const run of [plain, full]) time(run, 20); // loads and warms up
  const steps = Math.max(2, Math.round((1000 * ROUND) / 2 / time(full, 5)));
  const rounds = Array.from({ length: ROUNDS }, (_, i) => {
    // The order changes from round to round.
    const [a, b] = i % 2 ? [full, plain] : [plain, full];
    const times = [time(a, steps), time(b, steps)];
    return i % 2 ? times.reverse() : times;
  });
  const [without, withNorms] = [0, 1].map((k) => summary(rounds.map((times) => times[k])).median);
  const more = summary(rounds.map(([a, b]) => b / a)).median - 1;
  console.log(
    `${MODELS[name].title}: ${without.toFixed(0)} µs without, ${withNorms.toFixed(0)} µs with norms: ${(100 * more).toFixed(1)} % more`,
  );
}
