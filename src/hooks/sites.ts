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

/** What becomes of the values at a site on their way forward: looked at, and perhaps wrapped. */
export interface Probes {
  /** The layer's own output, before its activation. */
  readonly z: (value: tf.Tensor) => tf.Tensor;
  /** What the activation is applied to: z, or what a normalisation in between made of it. */
  readonly input: (value: tf.Tensor) => void;
  /** The activation's output. */
  readonly a: (value: tf.Tensor) => tf.Tensor;
}

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

const hasKernel = (layer: tf.layers.Layer): boolean =>
  layer.weights.some((weight) => /(^|\/)\w*kernel(_\d+)?$/.test(weight.originalName));

/** The layers inside a layer: of a model within a model, or of a wrapper. */
function inside(layer: tf.layers.Layer): tf.layers.Layer[] | null {
  const outer = layer as {
    layers?: tf.layers.Layer[];
    layer?: tf.layers.Layer;
    forwardLayer?: tf.layers.Layer;
    backwardLayer?: tf.layers.Layer;
  };
  if (outer.layers) return outer.layers;
  if (outer.forwardLayer && outer.backwardLayer) return [outer.forwardLayer, outer.backwardLayer];
  return outer.layer ? [outer.layer] : null;
}

const flat = (layers: readonly tf.layers.Layer[]): tf.layers.Layer[] =>
  layers.flatMap((layer) => {
    const inner = inside(layer);
    return inner ? flat(inner) : [layer];
  });

/** The activation that this layer's output goes through next, perhaps after a normalisation or a dropout; or null. */
function activationAfter(layer: tf.layers.Layer): tf.layers.Layer | null {
  for (const { outboundLayer: next } of layer.outboundNodes) {
    if (isActivationLayer(next)) return next;
    const passesOn = !hasKernel(next) && !inside(next) && next.inboundNodes[0].inboundLayers.length === 1;
    const found = passesOn ? activationAfter(next) : null;
    if (found) return found;
  }
  return null;
}

/** Every layer of a model, also those of models within it. */
export const layersOf = (model: tf.LayersModel): tf.layers.Layer[] => [...new Set(flat(model.layers))];

/** The layers of a model that have a kernel, each once, in the order in which the input meets them. */
export function sitesOf(model: tf.LayersModel): Site[] {
  return layersOf(model)
    .filter(hasKernel)
    .map((layer, i) => {
      const activationLayer = activationNameOf(layer) === null ? activationAfter(layer) : layer;
      const name = activationLayer && activationNameOf(activationLayer);
      const activation = (activations as Record<string, Activation>)[name ?? ''] ?? null;
      return { depth: i + 1, layer, activationLayer, activation };
    });
}

/** Whether a model's first output is a softmax's: probabilities, not logits. */
export const endsInSoftmax = (model: tf.LayersModel): boolean =>
  activationNameOf(model.outputs[0].sourceLayer) === 'softmax';

/** Puts probes at a site until the handle is removed. */
export function probeSite({ layer, activationLayer }: Site, probes: Probes): HookHandle {
  if (activationLayer === layer) return probeFused(layer, probes);
  const handles = [registerForwardHook(layer, (_, output) => probes.z(output))];
  if (activationLayer) {
    const look = ([input]: tf.Tensor[], output: tf.Tensor): tf.Tensor => {
      probes.input(input);
      return probes.a(output);
    };
    handles.push(registerForwardHook(activationLayer, look));
  }
  return {
    remove() {
      for (const handle of handles) handle.remove();
    },
  };
}

/** The same where one layer computes both: its activation is stood in for, under a name that keeps tfjs from fusing it. */
function probeFused(layer: WithActivation, probes: Probes): HookHandle {
  const own = layer.activation!;
  layer.activation = {
    apply(value, axis) {
      const z = probes.z(value);
      probes.input(z);
      return probes.a(own.apply(z, axis));
    },
    getClassName: () => 'probed',
  };
  return {
    remove() {
      layer.activation = own;
    },
  };
}
