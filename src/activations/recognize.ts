// Recognition of the activation that a layer of any model applies.
import type { tf } from '../backend';

/** tfjs's own activation object, a field of dense, convolutional and activation layers. */
export interface LayerActivation {
  apply(z: tf.Tensor, axis?: number): tf.Tensor;
  getClassName(): string;
}

export type WithActivation = tf.layers.Layer & { activation?: LayerActivation };

/** tfjs's layers that apply an activation and nothing else, with the activation's name here. */
const LAYER_CLASSES: Record<string, string> = {
  ReLU: 'relu',
  LeakyReLU: 'leakyRelu',
  ELU: 'elu',
  PReLU: 'prelu',
  ThresholdedReLU: 'thresholdedRelu',
  Softmax: 'softmax',
};

/** Keras's names where they differ from those here. */
const KERAS_NAMES: Record<string, string> = { swish: 'silu', gelu_new: 'geluTanh' };

/** Whether a layer applies an activation and nothing else. */
export function isActivationLayer(layer: tf.layers.Layer): boolean {
  const className = layer.getClassName();
  return className === 'Activation' || className === 'Clipped' || className in LAYER_CLASSES;
}

/** The name of the activation that a layer applies, that of `activations` where it is known; null for none or the identity. */
export function activationNameOf(layer: tf.layers.Layer): string | null {
  const className = layer.getClassName();
  if (className === 'Clipped') return (layer.getConfig() as { activation: string }).activation;
  if (className === 'ReLU' && layer.getConfig().maxValue === 6) return 'relu6';
  const layerActivation = LAYER_CLASSES[className];
  if (layerActivation !== undefined) return layerActivation;
  const { activation } = layer as WithActivation;
  // A custom layer may hold anything under this name.
  const name = typeof activation?.getClassName === 'function' ? activation.getClassName() : 'linear';
  return name === 'linear' ? null : (KERAS_NAMES[name] ?? name);
}
