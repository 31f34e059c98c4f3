// The initialisation of a whole model.
import { isDisposed, isLayersModel, tf } from '../backend';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { randomStream } from '../random';
import {
  drawBias,
  drawKernel,
  resolveInitializer,
  type InitializerSpec,
  type ResolvedInitializer,
} from './resolve';
import { channelShape, initializedWeights, isDepthwise, isKernel, type InitializedWeight } from './weights';

/** The options of {@link initialize}. */
export interface InitializeOptions {
  /** The seed of the weights, a whole number from 0. Default 0. */
  readonly seed?: number;
  /** The initialiser of the recurrent matrices of recurrent layers. Default: that of the other weights. */
  readonly recurrent?: InitializerSpec;
}

const SCHEMA = {
  seed: option.seed(),
  recurrent: option.custom<ResolvedInitializer>((where, _name, spec) =>
    resolveInitializer(where, spec as InitializerSpec),
  ),
} satisfies Schema<{ seed?: number; recurrent?: ResolvedInitializer }>;

/**
 * Draws every kernel and bias of a model anew, as `model.apply(init)` does in PyTorch. Other weights, such as those of batch
 * normalisation, stay as they are. In a recurrent layer, each gate has a matrix of its own; in a depthwise convolution, each
 * channel.
 *
 * Each weight has a random stream of its own, which follows from the seed and the names of its layer and of the models and
 * wrappers around it: a layer added to a model does not change the others. Layers without a name of their own are counted by
 * their class.
 *
 * @param model any tf.LayersModel
 * @param initializer the initialiser of kernels and biases, as a name, or a name with options
 * @param options the seed, and another initialiser for recurrent matrices
 * @throws {TypeError} when `model` is no tf.LayersModel or is disposed, an initialiser is not known, or an option is unknown or of
 * a wrong type
 * @throws {RangeError} when a number of an initialiser is out of its range, a kernel has a shape that the initialiser can't draw,
 * or `seed` is not a whole number of at least 0
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [8] })] });
 * initialize(model, { name: 'orthogonal', gain: 1 }, { seed: 1 });
 * tf.norm(model.getWeights()[0]).dataSync()[0]; // √8
 */
export function initialize(
  model: tf.LayersModel,
  initializer: InitializerSpec,
  options: InitializeOptions = {},
): void {
  if (!isLayersModel(model)) throw invalidArgument('initialize', 'model', 'a tf.LayersModel', model);
  if (isDisposed(model)) throw new TypeError('initialize: the model is disposed; build it anew');
  const { seed, recurrent } = checkOptions('initialize', 'options', options, SCHEMA);
  const kernels = resolveInitializer('initialize', initializer);
  for (const weight of initializedWeights(model)) {
    const isRecurrent = weight.kind === 'recurrent_kernel';
    drawWeight(weight, isRecurrent ? (recurrent ?? kernels) : kernels, seed);
  }
}

/** Draws one kernel or bias, and writes it. */
function drawWeight(
  { weight, path, kind, kernelShape, gates, units }: InitializedWeight,
  initializer: ResolvedInitializer,
  seed: number,
): void {
  const random = randomStream(seed, ...path);
  const fan = units === undefined ? undefined : { in: units, out: units };
  const shape = weight.shape as number[];
  const gateShape = shapeOfGate(shape, gates);
  const kernel = (shape: number[]): tf.Tensor =>
    tf.tensor(drawKernel(initializer, shape, random, fan), shape);
  tf.tidy(() => {
    if (isDepthwise(kind)) {
      // Each channel is convolved by itself: the units of one do not feed those of another.
      const channels = Array.from({ length: shape.at(-2)! }, () => kernel(channelShape(shape)));
      weight.write(tf.concat(channels, -2));
    } else if (isKernel(kind)) {
      weight.write(concatGates(gates, () => kernel(gateShape)));
    } else {
      const kernelOfGate = shapeOfGate(kernelShape, gates);
      const size = gateShape.reduce((a, b) => a * b, 1);
      const bias = (): tf.Tensor =>
        tf.tensor(drawBias(initializer, kernelOfGate, size, random, fan), gateShape);
      weight.write(concatGates(gates, bias));
    }
  });
}

/** The shape of one gate's part of a weight: an equal share of the last axis. */
const shapeOfGate = (shape: readonly number[], gates: number): number[] => [
  ...shape.slice(0, -1),
  shape.at(-1)! / gates,
];

const concatGates = (gates: number, draw: () => tf.Tensor): tf.Tensor =>
  gates === 1 ? draw() : tf.concat(Array.from({ length: gates }, draw), -1);
