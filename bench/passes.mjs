#!/usr/bin/env node
// Times the passes of compile: a training step with all its gradients' norms, compiled with none of the passes, with the
// first, with the first two, …; alternating rounds, the lower quartile (other work on the machine only adds).
//   node bench/passes.mjs [LAYERS] [BATCH] [NORMALIZATION]
import { createRequire } from 'node:module';
import { setUp } from '../scripts/setup.mjs';

const [layers, size] = [Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 128)];
const normalization = process.argv[4] ?? 'none';
if (!(layers >= 2 && size >= 1))
  throw new RangeError('bench/passes.mjs takes a number of layers, from 2, and of examples');
await setUp();
const require = createRequire(import.meta.url);
const { datasets, mlp, tf } = require('../dist/index.js');
const { compileWith } = require('../dist/graph/compile.js');
const { allPasses } = require('../dist/graph/passes/index.js');
const ROUNDS = 25;
const STEPS = Math.max(4, Math.round(200 / layers));

const { x, y } = datasets.randomBatch({ size, inputs: 100, classes: 10, seed: 1 });
const stages = [...Array(allPasses.length + 1).keys()].map((count) => {
  const spec = {
    inputs: 100,
    hidden: Array(layers - 1).fill(128),
    outputs: 10,
    activation: 'relu',
    initializer: 'heNormal',
    normalization,
  };
  const model = mlp({ ...spec, seed: 1 });
  const optimizer = tf.train.sgd(0.001);
  const step = (x, y) => {
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), model.apply(x, { training: true })).asScalar(),
    );
    const norms = tf.stack(Object.values(grads).map((grad) => tf.norm(grad)));
    optimizer.applyGradients(grads);
    return { loss: value, norms };
  };
  const graph = compileWith(step, 'step', { passes: allPasses.slice(0, count) });
  tf.dispose(graph(x, y));
  const nodes = Object.values(graph.inspect()[0].nodes).reduce((a, b) => a + b);
  return { name: count === 0 ? 'as recorded' : allPasses[count - 1].name, graph, nodes, times: [] };
});

for (let round = 0; round < ROUNDS; round++) {
  for (const { graph, times } of stages) {
    const began = performance.now();
    for (let i = 0; i < STEPS; i++) {
      const seen = graph(x, y);
      seen.norms.dataSync();
      tf.dispose(seen);
    }
    times.push((1000 * (performance.now() - began)) / STEPS);
  }
}
console.log(
  `A step of ${layers} layers of 128, ${size} examples, normalisation ${normalization}, in microseconds`,
);
for (const { name, nodes, times } of stages) {
  const quartile = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 4)];
  console.log(`${name.padEnd(22)}${String(nodes).padStart(7)} nodes${quartile.toFixed(0).padStart(9)}`);
}
