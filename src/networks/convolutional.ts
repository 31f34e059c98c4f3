import { tf } from '../backend';
import { integer, integers, checkKeys } from '../errors';
import {
  activate,
  addSkip,
  sequential,
  conv2d,
  dense,
  buildModel,
  normalize,
  skipGroups,
  applyLayer,
  type LayerFunction,
} from './blocks';
import { checkedCommon, checkedSkip, COMMON_KEYS, type CommonSpec } from './common';

/** A convolutional network for small images, as plain data. */
export interface ConvolutionalSpec extends CommonSpec {
  /** Of the images. Default 8. */
  readonly height?: number;
  /** Of the images. Default 8. */
  readonly width?: number;
  /** Of the images. Default 1. */
  readonly channels?: number;
  /** How many filters each layer has, from the input on. */
  readonly filters: readonly number[];
  /** The side of the window. Default 3. */
  readonly kernelSize?: number;
  /** Adds its input to every layer's output (true), or to every k-th's (k), where the channels fit. Default false. */
  readonly skip?: boolean | number;
}

const KEYS = ['height', 'width', 'channels', 'filters', 'kernelSize', 'skip', ...COMMON_KEYS];

/**
 * A convolutional network as an ordinary tf.LayersModel: convolutions that keep the image's size, each with its activation,
 * then the mean over the image, then `logits`. Layers are named `conv_1`, `norm_1`, `relu_1`, `skip_2`, …
 *
 * @param spec what to build; see {@link ConvolutionalSpec}. `skip: 2` makes it the residual net of He et al. 2016 in small
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example convolutional({ filters: Array(9).fill(16), outputs: 10, normalization: 'batch', skip: 2 });
 */
export function convolutional(spec: ConvolutionalSpec): tf.LayersModel {
  const where = 'convolutional';
  checkKeys(where, 'spec', spec, KEYS);
  const size = (name: 'height' | 'width' | 'channels', otherwise: number): number =>
    integer(where, name, spec[name] ?? otherwise, 1);
  const shape = [size('height', 8), size('width', 8), size('channels', 1)];
  const filters = integers(where, 'filters', spec.filters, 1);
  const kernelSize = integer(where, 'kernelSize', spec.kernelSize ?? 3, 1);
  const { outputs, activation, initializer, normalization, bias, seed } = checkedCommon(where, spec);

  const layer = (count: number, depth: number): LayerFunction =>
    sequential(
      conv2d(`conv_${depth}`, count, kernelSize, bias),
      normalize(normalization, `norm_${depth}`),
      activate(activation, `${activation}_${depth}`),
    );
  const widths = [shape[2], ...filters];
  const groups = skipGroups(where, 'filters', widths, checkedSkip(where, spec.skip)).map(
    ({ from, to, skip }) => {
      const layers = filters.slice(from, to).map((count, i) => layer(count, from + i + 1));
      return skip ? addSkip(`skip_${to}`, sequential(...layers)) : sequential(...layers);
    },
  );
  const pool = applyLayer(tf.layers.globalAveragePooling2d({ name: 'mean' }));
  return buildModel(shape, sequential(...groups, pool, dense('logits', outputs, bias)), initializer, {
    seed,
  });
}
