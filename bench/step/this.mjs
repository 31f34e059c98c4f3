// Times this library: the same tfjs step as a graph, in TensorFlow, under XLA and in the native engine; and op by op.
//   node bench/step/this.mjs CASE.json HOW
import { createRequire } from 'node:module';
import path from 'node:path';
import { MODELS } from './models.mjs';
import { products } from './products.mjs';
import { trainingStep } from './step.mjs';
import { timed } from './timing.mjs';

const library = createRequire(import.meta.url)('vanishing-gradients');
const { compile, tf } = library;
const [file, how] = process.argv.slice(2);
const model = MODELS[path.basename(file, '.json')];

const engine = how === 'native' || how === 'products' ? 'native' : 'tensorflow';
const step =
  how === 'products'
    ? products(library, model)
    : trainingStep(library, model, { norms: how !== 'without norms' });
const run = how === 'tape' ? step : compile(step, { name: 'step', xla: how === 'xla', engine });
const report = timed(() => tf.tidy(() => run().dataSync()));
const about = how === 'tape' ? null : run.inspect()[0];
if (about?.engineReason) throw new Error(about.engineReason);
const version = `tfjs-node ${tf.version['tfjs-core']}`;
console.log(JSON.stringify({ ...report, loading: about?.milliseconds ?? null, version }));
