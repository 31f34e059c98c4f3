// The kernels and biases of a model, each with a path for its random stream and the shape for its fans.
import { nestedLayers, type LayerVariable, type tf } from '../backend';

/** A kernel or a bias of a model. */
export interface InitializedWeight {
  readonly weight: LayerVariable;
  /** The place in the model: unique to the weight, and the same in each model that is built alike. */
  readonly path: readonly string[];
  /** The name in the layer: 'kernel', 'recurrent_kernel', 'bias', … */
  readonly kind: string;
  /** The shape of the kernel, for a bias that of the layer's kernel. */
  readonly kernelShape: readonly number[];
  /** The number of matrices that are concatenated in the weight: those of the gates of a recurrent layer. */
  readonly gates: number;
  /** The number of units of a recurrent layer; else undefined. */
  readonly units: number | undefined;
}

/** The layers inside a layer, each with a part for its path, '' for none; null for a layer that holds no other. */
function innerLayers(layer: tf.layers.Layer): [string, tf.layers.Layer][] | null {
  const { layers, forwardLayer, backwardLayer, layer: wrapped, cell, cells } = nestedLayers(layer);
  if (layers) return withStableNames(layers);
  if (forwardLayer && backwardLayer) {
    return [
      ['forward', forwardLayer],
      ['backward', backwardLayer],
    ];
  }
  if (cells) return cells.map((one, i) => [`cell ${i + 1}`, one]);
  const single = wrapped ?? cell;
  return single ? [['', single]] : null;
}

/**
 * Layers with their names. The names that tfjs gives end in a number that counts the layers of the process: such a layer has its
 * class and its number within the class instead.
 */
function withStableNames(layers: readonly tf.layers.Layer[]): [string, tf.layers.Layer][] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const kind = layer.getClassName();
    if (!new RegExp(`(_${kind}|^sequential_|^model)\\d+$`).test(layer.name)) return [layer.name, layer];
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return [`${kind} ${number}`, layer];
  });
}

/** The kind of a weight: 'recurrent_kernel' for 'dense_1/recurrent_kernel_2'. */
const kindOf = (originalName: string): string =>
  originalName.slice(originalName.lastIndexOf('/') + 1).replace(/_\d+$/, '');

/** Whether a kernel [..., channels, multiplier] convolves each channel by itself. */
export const isDepthwise = (kind: string): boolean => kind === 'depthwise_kernel';

/** The shape of one channel of a depthwise kernel. */
export const channelShape = (shape: readonly number[]): number[] => [...shape.slice(0, -2), 1, shape.at(-1)!];

export const isKernel = (kind: string): boolean => kind.endsWith('kernel');

/** Every kernel and bias of a model, each once, those of models and wrappers within it too. */
export function initializedWeights(model: tf.LayersModel): InitializedWeight[] {
  const seen = new Set<tf.layers.Layer>();
  const walk = (layer: tf.layers.Layer, path: readonly string[]): InitializedWeight[] => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const inner = innerLayers(layer);
    if (!inner) return weightsOf(layer, path);
    return inner.flatMap(([name, one]) => walk(one, name === '' ? path : [...path, name]));
  };
  return walk(model, []);
}

function weightsOf(layer: tf.layers.Layer, path: readonly string[]): InitializedWeight[] {
  const kinds = layer.weights.map(({ originalName }) => kindOf(originalName));
  const kernels = layer.weights.filter((_, i) => isKernel(kinds[i]!));
  if (kernels.length === 0) return [];
  const recurrent = layer.weights.find((_, i) => kinds[i] === 'recurrent_kernel');
  const units = recurrent?.shape.at(-2) ?? undefined;
  // The recurrent matrix has a row per unit; tfjs's LSTM and GRU have no field `units`.
  const ratio = recurrent && units ? recurrent.shape.at(-1)! / units : 1;
  const gates = Number.isInteger(ratio) ? ratio : 1;
  const counts = new Map<string, number>();
  return layer.weights.flatMap((weight, i) => {
    const kind = kinds[i]!;
    if (!isKernel(kind) && kind !== 'bias') return [];
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    // A separable convolution adds its bias after its last kernel.
    const kernel = isKernel(kind) ? weight : kernels.at(recurrent ? 0 : -1)!;
    const shape = kernel.shape as number[];
    const kernelShape = isDepthwise(kindOf(kernel.originalName)) ? channelShape(shape) : shape;
    const place = number === 1 ? kind : `${kind} ${number}`;
    return [{ weight, path: [...path, place], kind, kernelShape, gates, units }];
  });
}
