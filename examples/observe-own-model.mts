// Finds the layer at which the gradient of a model of one's own gets lost, and draws the model anew.
import { initialize, observe, tables, tf } from 'vanishing-gradients';

// A network as practitioners write it: twelve layers of tanh, on weights that are far too small.
const model = tf.sequential();
for (let depth = 1; depth <= 12; depth++) {
  model.add(
    tf.layers.dense({
      units: 32,
      activation: 'tanh',
      kernelInitializer: tf.initializers.randomNormal({ stddev: 0.05, seed: depth }),
      ...(depth === 1 ? { inputShape: [20] } : {}),
    }),
  );
}
model.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 13 }) }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

const x = tf.randomNormal([64, 20], 0, 1, 'float32', 7);
const y = x.slice([0, 0], [64, 1]);

/** The norms of dL/dz by layer, from the first layer on. */
function gradientNorms(): number[] {
  const { layers } = observe(model, x, y, { quantities: ['dL/dz'] });
  return tables.values(layers, 'norm');
}

const before = gradientNorms();
console.log(
  `drawn too small: ${before[0].toExponential(0)} at layer 1, ${before[12].toFixed(1)} at layer 13`,
);

initialize(model, 'xavierNormal', { seed: 1 });
const after = gradientNorms();
console.log(`by Xavier: ${(after[12] / after[0]).toFixed(0)} times smaller at layer 1 than at layer 13`);
tf.dispose([x, y]);

// Prints:
//   drawn too small: 2e-7 at layer 1, 0.2 at layer 13
//   by Xavier: 7 times smaller at layer 1 than at layer 13
