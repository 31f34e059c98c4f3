#!/usr/bin/env node
// Times hooks: a training step without hooks, with hooks that do nothing, and with hooks that compute a norm; beside what
// computing those norms costs by itself. Alternating rounds, medians.
//   node bench/hooks.mjs
import { createRequire } from 'node:module';
import { setUp } from '../scripts/setup.mjs';

await setUp();
const require = createRequire(import.meta.url);
const { datasets, mlp, registerBackwardHook, registerForwardHook, tf } = require('vanishing-gradients');
const [ROUNDS, STEPS] = [15, 20];

const model = mlp({ inputs: 100, hidden: Array(10).fill(128), outputs: 10, activation: 'tanh' });
const { x, y } = datasets.randomBatch({ size: 128, inputs: 100, classes: 10 });
const layers = model.layers.slice(1);
const shapes = layers.map((layer) => [128, layer.outputShape[1]]);
const step = () =>
  tf.tidy(() => {
    tf.variableGrads(() => tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), model.apply(x)));
  });

/** @param {(value: import('@tensorflow/tfjs-node').Tensor) => void} see */
const hooked = (see) => {
  const handles = layers.flatMap((layer) => [
    registerForwardHook(layer, (_, output) => see(output)),
    registerBackwardHook(layer, (grad) => see(grad)),
  ]);
  return () => handles.forEach((handle) => handle.remove());
};
const norm = (/** @type {import('@tensorflow/tfjs-node').Tensor} */ value) =>
  void tf.tidy(() => value.norm().dataSync());
const samples = shapes.map((shape) => tf.randomNormal(shape, 0, 1, 'float32', 1));
const arithmetic = () => samples.forEach((sample) => (norm(sample), norm(sample)));

/** Milliseconds a call. @param {() => void} work */
const timed = (work) => {
  const began = performance.now();
  for (let i = 0; i < STEPS; i++) work();
  return (performance.now() - began) / STEPS;
};
const median = (/** @type {number[]} */ values) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** @type {Record<string, number[]>} */
const times = { plain: [], looking: [], norms: [], arithmetic: [] };
timed(step);
for (let round = 0; round < ROUNDS; round++) {
  times.plain.push(timed(step));
  let remove = hooked(() => undefined);
  times.looking.push(timed(step));
  remove();
  remove = hooked(norm);
  times.norms.push(timed(step));
  remove();
  times.arithmetic.push(timed(arithmetic));
}
const [plain, looking, norms, alone] = ['plain', 'looking', 'norms', 'arithmetic'].map((name) =>
  median(times[name]),
);
console.log(`a step                          ${plain.toFixed(2)} ms`);
console.log(
  `with hooks that only look       ${looking.toFixed(2)} ms, ${(looking / plain).toFixed(3)} times`,
);
console.log(`with hooks that compute norms   ${norms.toFixed(2)} ms: ${(norms - plain).toFixed(2)} ms more`);
console.log(`those norms by themselves       ${alone.toFixed(2)} ms`);
