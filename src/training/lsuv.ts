import { isLayersModel, isTensor, scope, tf } from '../backend';
import { integer, knownKeys, nonNegative, wrong } from '../errors';
import { registerForwardHook, sitesOf } from '../hooks';
import { initialize } from '../initializers';

export interface LsuvOptions {
  /** How far a layer's standard deviation may be from 1. Default 1e-3. */
  readonly tolerance?: number;
  /** How often a layer is scaled at the most. Default 10. */
  readonly maxIterations?: number;
  /** Of the orthogonal matrices that it starts from. Default 0. */
  readonly seed?: number;
}

/**
 * Layer-sequential unit variance: orthogonal weights, then each layer's weights divided by the standard deviation of its
 * output on a batch, from the input on, until that is 1.
 *
 * @param model any tf.LayersModel; its kernels and biases are drawn anew
 * @param x a batch [batch, …] to look at
 * @throws {TypeError | RangeError} when an argument is not right, or a layer's output is constant, so that no scale helps
 * @see Mishkin and Matas 2016, algorithm 1
 * @example lsuv(model, x);
 */
export function lsuv(model: tf.LayersModel, x: tf.Tensor, options: LsuvOptions = {}): void {
  if (!isLayersModel(model)) throw wrong('lsuv', 'model', 'a tf.LayersModel', model);
  if (!isTensor(x)) throw wrong('lsuv', 'x', 'a tensor', x);
  knownKeys('lsuv', 'options', options, ['tolerance', 'maxIterations', 'seed']);
  const tolerance = nonNegative('lsuv', 'tolerance', options.tolerance ?? 1e-3);
  const most = integer('lsuv', 'maxIterations', options.maxIterations ?? 10, 1);
  initialize(model, 'orthogonal', { seed: options.seed ?? 0 });
  const scaled = new Set<tf.layers.Layer>();
  // All in one pass: what a layer is given does not change any more once those before it have their scale.
  const handles = sitesOf(model).map(({ layer }) =>
    registerForwardHook(layer, (inputs, output) => {
      if (scaled.has(layer)) return;
      scaled.add(layer);
      for (let i = 0; i < most; i++) {
        const std = stdOf(output);
        if (!(std > 0 && std < Infinity)) {
          throw new RangeError(
            `lsuv: the output of ${layer.name} has the standard deviation ${std} on x; no scale makes it 1`,
          );
        }
        if (Math.abs(std - 1) <= tolerance) break;
        const [kernel, ...others] = layer.getWeights();
        layer.setWeights([tf.div(kernel, std), ...others]);
        output = layer.apply(inputs, { training: false }) as tf.Tensor;
      }
      return output;
    }),
  );
  try {
    scope(() => model.apply(x, { training: false }));
  } finally {
    for (const handle of handles) handle.remove();
  }
}

const stdOf = (values: tf.Tensor): number =>
  tf.tidy(() => Math.sqrt(tf.moments(values).variance.dataSync()[0]));
