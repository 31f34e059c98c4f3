// The names that an example may use without declaring them: a spec, a compiled model, a batch, a data set, and an observation of the model.
import { datasets, observe, tf } from 'vanishing-gradients';

/** @type {import('vanishing-gradients').MlpSpec} */
export const spec = {
  inputs: 64,
  hidden: [16, 16],
  outputs: 10,
  activation: 'tanh',
  initializer: 'xavierNormal',
  seed: 1,
};
/** @param {number} units @param {'tanh' | 'softmax'} activation @param {number} seed */
const dense = (units, activation, seed) =>
  tf.layers.dense({
    units,
    activation,
    inputShape: [64],
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
  });
export const model = tf.sequential({
  layers: [dense(64, 'tanh', 1), dense(64, 'tanh', 2), dense(10, 'softmax', 3)],
});
model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
export const data = datasets.digits();
export const x = data.test.x.slice([0, 0], [32, 64]);
export const y = data.test.y.slice([0], [32]).toFloat();
export const seen = observe(model, x, y);
