// The matrix products of a training step of dense layers, and nothing between them.

/** @typedef {import('@tensorflow/tfjs-node').Tensor} Tensor */
/** @typedef {import('./models.mjs').Model} Model */

/**
 * The three products of each layer: of its outputs, of its inputs' gradient, and of its weights' gradient.
 *
 * @param {any} library
 * @param {Model} model of dense layers
 * @returns {() => Tensor} gives one number, so that all products are needed
 */
export function products({ tf }, { spec, batch }) {
  const { inputs, hidden, outputs } = /** @type {{ inputs: number, hidden: number[], outputs: number }} */ (
    spec
  );
  const sizes = [inputs, ...hidden, outputs];
  const normal = (/** @type {number[]} */ ...shape) => tf.randomNormal(shape, 0, 0.1, 'float32', 1);
  const layers = sizes.slice(1).map((units, i) => ({
    x: normal(batch, sizes[i]),
    w: tf.variable(normal(sizes[i], units)),
    dz: normal(batch, units),
  }));
  return () => {
    const all = layers.flatMap(({ x, w, dz }, i) => [
      tf.matMul(x, w),
      ...(i > 0 ? [tf.matMul(dz, w, false, true)] : []),
      tf.matMul(x, dz, true),
    ]);
    // A corner of each: a graph leaves out what nothing needs.
    return tf.stack(all.map((product) => tf.slice(product, [0, 0], [1, 1]).reshape([])));
  };
}
