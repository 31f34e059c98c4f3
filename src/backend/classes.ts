// The registry of tfjs's and this library's classes of layers, activations and regularisers.
import { tf } from './tensorflow';

const registeredClasses = (): unknown[] =>
  Object.values(tf.serialization.SerializationMap.getMap().classNameMap).map(([constructor]) => constructor);

/** The classes that tfjs registers as it loads, and this library's: their results follow from their fields and inputs. */
const knownClasses = new Set(registeredClasses());

/** Registers a layer class of this library with tfjs, so that models with it can be saved and loaded. */
export function registerLayer(layer: tf.serialization.SerializableConstructor<tf.layers.Layer>): void {
  tf.serialization.registerClass(layer);
  knownClasses.add(layer);
}

/** Whether an object is of a class of tfjs or of this library, not of one that its user wrote. */
export const isOfKnownClass = (object: object): boolean => knownClasses.has(object.constructor);
