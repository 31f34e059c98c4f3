import { isDisposed, isLayersModel, keepStates, scope, tf } from '../backend';
import { integer, checkKeys, nonNegative, invalidArgument } from '../errors';
import { checkInputs, flattenLayers } from '../hooks';
import { initialize } from '../initializers';
import { calledLayers, partsOf, preActivationsOf, type KernelPart } from './pre-activations';

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
 * pre-activation on a batch, from the input on, until that is 1.
 *
 * In a recurrent layer the pre-activation is that of all gates at all steps, and the input's matrix is scaled: the recurrent
 * matrices stay orthogonal, which keep the length of the state.
 *
 * A layer that is used several times is scaled by its first use.
 *
 * @param model any tf.LayersModel; its kernels and biases are drawn anew
 * @param x a batch [batch, …] to look at, or an array of them for a model with several inputs
 * @throws {TypeError | RangeError} when an argument is not right, or no scale brings a layer's standard deviation to 1: it is
 * constant, or it is more than that without its input. The model has its former weights then.
 * @see Mishkin and Matas 2016, algorithm 1
 * @example lsuv(model, x);
 */
export function lsuv(model: tf.LayersModel, x: tf.Tensor | tf.Tensor[], options: LsuvOptions = {}): void {
  if (!isLayersModel(model)) throw invalidArgument('lsuv', 'model', 'a tf.LayersModel', model);
  if (isDisposed(model)) throw new TypeError('lsuv: the model is disposed; build it anew');
  const inputs = checkInputs('lsuv', model, x);
  checkKeys('lsuv', 'options', options, ['tolerance', 'maxIterations', 'seed']);
  const limits = {
    tolerance: nonNegative('lsuv', 'tolerance', options.tolerance ?? 1e-3),
    maxIterations: integer('lsuv', 'maxIterations', options.maxIterations ?? 10, 1),
  };
  const layers = flattenLayers(model);
  const restoreStates = keepStates(layers);
  const weights = model.weights.map((weight) => ({ weight, was: weight.read().clone() }));
  const undo: (() => void)[] = [];
  try {
    initialize(model, 'orthogonal', { seed: options.seed ?? 0 });
    // All in one pass: what a layer is given does not change any more once those before it have their scale.
    for (const layer of calledLayers(model)) undo.push(scaleAtFirstCall(layer, limits));
    scope(() => model.apply(inputs, { training: false }));
  } catch (error) {
    for (const { weight, was } of weights) weight.write(was);
    throw error;
  } finally {
    for (const put of undo) put();
    restoreStates();
    tf.dispose(weights.map(({ was }) => was));
  }
}

interface Limits {
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Scales a layer when it is first called, before it gives its output; what comes back takes that away again. */
function scaleAtFirstCall(layer: tf.layers.Layer, limits: Limits): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, 'call'); // somebody's hooks
  const call = layer.call.bind(layer);
  let scaled = false;
  layer.call = (inputs, kwargs) => {
    if (!scaled) {
      scaled = true;
      const run = (): tf.Tensor => {
        const restoreStates = keepStates([layer]);
        const output = call(inputs, kwargs);
        restoreStates();
        return Array.isArray(output) ? output[0] : output;
      };
      for (const part of partsOf(layer)) scaleToUnitVariance(layer.name, part, run, limits);
    }
    return call(inputs, kwargs);
  };
  return () => {
    if (own) Object.defineProperty(layer, 'call', own);
    else delete (layer as Partial<tf.layers.Layer>).call; // the class's own method shows again
  };
}

/** Finds the factor on a kernel with which the standard deviation is 1. */
function scaleToUnitVariance(
  name: string,
  { owner, kernel }: KernelPart,
  run: () => tf.Tensor,
  { tolerance, maxIterations }: Limits,
): void {
  const std = (): number =>
    scope(() => {
      let output!: tf.Tensor;
      const seen = preActivationsOf(owner, () => (output = run()));
      return stdOf(seen.length > 0 ? seen : [output]);
    });
  const unit = kernel.clone();
  try {
    let [at, slope] = [0, 1]; // logarithm of the factor; how much the logarithm of the deviation moves with it
    let before: { at: number; height: number } | null = null;
    for (let i = 0; ; i++) {
      const found = std();
      if (!(found > 0 && found < Infinity)) {
        throw new RangeError(
          `lsuv: the pre-activation of ${name} has the standard deviation ${found} on x; no scale makes it 1`,
        );
      }
      if (Math.abs(found - 1) <= tolerance) return;
      if (i === maxIterations) {
        throw new RangeError(
          `lsuv: the pre-activation of ${name} has the standard deviation ${found} after ${maxIterations} steps; ` +
            'give more maxIterations, or a greater tolerance',
        );
      }
      const height = Math.log(found);
      // Where a state is added, or a bias, it moves by less than the factor: the last two points say by how much.
      if (before && before.at !== at)
        slope = Math.min(1, Math.max(0.1, (height - before.height) / (at - before.at)));
      before = { at, height };
      at -= height / slope;
      const scaled = tf.mul(unit, Math.exp(at));
      kernel.assign(scaled);
      scaled.dispose();
    }
  } finally {
    unit.dispose();
  }
}

function stdOf(values: readonly tf.Tensor[]): number {
  const all = tf.concat(values.map((value) => tf.reshape(tf.cast(value, 'float32'), [-1])));
  return Math.sqrt(tf.moments(all).variance.dataSync()[0]);
}
