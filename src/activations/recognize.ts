// Which activation a layer applies, whoever wrote the model.
import type { tf } from '../backend';

/** tfjs's own activation object, as a dense, convolutional or activation layer holds it. */
export interface LayerActivation {
  apply(z: tf.Tensor, axis?: number): tf.Tensor;
  getClassName(): string;
}

export type WithActivation = tf.layers.Layer & { activation?: LayerActivation };

/** tfjs's layers that apply an activation and nothing else, and the names that the table has for what they apply. */
const layerClasses: Record<string, string> = {
  ReLU: 'relu',
  LeakyReLU: 'leakyRelu',
  ELU: 'elu',
  PReLU: 'prelu',
  ThresholdedReLU: 'thresholdedRelu',
  Softmax: 'softmax',
};

/** Keras's names where they differ from the table's. */
const kerasNames: Record<string, string> = { swish: 'silu', gelu_new: 'geluTanh' };

/** Whether a layer applies an activation and nothing else. */
export function isActivationLayer(layer: tf.layers.Layer): boolean {
  const className = layer.getClassName();
  return className === 'Activation' || className === 'Clipped' || className in layerClasses;
}

/** The name of the activation that a layer applies, in the table's terms where it is there; null for none or the identity. */
export function activationNameOf(layer: tf.layers.Layer): string | null {
  const className = layer.getClassName();
  if (className === 'Clipped') return (layer.getConfig() as { activation: string }).activation;
  if (className === 'ReLU' && layer.getConfig().maxValue === 6) return 'relu6';
  if (className in layerClasses) return layerClasses[className];
  const { activation } = layer as WithActivation;
  // A custom layer may hold anything under this name.
  const name = typeof activation?.getClassName === 'function' ? activation.getClassName() : 'linear';
  return name === 'linear' ? null : (kerasNames[name] ?? name);
}
