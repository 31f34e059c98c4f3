// Where in a model the pre-activation z and the activation a can be seen.
import {
  activationNameOf,
  activations,
  isActivationLayer,
  type Activation,
  type WithActivation,
} from '../activations';
import type { tf } from '../backend';
import { registerForwardHook, type HookHandle } from './hooks';

/** What becomes of a value on its way forward: looked at, and perhaps wrapped. */
export type Probe = (value: tf.Tensor) => tf.Tensor;

/** A layer with a kernel, and the activation that follows it. */
export interface Site {
  /** 1 is nearest the input. */
  readonly depth: number;
  readonly layer: tf.layers.Layer;
  /** The layer that applies the activation: the same one where it is fused, null where there is none. */
  readonly activationLayer: tf.layers.Layer | null;
  /** The activation's row in the table; null where there is none or it is not in the table. */
  readonly activation: Activation | null;
}

/** The layer that takes this one's output and is an activation, or null. */
function activationAfter(layer: tf.layers.Layer): tf.layers.Layer | null {
  for (const node of layer.outboundNodes) {
    const next = node.outboundLayer;
    if (isActivationLayer(next)) return next;
  }
  return null;
}

const hasKernel = (layer: tf.layers.Layer): boolean =>
  layer.weights.some((weight) => /(^|\/)kernel(_\d+)?$/.test(weight.originalName));

/** The layers of a model that have a kernel, in the order in which the input meets them. */
export function sitesOf(model: tf.LayersModel): Site[] {
  return model.layers.filter(hasKernel).map((layer, i) => {
    const activationLayer = activationNameOf(layer) === null ? activationAfter(layer) : layer;
    const name = activationLayer && activationNameOf(activationLayer);
    const activation = (activations as Record<string, Activation>)[name ?? ''] ?? null;
    return { depth: i + 1, layer, activationLayer, activation };
  });
}

/** Whether a model's first output is a softmax's: probabilities, not logits. */
export const endsInSoftmax = (model: tf.LayersModel): boolean =>
  activationNameOf(model.outputs[0].sourceLayer) === 'softmax';

/** Puts probes at a site's z and a until the handle is removed. */
export function probeSite(site: Site, z: Probe, a: Probe): HookHandle {
  const { layer, activationLayer } = site;
  if (activationLayer === layer) return probeFused(layer, z, a);
  const handles = [registerForwardHook(layer, (_, output) => z(output))];
  if (activationLayer) handles.push(registerForwardHook(activationLayer, (_, output) => a(output)));
  return {
    remove() {
      for (const handle of handles) handle.remove();
    },
  };
}

/** The same where one layer computes both: its activation is stood in for, under a name that keeps tfjs from fusing it. */
function probeFused(layer: WithActivation, z: Probe, a: Probe): HookHandle {
  const own = layer.activation!;
  layer.activation = {
    apply: (value, axis) => a(own.apply(z(value), axis)),
    getClassName: () => 'probed',
  };
  return {
    remove() {
      layer.activation = own;
    },
  };
}
