// Draws the weights of a whole model.
import { isDisposed, isLayersModel, tf } from '../backend';
import { integer, checkKeys, invalidArgument } from '../errors';
import { randomStream } from '../random';
import {
  drawBias,
  drawKernel,
  resolveInitializer,
  type InitializerSpec,
  type ResolvedInitializer,
} from './resolve';
import { initializedWeights, isDepthwise, isKernel, channelShape, type InitializedWeight } from './weights';

export interface InitializeOptions {
  /** The same seed gives the same weights. Default 0. */
  readonly seed?: number;
  /** How the recurrent matrices of recurrent layers are drawn. Default: as the others. */
  readonly recurrent?: InitializerSpec;
}

/**
 * Draws every kernel and bias of a model anew: what `model.apply(init)` is in PyTorch. Other weights, such as batch norm's,
 * stay as they are. In a recurrent layer, each gate has a matrix of its own; in a depthwise convolution, each channel.
 *
 * Each weight has a stream of its own, by the name of its layer and of the models and wrappers around it: a layer added to a
 * model does not change the others. Layers without a name of their own are counted by their class.
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
  if (!isLayersModel(model)) throw invalidArgument('initialize', 'model', 'a tf.LayersModel', model);
  if (isDisposed(model)) throw new TypeError('initialize: the model is disposed; build it anew');
  checkKeys('initialize', 'options', options, ['seed', 'recurrent']);
  const seed = integer('initialize', 'seed', options.seed ?? 0, 0);
  const kernels = resolveInitializer('initialize', initializer);
  const recurrent =
    options.recurrent === undefined ? kernels : resolveInitializer('initialize', options.recurrent);
  for (const weight of initializedWeights(model)) drawInto(weight, { kernels, recurrent, seed });
}

interface Draws {
  readonly kernels: ResolvedInitializer;
  readonly recurrent: ResolvedInitializer;
  readonly seed: number;
}

function drawInto({ weight, path, kind, kernelShape, gates, units }: InitializedWeight, draws: Draws): void {
  const random = randomStream(draws.seed, ...path);
  const resolved = kind === 'recurrent_kernel' ? draws.recurrent : draws.kernels;
  const fan = units === undefined ? undefined : { in: units, out: units };
  const shape = weight.shape as number[];
  const part = gates === 1 ? shape : ofOneGate(shape, gates);
  const one = (of: number[]): tf.Tensor => tf.tensor(drawKernel(resolved, of, random, fan), of);
  tf.tidy(() => {
    if (isDepthwise(kind)) {
      // Each channel is convolved by itself: the units of one do not feed those of another.
      const channels = Array.from({ length: shape.at(-2)! }, () => one(channelShape(shape)));
      weight.write(tf.concat(channels, -2));
    } else if (isKernel(kind)) {
      weight.write(sideBySide(gates, () => one(part)));
    } else {
      const kernel = ofOneGate(kernelShape, gates);
      const size = part.reduce((a, b) => a * b, 1);
      const biases = (): tf.Tensor => tf.tensor(drawBias(resolved, kernel, size, random, fan), part);
      weight.write(sideBySide(gates, biases));
    }
  });
}

const ofOneGate = (shape: readonly number[], gates: number): number[] => [
  ...shape.slice(0, -1),
  shape.at(-1)! / gates,
];

const sideBySide = (count: number, one: () => tf.Tensor): tf.Tensor =>
  count === 1 ? one() : tf.concat(Array.from({ length: count }, one), -1);
