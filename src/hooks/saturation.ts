// When an activation counts as saturated.
import {
  activationNameOf,
  activations,
  type Activation,
  type LayerActivation,
  type WithActivation,
} from '../activations';
import type { tf } from '../backend';

/** |z| beyond which an input counts; or of a softmax, the probability above which its row counts. */
export interface SaturationThreshold {
  readonly of: 'input' | 'probability';
  readonly threshold: number;
}

/** A softmax with a probability above this has in no output more than 5.91 % of its greatest slope left, like a sigmoid. */
const SURE = activations.sigmoid.value(activations.sigmoid.saturation!);

/** Keras's hard sigmoid, z / 5 + 1 / 2 between its limits. */
const KERAS_HARD_SIGMOID = 2.5;

/** Of the activation of this name in the table's terms; null where it does not saturate on both sides, or is not known. */
function saturationByName(name: string | null): SaturationThreshold | null {
  if (name === 'softmax') return { of: 'probability', threshold: SURE };
  const beyond = (activations as Record<string, Activation>)[name ?? '']?.saturation ?? null;
  return beyond === null ? null : { of: 'input', threshold: beyond };
}

/** Of one of tfjs's own activation objects, such as a cell's. */
export function saturationOfActivation(activation: LayerActivation): SaturationThreshold | null {
  const name = activation.getClassName();
  return name === 'hardSigmoid' ? { of: 'input', threshold: KERAS_HARD_SIGMOID } : saturationByName(name);
}

/** Of the activation that a layer applies. */
export function saturationOfLayer(layer: tf.layers.Layer): SaturationThreshold | null {
  const { axis, activation } = layer as WithActivation & { axis?: number };
  if (layer.getClassName() === 'Softmax' && !isLast(layer, axis!)) return null;
  const keras =
    layer.getClassName() === 'Activation' || activationNameOf(layer) === activation?.getClassName();
  return keras && activation ? saturationOfActivation(activation) : saturationByName(activationNameOf(layer));
}

const isLast = (layer: tf.layers.Layer, axis: number): boolean =>
  layer.inboundNodes.every(({ inputTensors: [input] }) => axis === -1 || axis === input.rank - 1);
