#!/usr/bin/env node
// Does memory grow? Ten thousand observed steps of train, ten thousand looks of observe, and five hundred rounds in which a model
// is built, watched in fit, and disposed of: no tensor may be left, and resident memory may not climb.
//   node bench/memory.mjs [--short]
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setUp } from '../scripts/setup.mjs';

await setUp();
const { datasets, mlp, observe, tf, train, watch } = createRequire(import.meta.url)('vanishing-gradients');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const share = process.argv.includes('--short') ? 0.05 : 1;
const MEASUREMENTS = 20;
/** Megabytes that resident memory may climb by between a quarter of the way and the end: what malloc's own moods come to. */
const TOLERATED = 12;

const spec = { inputs: 64, hidden: [32, 32], outputs: 10, activation: 'tanh', normalization: 'batch' };
const { train: data } = datasets.digits();
const x = data.x.slice(0, 32);
const y = data.y.slice(0, 32);
const oneHot = tf.oneHot(y, 10).toFloat();

/** The slope of a line through the points (i, values[i]), by least squares. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((a, b) => a + b) / values.length;
  const [product, square] = values.reduce(
    ([p, s], v, i) => [p + (i - middle) * (v - mean), s + (i - middle) ** 2],
    [0, 0],
  );
  return product / square;
}

let failed = false;

/** Runs a piece of work so many times; `work(n)` does n of them. */
async function measured(title, total, work) {
  const each = Math.ceil((total * share) / MEASUREMENTS);
  await work(each); // what is made once is made here
  const before = tf.memory().numTensors;
  const resident = [];
  for (let i = 0; i < MEASUREMENTS; i++) {
    await work(each);
    collect();
    resident.push(process.memoryUsage().rss / 1e6);
  }
  const tensors = tf.memory().numTensors - before;
  const settled = resident.slice(MEASUREMENTS / 4);
  const climb = slope(settled) * (settled.length - 1);
  const holds = tensors === 0 && climb < TOLERATED;
  failed ||= !holds;
  console.log(
    `${holds ? 'holds' : 'FAILS'}: ${title}, ${each * MEASUREMENTS}: ${tensors} tensors more, ` +
      `resident ${resident[0].toFixed(0)} to ${resident.at(-1).toFixed(0)} MB, climbing ${climb.toFixed(1)} MB`,
  );
}

const model = mlp(spec);
await measured('observed steps of train', 10_000, (n) =>
  train(model, data, { steps: n, observeEvery: 1, seed: n }),
);
await measured('looks of observe', 10_000, (n) => {
  for (let i = 0; i < n; i++) observe(model, x, y);
});
await measured('rounds of build, watch, fit, dispose', 500, async (n) => {
  for (let i = 0; i < n; i++) {
    const built = mlp({ ...spec, seed: i });
    const optimizer = tf.train.sgd(0.01);
    built.compile({ optimizer, loss: (t, logits) => tf.losses.softmaxCrossEntropy(t, logits) });
    const watcher = watch(built);
    await built.fit(x, oneHot, { epochs: 2, verbose: 0, callbacks: [watcher] });
    observe(built, x, oneHot, { compiled: true });
    built.dispose();
    optimizer.dispose();
  }
});
process.exitCode = failed ? 1 : 0;
