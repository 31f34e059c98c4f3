// Other starts of a model: weights that chance could have given as well.
import { tf, variableOf } from '../../backend';
import { flattenLayers, trainableVariables } from '../../hooks';
import { randomStream, type RandomStream } from '../../random';

/**
 * Puts each matrix of a model into another order: its rows and columns are permuted, and, where positive and negative weights are
 * alike, their signs are drawn anew. The distribution of the weights, their norm and their singular values stay as they are,
 * whatever drew them first, so that the result is another draw from the same initialisation. Constant weights stay as they are, and so
 * do frozen ones: they were trained before, as those of a base for transfer are.
 *
 * @param seed the seed of the order, from 1
 */
export function redrawWeights(model: tf.LayersModel, seed: number): void {
  const trained = new Set(trainableVariables(model));
  flattenLayers(model).forEach((layer, place) => {
    layer.weights.forEach((weight, i) => {
      const variable = variableOf(weight);
      if (variable.rank < 2 || !trained.has(variable)) return;
      tf.tidy(() => {
        const random = randomStream(seed, 'redraw', String(place), String(i));
        variable.assign(reordered(variable, random));
      });
    });
  });
}

/** A matrix, or a stack of them, with the last two axes permuted and signed. */
function reordered(matrix: tf.Tensor, random: RandomStream): tf.Tensor {
  const { shape } = matrix;
  const [inputs, units] = [shape.at(-2)!, shape.at(-1)!];
  const rows = tf.gather(matrix, tf.tensor1d(random.permutation(inputs), 'int32'), -2 + matrix.rank);
  const both = tf.gather(rows, tf.tensor1d(random.permutation(units), 'int32'), -1 + matrix.rank);
  if (!isSymmetric(matrix)) return both;
  const signs = tf.mul(
    signsOf(inputs, random).reshape([inputs, 1]),
    signsOf(units, random).reshape([1, units]),
  );
  return tf.mul(both, signs);
}

const signsOf = (size: number, random: RandomStream): tf.Tensor =>
  tf.tensor1d(Float32Array.from({ length: size }, () => (random.uniform() < 0.5 ? -1 : 1)));

/** Whether the mean of the weights is zero to what chance allows: four standard errors. */
function isSymmetric(matrix: tf.Tensor): boolean {
  const { mean, variance } = tf.moments(matrix);
  const [m, v] = [mean.dataSync()[0]!, variance.dataSync()[0]!];
  return v > 0 && m * m <= (16 * v) / matrix.size;
}
