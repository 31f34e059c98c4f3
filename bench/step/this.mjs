// Times this library: the same tfjs step as a graph, as a graph under XLA, and op by op.
//   node bench/step/this.mjs CASE.json HOW
import { createRequire } from 'node:module';
import path from 'node:path';
import { models } from './models.mjs';
import { stepOf } from './step.mjs';
import { timed } from './timing.mjs';

const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, tf } = library;
const [file, how] = process.argv.slice(2);
const model = models[path.basename(file, '.json')];

const step = stepOf(library, model, { norms: how !== 'without norms' });
const run = how === 'tape' ? step : compile(step, { name: 'step', xla: how === 'xla' });
const report = timed(() => tf.tidy(() => run().dataSync()));
const loading = how === 'tape' ? null : run.inspect()[0].milliseconds;
console.log(JSON.stringify({ ...report, loading, version: `tfjs-node ${tf.version['tfjs-core']}` }));
