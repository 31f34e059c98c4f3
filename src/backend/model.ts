// The check of whether the weights of a model are disposed.
import { isRegistered, variableOf } from './internals';
import type { tf } from './tensorflow';

/** Whether a model's weights are disposed: tfjs counts the uses of a model, and disposes of its weights after the last one. */
export function isDisposed(model: tf.LayersModel): boolean {
  try {
    return model.weights.some((weight) => !isRegistered(variableOf(weight)));
  } catch {
    return true;
  }
}
