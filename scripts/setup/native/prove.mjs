// Fails unless tfjs-node multiplies matrices with TensorFlow: prove.mjs PROJECT
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { tensorFlowEnvironment } from '../../tensorflow-environment.mjs';

// tfjs-node calls it, and Node 23 removed it.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
for (const [name, value] of Object.entries(tensorFlowEnvironment)) process.env[name] ??= value;

const tf = createRequire(path.join(process.argv[2], 'package.json'))('@tensorflow/tfjs-node');
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])); // prettier-ignore
const found = [tf.getBackend(), ...product.dataSync()].join(' ');
if (found !== 'tensorflow 19 22 43 50') throw new Error(`The product of two matrices came out as: ${found}`);
console.log(`TensorFlow ${tf.backend().binding.TF_Version} multiplies`);
