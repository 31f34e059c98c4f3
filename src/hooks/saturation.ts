// The thresholds from which activations count as saturated.
import {
  activationNameOf,
  activations,
  fromKerasName,
  saturationOf,
  type LayerActivation,
} from '../activations';
import type { tf } from '../backend';

/** An input z counts as saturated where |z| is above the threshold; a row of a softmax where one of its probabilities is. */
export interface SaturationThreshold {
  readonly of: 'input' | 'probability';
  readonly threshold: number;
}

/** With a probability above 0.985, a softmax has in no output more than 5.91 % of its greatest slope, as a saturated sigmoid. */
const SOFTMAX_THRESHOLD = activations.sigmoid.value(activations.sigmoid.saturation!);

/** The threshold of a known activation; null where it does not saturate on both sides, or is not known. */
function saturationByName(name: string | null): SaturationThreshold | null {
  if (name === 'softmax') return { of: 'probability', threshold: SOFTMAX_THRESHOLD };
  const threshold = saturationOf(name);
  return threshold === null ? null : { of: 'input', threshold };
}

/** The threshold of one of tfjs's own activation objects, such as a cell's. */
export const saturationOfActivation = (activation: LayerActivation): SaturationThreshold | null =>
  saturationByName(fromKerasName(activation.getClassName()));

/** The threshold of the activation that a layer applies. */
export function saturationOfLayer(layer: tf.layers.Layer): SaturationThreshold | null {
  const { axis } = layer as tf.layers.Layer & { axis?: number };
  if (layer.getClassName() === 'Softmax' && !isLastAxis(layer, axis!)) return null;
  return saturationByName(activationNameOf(layer));
}

const isLastAxis = (layer: tf.layers.Layer, axis: number): boolean =>
  layer.inboundNodes.every(({ inputTensors: [input] }) => axis === -1 || axis === input!.rank - 1);
