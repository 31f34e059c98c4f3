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
  for (const { layer } of sitesOf(model)) {
    for (let i = 0; i < most; i++) {
      const std = outputStd(model, layer, x);
      if (!(std > 0 && std < Infinity)) {
        throw new RangeError(
          `lsuv: the output of ${layer.name} has the standard deviation ${std} on x; no scale makes it 1`,
        );
      }
      if (Math.abs(std - 1) <= tolerance) break;
      tf.tidy(() => {
        const [kernel, ...others] = layer.getWeights();
        layer.setWeights([tf.div(kernel, std), ...others]);
      });
    }
  }
}

function outputStd(model: tf.LayersModel, layer: tf.layers.Layer, x: tf.Tensor): number {
  let std = NaN;
  const handle = registerForwardHook(layer, (_, output) => {
    std = scope(() => Math.sqrt(tf.moments(output).variance.dataSync()[0]));
  });
  try {
    scope(() => model.apply(x, { training: false }));
  } finally {
    handle.remove();
  }
  return std;
}
