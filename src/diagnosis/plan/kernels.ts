// The matrices of layers: sizes and the root mean square of their weights.
import { fieldsOf, nestedLayers, variableOf, type tf } from '../../backend';

/** The matrix, filters or input weights of a layer. */
export interface Kernel {
  /** The number of inputs that each unit sums over. */
  readonly fanIn: number;
  /** The root mean square of the weights as they are. */
  readonly rms: number;
}

/** The kernel of a layer, or of its recurrent cell; null where it has none that is known. */
export function kernelOf(layer: tf.layers.Layer): Kernel | null {
  const owner = nestedLayers(layer).cell ?? layer;
  const { kernel, depthwiseKernel } = fieldsOf(owner);
  const weight = (kernel ?? depthwiseKernel) as tf.layers.Layer['weights'][number] | null | undefined;
  if (weight === undefined || weight === null || typeof weight.read !== 'function') return null;
  const variable = variableOf(weight);
  const sizes = variable.shape.slice(0, kernel ? -1 : -2);
  const values = variable.dataSync<'float32'>();
  let square = 0;
  for (const value of values) square += value * value;
  return {
    fanIn: sizes.reduce((product, size) => product * size, 1),
    rms: Math.sqrt(square / Math.max(1, values.length)),
  };
}
