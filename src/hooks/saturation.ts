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
export interface Mark {
  readonly of: 'input' | 'probability';
  readonly beyond: number;
}

/** A softmax with a probability above this has in no output more than 5.91 % of its greatest slope left, like a sigmoid. */
const SURE = activations.sigmoid.value(activations.sigmoid.saturation!);

/** Keras's hard sigmoid, z / 5 + 1 / 2 between its limits. */
const KERAS_HARD_SIGMOID = 2.5;

/** Of the activation of this name in the table's terms; null where it does not saturate on both sides, or is not known. */
function markOf(name: string | null): Mark | null {
  if (name === 'softmax') return { of: 'probability', beyond: SURE };
  const beyond = (activations as Record<string, Activation>)[name ?? '']?.saturation ?? null;
  return beyond === null ? null : { of: 'input', beyond };
}

/** Of one of tfjs's own activation objects, such as a cell's. */
export function markOfKeras(activation: LayerActivation): Mark | null {
  const name = activation.getClassName();
  return name === 'hardSigmoid' ? { of: 'input', beyond: KERAS_HARD_SIGMOID } : markOf(name);
}

/** Of the activation that a layer applies. */
export function markOfLayer(layer: tf.layers.Layer): Mark | null {
  const { axis, activation } = layer as WithActivation & { axis?: number };
  if (layer.getClassName() === 'Softmax' && !isLast(layer, axis!)) return null;
  const keras =
    layer.getClassName() === 'Activation' || activationNameOf(layer) === activation?.getClassName();
  return keras && activation ? markOfKeras(activation) : markOf(activationNameOf(layer));
}

const isLast = (layer: tf.layers.Layer, axis: number): boolean =>
  layer.inboundNodes.every(({ inputTensors: [input] }) => axis === -1 || axis === input.rank - 1);
