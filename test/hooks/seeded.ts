// Seeded tensors and layers.
import { tf } from '../../src/backend';

/** Standard-normal values. */
export const random = (shape: number[], seed: number): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, 'float32', seed);

export const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });

export const dense = (units: number, seed: number, more: object = {}): tf.layers.Layer =>
  tf.layers.dense({ units, kernelInitializer: glorot(seed), ...more });
