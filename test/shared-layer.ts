// A model that uses one layer twice.
import { tf } from '../src/backend';

/** A model of that many inputs, with the shared layer twice, one after the other, and then a last layer. */
export function usedTwice(shared: tf.layers.Layer, width: number, last: tf.layers.Layer): tf.LayersModel {
  const inputs = tf.input({ shape: [width] });
  const outputs = last.apply(shared.apply(shared.apply(inputs))) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs });
}
