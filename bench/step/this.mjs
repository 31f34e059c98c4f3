// Times this library: the same tfjs step as a graph, as a graph under XLA, and op by op.
//   node bench/step/this.mjs CASE.json HOW
import { createRequire } from 'node:module';
import path from 'node:path';
import { MODELS } from './models.mjs';
import { trainingStep } from './step.mjs';
import { timed } from './timing.mjs';

const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, tf } = library;
const [file, how] = process.argv.slice(2);
const model = MODELS[path.basename(file, '.json')];

const step = trainingStep(library, model, { norms: how !== 'without norms' });
const run = how === 'tape' ? step : compile(step, { name: 'step', xla: how === 'xla' });
const report = timed(() => tf.tidy(() => run().dataSync()));
const loading = how === 'tape' ? null : run.inspect()[0].milliseconds;
console.log(JSON.stringify({ ...report, loading, version: `tfjs-node ${tf.version['tfjs-core']}` }));
