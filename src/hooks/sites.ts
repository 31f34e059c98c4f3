// Where in a model the pre-activation z and the activation a can be seen.
import { activations, type Activation } from '../activations';
import { tf } from '../backend';
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

/** tfjs's own activation object, as a layer holds it. */
interface LayerActivation {
  apply(z: tf.Tensor, axis?: number): tf.Tensor;
  getClassName(): string;
}

type WithActivation = tf.layers.Layer & { activation?: LayerActivation };

const ACTIVATION_LAYERS = ['Activation', 'ReLU', 'LeakyReLU', 'ELU', 'PReLU', 'ThresholdedReLU', 'Softmax'];

/** The name of what the layer applies, in Keras's terms, or null. */
function activationOf(layer: tf.layers.Layer): string | null {
  const className = layer.getClassName();
  if (className !== 'Activation' && ACTIVATION_LAYERS.includes(className)) return className.toLowerCase();
  const name = (layer as WithActivation).activation?.getClassName() ?? 'linear';
  return name === 'linear' ? null : name;
}

/** The layer that takes this one's output and is an activation, or null. */
function activationAfter(layer: tf.layers.Layer): tf.layers.Layer | null {
  for (const node of layer.outboundNodes) {
    const next = node.outboundLayer;
    if (ACTIVATION_LAYERS.includes(next.getClassName())) return next;
  }
  return null;
}

const hasKernel = (layer: tf.layers.Layer): boolean =>
  layer.weights.some((weight) => /(^|\/)kernel(_\d+)?$/.test(weight.originalName));

/** The layers of a model that have a kernel, in the order in which the input meets them. */
export function sitesOf(model: tf.LayersModel): Site[] {
  return model.layers.filter(hasKernel).map((layer, i) => {
    const activationLayer = activationOf(layer) === null ? activationAfter(layer) : layer;
    const name = activationLayer && activationOf(activationLayer);
    const activation = Object.values(activations).find((row) => row.keras === name) ?? null;
    return { depth: i + 1, layer, activationLayer, activation };
  });
}

/** Whether a model's first output is a softmax's: probabilities, not logits. */
export const endsInSoftmax = (model: tf.LayersModel): boolean =>
  activationOf(model.outputs[0].sourceLayer) === 'softmax';

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
