// The kernels and biases of a model, each with what its draws depend on: a place that is its own, and the matrices it holds.
import { nestedLayers, type LayerVariable, type tf } from '../backend';

/** A kernel or a bias of a model. */
export interface InitializedWeight {
  readonly weight: LayerVariable;
  /** Where it is in the model; no other weight has the same, and a model that is built anew has the same ones. */
  readonly path: readonly string[];
  /** 'kernel', 'recurrent_kernel', 'bias' and the like. */
  readonly kind: string;
  /** Of the kernel that it is, or that its layer has. */
  readonly kernelShape: readonly number[];
  /** How many matrices stand side by side in it: a recurrent layer keeps those of its gates so. */
  readonly gates: number;
  /** Of a recurrent layer; else undefined. */
  readonly units: number | undefined;
}

/** The layers inside a layer, each with a name for its place; null where there are none. */
function inside(layer: tf.layers.Layer): [string, tf.layers.Layer][] | null {
  const { layers, forwardLayer, backwardLayer, layer: wrapped, cell, cells } = nestedLayers(layer);
  if (layers) return named(layers);
  if (forwardLayer && backwardLayer) {
    return [
      ['forward', forwardLayer],
      ['backward', backwardLayer],
    ];
  }
  if (cells) return cells.map((one, i) => [`cell ${i + 1}`, one]);
  const only = wrapped ?? cell;
  return only ? [['', only]] : null;
}

/**
 * Layers by their names. A name that tfjs made up ends in a number that counts through the process: in its place stands the
 * layer's number among those of its class here.
 */
function named(layers: readonly tf.layers.Layer[]): [string, tf.layers.Layer][] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const kind = layer.getClassName();
    if (!new RegExp(`(_${kind}|^sequential_|^model)\\d+$`).test(layer.name)) return [layer.name, layer];
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return [`${kind} ${number}`, layer];
  });
}

/** 'dense_1/recurrent_kernel_2' → 'recurrent_kernel'. */
const kindOf = (originalName: string): string =>
  originalName.slice(originalName.lastIndexOf('/') + 1).replace(/_\d+$/, '');

/** A kernel [..., channels, multiplier] of which every channel is a convolution of its own. */
export const isDepthwise = (kind: string): boolean => kind === 'depthwise_kernel';
export const channelShape = (shape: readonly number[]): number[] => [...shape.slice(0, -2), 1, shape.at(-1)!];

export const isKernel = (kind: string): boolean => kind.endsWith('kernel');

/** Every kernel and bias of a model, each once, those of models and wrappers within it too. */
export function initializedWeights(model: tf.LayersModel): InitializedWeight[] {
  const seen = new Set<tf.layers.Layer>();
  const walk = (layer: tf.layers.Layer, path: readonly string[]): InitializedWeight[] => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const inner = inside(layer);
    if (!inner) return weightsOf(layer, path);
    return inner.flatMap(([name, one]) => walk(one, name === '' ? path : [...path, name]));
  };
  return walk(model, []);
}

function weightsOf(layer: tf.layers.Layer, path: readonly string[]): InitializedWeight[] {
  const kinds = layer.weights.map(({ originalName }) => kindOf(originalName));
  const kernels = layer.weights.filter((_, i) => isKernel(kinds[i]));
  if (kernels.length === 0) return [];
  const recurrent = layer.weights.find((_, i) => kinds[i] === 'recurrent_kernel');
  const units = recurrent?.shape.at(-2) ?? undefined;
  // tfjs's own `units` is missing from LSTM and GRU: the recurrent matrix has as many rows.
  const ratio = recurrent && units ? recurrent.shape.at(-1)! / units : 1;
  const gates = Number.isInteger(ratio) ? ratio : 1;
  const counts = new Map<string, number>();
  return layer.weights.flatMap((weight, i) => {
    const kind = kinds[i];
    if (!isKernel(kind) && kind !== 'bias') return [];
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    // A separable convolution adds its bias behind its last kernel.
    const kernel = isKernel(kind) ? weight : kernels.at(recurrent ? 0 : -1)!;
    const shape = kernel.shape as number[];
    const kernelShape = isDepthwise(kindOf(kernel.originalName)) ? channelShape(shape) : shape;
    const place = number === 1 ? kind : `${kind} ${number}`;
    return [{ weight, path: [...path, place], kind, kernelShape, gates, units }];
  });
}
