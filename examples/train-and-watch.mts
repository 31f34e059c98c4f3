// Trains a model by `fit`, looks at every layer on the way, and writes the rows for TensorBoard and as JSON lines.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { datasets, mlp, tables, tf, watch } from 'vanishing-gradients';

const folder = mkdtempSync(path.join(tmpdir(), 'watch-'));
const model = mlp({
  inputs: 64,
  hidden: [32, 32, 32, 32, 32],
  outputs: 10,
  activation: 'sigmoid',
  initializer: 'xavierNormal',
  seed: 1,
});
model.compile({
  optimizer: tf.train.adam(0.01),
  loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits),
});

const { x, y } = datasets.digits().train;
const log = watch(model, { every: 20, tensorBoard: folder, jsonLines: path.join(folder, 'rows.jsonl') });
const labels = tf.oneHot(y.toInt(), 10);
await model.fit(x, labels, { epochs: 2, batchSize: 32, shuffle: false, verbose: 0, callbacks: log });

const gradients = tables.where(log.layers(), { quantity: 'dL/dW', depth: 1 });
const steps = tables.values(gradients, 'step');
const norms = tables.values(gradients, 'norm');
console.log(`the first layer's gradient norm was looked at ${steps.length} times`);
console.log(
  `it ${norms[norms.length - 1] > norms[0] ? 'grew' : 'shrank'} from step ${steps[0]} to step ${steps.at(-1)}`,
);
const rows = readFileSync(path.join(folder, 'rows.jsonl'), 'utf8').trim().split('\n');
console.log(
  `${rows.length > 0 && existsSync(folder) ? 'rows and event files' : 'nothing'} written for dashboards`,
);

// Prints:
//   the first layer's gradient norm was looked at 5 times
//   it grew from step 1 to step 81
//   rows and event files written for dashboards
