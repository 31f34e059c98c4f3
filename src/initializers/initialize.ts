// Draws the weights of a whole model.
import { isLayersModel, tf } from '../backend';
import { integer, knownKeys, wrong } from '../errors';
import { stream } from '../random';
import {
  drawBias,
  drawKernel,
  resolveInitializer,
  type InitializerSpec,
  type ResolvedInitializer,
} from './resolve';

/** 'dense_1/recurrent_kernel_2' → 'recurrent_kernel'. */
const kindOf = (originalName: string): string =>
  originalName.slice(originalName.lastIndexOf('/') + 1).replace(/_\d+$/, '');

const isKernel = (kind: string): boolean => kind.endsWith('kernel');

export interface InitializeOptions {
  /** The same seed gives the same weights. Default 0. */
  readonly seed?: number;
  /** How the recurrent matrices of recurrent layers are drawn. Default: as the others. */
  readonly recurrent?: InitializerSpec;
}

/**
 * Draws every kernel and bias of a model anew: what `model.apply(init)` is in PyTorch. Other weights, such as batch norm's,
 * stay as they are. In a recurrent layer, each gate has a matrix of its own.
 *
 * Each weight has a stream of its own, by its layer's name: a layer added to a model does not change the others.
 *
 * @param model any tf.LayersModel
 * @param initializer a name, or a name with options
 * @param options the seed, and another initialiser for recurrent matrices
 * @throws {TypeError | RangeError} when the model is none, or an initialiser or the seed is not right
 * @example initialize(model, { name: 'orthogonal', gain: 1 }, { seed: 1 });
 */
export function initialize(
  model: tf.LayersModel,
  initializer: InitializerSpec,
  options: InitializeOptions = {},
): void {
  if (!isLayersModel(model)) throw wrong('initialize', 'model', 'a tf.LayersModel', model);
  knownKeys('initialize', 'options', options, ['seed', 'recurrent']);
  const seed = integer('initialize', 'seed', options.seed ?? 0, 0);
  const kernels = resolveInitializer('initialize', initializer);
  const recurrent =
    options.recurrent === undefined ? kernels : resolveInitializer('initialize', options.recurrent);
  for (const layer of model.layers) initializeLayer(layer, { kernels, recurrent, seed });
}

interface Draws {
  readonly kernels: ResolvedInitializer;
  readonly recurrent: ResolvedInitializer;
  readonly seed: number;
}

function initializeLayer(layer: tf.layers.Layer, { kernels, recurrent, seed }: Draws): void {
  const kernel = layer.weights.find((weight) => isKernel(kindOf(weight.originalName)));
  if (kernel === undefined) return;
  const units = (layer as { units?: number }).units;
  const isRecurrent = layer.weights.some((weight) => kindOf(weight.originalName) === 'recurrent_kernel');
  // A recurrent layer keeps its gates side by side in one kernel: each is drawn as the matrix that it is.
  const gates = isRecurrent && units !== undefined ? kernel.shape[1]! / units : 1;
  const perGate = (shape: readonly number[]): number[] => [...shape.slice(0, -1), shape.at(-1)! / gates];
  const fan = isRecurrent && units !== undefined ? { in: units, out: units } : undefined;

  const drawn = (kind: string, shape: number[]): tf.Tensor | null => {
    const random = stream(seed, layer.name, kind);
    const resolved = kind === 'recurrent_kernel' ? recurrent : kernels;
    const one = (): tf.Tensor => {
      const part = perGate(shape);
      if (isKernel(kind)) return tf.tensor(drawKernel(resolved, part, random, fan), part);
      return tf.tensor(drawBias(resolved, perGate(kernel.shape as number[]), part[0], random, fan), part);
    };
    if (!isKernel(kind) && kind !== 'bias') return null;
    return tf.concat(Array.from({ length: gates }, one), -1);
  };
  tf.tidy(() => {
    const current = layer.getWeights();
    layer.setWeights(
      layer.weights.map(
        ({ originalName, shape }, i) => drawn(kindOf(originalName), shape as number[]) ?? current[i],
      ),
    );
  });
}
