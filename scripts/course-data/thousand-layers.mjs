// Notebook 11: networks of a thousand layers, orthogonal and Gaussian, on the critical line.
import { createRequire } from 'node:module';
import * as aq from 'arquero';
import { blocks, tableOf } from './tables.mjs';

const require = createRequire(import.meta.url);
const { compile, datasets, drawWeights, tf, theory } = require('vanishing-gradients');

const [depth, width] = [1000, 24];
const biasVariance = 2.01e-5;
const rates = [0.0001, 0.0003, 0.001];
const seeds = [1, 2, 3];
const [steps, batchSize] = [160, 32];

const { weightVariance, q } = theory.criticalPoint('tanh', biasVariance);
const gain = Math.sqrt(weightVariance);
/** @type {Record<string, any>} */
const kinds = {
  Gaussian: { name: 'lecunNormal', gain },
  orthogonal: { name: 'orthogonal', gain },
};

/** The weights of a network. @param {string} kind @param {number} seed @returns {Record<string, import('@tensorflow/tfjs').Tensor>} */
const drawn = (kind, seed) => {
  /** @param {number} std @param {number[]} shape @param {number} i */
  const normal = (std, shape, i) => drawWeights({ name: 'normal', std }, shape, { seed: 10 * seed + i });
  const matrices = Array.from({ length: depth - 1 }, (_, l) =>
    drawWeights(kinds[kind], [width, width], { seed: 10_000 * seed + l }),
  );
  return {
    first: normal(Math.sqrt(q) / 8, [64, width], 1),
    W: tf.stack(matrices),
    b: normal(Math.sqrt(biasVariance), [depth, width], 2),
    last: normal(4 / Math.sqrt(width), [width, 10], 3),
  };
};

/** A network that takes the weights of each in turn, and its training step. */
function createStep() {
  /** @type {Record<string, import('@tensorflow/tfjs').Variable>} */
  const net = Object.fromEntries(
    Object.entries(drawn('Gaussian', 1)).map(([name, value]) => [name, tf.variable(value)]),
  );
  /** @param {import('@tensorflow/tfjs').Tensor} x */
  const answersOf = (x) => {
    const [first, ...biases] = tf.unstack(net.b);
    const entered = x.matMul(net.first).add(first).tanh();
    const layers = tf.unstack(net.W);
    return layers
      .reduce(
        (/** @type {any} */ a, /** @type {any} */ w, /** @type {number} */ l) =>
          a.matMul(w).add(biases[l]).tanh(),
        entered,
      )
      .matMul(net.last);
  };
  const variables = Object.values(net);
  const step = compile((/** @type {any} */ x, /** @type {any} */ y, /** @type {any} */ rate) => {
    /** @type {any} */
    let answers;
    const { value, grads } = tf.variableGrads(() => {
      answers = tf.keep(answersOf(x));
      return tf.losses.softmaxCrossEntropy(tf.oneHot(y, 10), answers);
    }, variables);
    for (const variable of variables) variable.assign(variable.sub(grads[variable.name].mul(rate)));
    return { loss: value, right: answers.argMax(1).equal(y).cast('float32').mean() };
  });
  return { net, step };
}

/** @param {(text: string) => void} onProgress */
export async function make(onProgress) {
  const digits = datasets.digits().train;
  const { net, step } = createStep();
  /** @type {Record<string, unknown>[]} */
  const rows = [];
  for (const network of Object.keys(kinds)) {
    for (const rate of rates) {
      for (const seed of seeds) {
        onProgress(`${network}, rate ${rate}, seed ${seed}`);
        tf.tidy(() => {
          const weights = drawn(network, seed);
          for (const [name, variable] of Object.entries(net)) variable.assign(weights[name]);
        });
        const history = Array.from({ length: steps }, (_, i) =>
          tf.tidy(() => {
            const from = ((seed * 7 + i) * batchSize) % 1376;
            const x = digits.x.slice([from, 0], [batchSize, 64]);
            const y = digits.y.slice(from, batchSize);
            const { loss, right } = step(x, y, tf.scalar(rate));
            return { step: i + 1, loss: loss.dataSync()[0], right: right.dataSync()[0] };
          }),
        );
        rows.push(...blocks(aq.from(history), 10, ['loss', 'right'], { network, rate, seed }));
      }
    }
  }
  return { 'thousand-layers': tableOf(rows) };
}
