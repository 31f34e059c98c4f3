// Whose code a layer, an activation or a regulariser is.
import * as tf from '@tensorflow/tfjs-node';

const registered = (): unknown[] =>
  Object.values(tf.serialization.SerializationMap.getMap().classNameMap).map(([made]) => made);

/** The classes that tfjs registers as it loads, and this library's: what they compute follows from their fields and inputs. */
const known = new Set(registered());

/** Registers a layer of this library's with tfjs, so that models with it can be saved and loaded. */
export function registerLayer(layer: tf.serialization.SerializableConstructor<tf.layers.Layer>): void {
  tf.serialization.registerClass(layer);
  known.add(layer);
}

/** Whether an object is of a class of tfjs's or of this library's, not of one that its user wrote. */
export const isOfKnownClass = (object: object): boolean => known.has(object.constructor);
