import type * as tf from '@tensorflow/tfjs-node';

/** Whether a model's weights are gone: tfjs counts the uses of a model, and they refuse to be read after the last. */
export function isDisposed(model: tf.LayersModel): boolean {
  try {
    return model.weights.some((weight) => weight.read().isDisposed);
  } catch {
    return true;
  }
}
