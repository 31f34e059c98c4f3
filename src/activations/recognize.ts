// Recognition of the activation that a layer of any model applies.
import type { tf } from '../backend';
import type { ActivationShape } from './activation';
import { leakyOf, reluUpTo } from './rectified';
import { ALL } from './table';

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

/** The names of tfjs's activations where they differ from those here: its own, and those in a saved model. */
const KERAS_NAMES: Readonly<Record<string, string>> = {
  swish: 'silu',
  gelu_new: 'geluTanh',
  hardSigmoid: 'kerasHardSigmoid',
  hard_sigmoid: 'kerasHardSigmoid',
  log_softmax: 'logSoftmax',
};

/** The name here of one of tfjs's activations. */
export const fromKerasName = (name: string): string => KERAS_NAMES[name] ?? name;

/** The name by which tfjs's layers take an activation; null where they have none. */
export function toKerasName(name: string): string | null {
  if (name === 'softmax' || name === 'logSoftmax') return name;
  const layer = ALL[name]?.layer('named') as WithActivation | undefined;
  return layer?.getClassName() === 'Activation' ? layer.activation!.getClassName() : null;
}

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
  return name === 'linear' ? null : fromKerasName(name);
}

/**
 * The function that a layer applies to each of its values, with the slope or the limit of that layer; null where it is none of one
 * number, is not known, or has a slope of its own for each unit.
 */
export function shapeOf(layer: tf.layers.Layer): ActivationShape | null {
  const settings = layer.getConfig();
  switch (layer.getClassName()) {
    case 'LeakyReLU':
      return leakyOf(Number(settings.alpha));
    case 'ReLU':
      return reluUpTo(Number(settings.maxValue ?? Infinity));
    case 'PReLU': {
      const slopes = new Set(layer.getWeights()[0]?.dataSync());
      const [slope] = slopes;
      return slope !== undefined && slopes.size === 1 ? leakyOf(slope) : null;
    }
    default:
      return ALL[activationNameOf(layer) ?? 'linear'] ?? null;
  }
}
