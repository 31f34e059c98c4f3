// Convolutional networks for small images.
import { tf } from '../backend';
import { checkOptions, option, type Schema } from '../option-schema';
import { activate, applyLayer, buildModel, conv2d, dense, normalize, sequential, withSkips } from './blocks';
import { checkSkip, NORMALIZED_SCHEMA, type NormalizedSpec } from './common';

/**
 * A convolutional network for small images, as plain data.
 *
 * @example
 * const spec: ConvolutionalSpec = { filters: [16, 16, 16], outputs: 10, initializer: 'deltaOrthogonal', activation: 'tanh' };
 * convolutional(spec).outputs[0].shape; // [null, 10]
 */
export interface ConvolutionalSpec extends NormalizedSpec {
  /** The height of the images, in pixels, at least 1. Default 8. */
  readonly height?: number;
  /** The width of the images, in pixels, at least 1. Default 8. */
  readonly width?: number;
  /** The number of channels of the images, at least 1. Default 1. */
  readonly channels?: number;
  /** The number of filters of each layer, at least 1, from the input on. */
  readonly filters: readonly number[];
  /** The side of the window, in pixels, at least 1. Default 3. */
  readonly kernelSize?: number;
  /**
   * A skip connection around every layer (true), or around every k of them (k, at least 1). The first layer has none where it
   * changes the number of channels. Default false.
   */
  readonly skip?: boolean | number;
}

const SCHEMA = {
  height: option.integer({ min: 1, default: 8 }),
  width: option.integer({ min: 1, default: 8 }),
  channels: option.integer({ min: 1, default: 1 }),
  filters: option.integers({ min: 1, required: true }),
  kernelSize: option.integer({ min: 1, default: 3 }),
  skip: option.custom(checkSkip, { default: 0 }),
  ...NORMALIZED_SCHEMA,
} satisfies Schema<ConvolutionalSpec>;

/**
 * Builds a convolutional network as an ordinary tf.LayersModel, from [batch, height, width, channels] to logits of shape
 * [batch, outputs]. Convolutions keep the image's size, each with its activation; the mean over the image and `logits` come last.
 * Layers are named `conv_1`, `norm_1`, `relu_1`, `skip_2`, …
 *
 * @param spec the network; see {@link ConvolutionalSpec}. `skip: 2` makes it a small residual net (He et al. 2016)
 * @returns the model, not compiled, with its weights drawn; the caller disposes of it
 * @throws {TypeError} when an option is missing, unknown or of a wrong type, or a name is not one of its list
 * @throws {RangeError} when a number is out of its range, or a skip would add layers with different numbers of filters
 * @example
 * const model = convolutional({ filters: Array(9).fill(16), outputs: 10, normalization: 'batch', skip: 2 });
 * const { train: { x } } = datasets.digits({ images: true });
 * (model.predict(x) as tf.Tensor).shape; // [1438, 10]
 */
export function convolutional(spec: ConvolutionalSpec): tf.LayersModel {
  const checked = checkOptions('convolutional', 'spec', spec, SCHEMA);
  const { height, width, channels, filters, kernelSize, skip } = checked;
  const { outputs, activation, initializer, normalization, bias, seed } = checked;
  const layers = withSkips('convolutional', 'filters', [channels, ...filters], skip, (count, depth) =>
    sequential(
      conv2d(`conv_${depth}`, count, kernelSize, bias),
      normalize(normalization, `norm_${depth}`),
      activate(activation, `${activation}_${depth}`),
    ),
  );
  const pool = applyLayer(tf.layers.globalAveragePooling2d({ name: 'mean' }));
  const network = sequential(layers, pool, dense('logits', outputs, bias));
  return buildModel([height, width, channels], network, initializer, { seed });
}
