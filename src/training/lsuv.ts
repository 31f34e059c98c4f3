// lsuv: layer-sequential unit variance initialisation.
import { itemAt } from '../arrays';
import { isDisposed, isLayersModel, keepStates, scope, tf } from '../backend';
import { invalidArgument } from '../errors';
import { checkInputs, flattenLayers } from '../hooks';
import { initialize } from '../initializers';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import { calledLayers, partsOf, preActivationsOf, type KernelPart } from './pre-activations';

/** Options of `lsuv`: the precision of a layer's scale, and the seed. */
export interface LsuvOptions {
  /** The greatest distance of a layer's standard deviation from 1, at least 0. Default 1e-3. */
  readonly tolerance?: number;
  /** The greatest number of times that a layer is scaled, at least 1. Default 10. */
  readonly maxIterations?: number;
  /** The seed of the orthogonal matrices to start from, a whole number from 0. Default 0. */
  readonly seed?: number;
}

const SCHEMA = {
  tolerance: option.nonNegative({ default: 1e-3 }),
  maxIterations: option.integer({ min: 1, default: 10 }),
  seed: option.seed(),
} satisfies Schema<LsuvOptions>;

type Limits = Pick<Checked<typeof SCHEMA>, 'tolerance' | 'maxIterations'>;

/**
 * Initialises a model by layer-sequential unit variance (Mishkin and Matas 2016, "All you need is a good init", algorithm 1):
 * orthogonal weights, then each layer's weights divided by the standard deviation of its pre-activation on a batch, from the input
 * on, until that is 1.
 *
 * In a recurrent layer the pre-activation is that of all gates at all steps, and only the input's matrix is scaled: recurrent
 * matrices stay orthogonal, and so preserve the norm of the state.
 *
 * A layer that is used several times is scaled by its first use.
 *
 * @param model any tf.LayersModel; its kernels and biases are drawn anew
 * @param x a batch [batch, …] to measure on, or an array of them for a model with several inputs
 * @param options the greatest distance from 1, the greatest number of scalings, and the seed
 * @throws {TypeError} when `model` is no tf.LayersModel or is disposed, `x` has another shape or type than its inputs, or an option
 * is unknown or of a wrong type
 * @throws {RangeError} when an option is out of its range, or no scale brings a layer's standard deviation to 1: its pre-activation
 * is constant, or deviates by more than 1 without its input. The model then has its former weights
 * @example
 * const model = mlp({ inputs: 10, hidden: [8, 8], outputs: 3 });
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3 });
 * lsuv(model, x);
 * tables.values(observe(model, x, y).layers, 'std', { quantity: 'z' }); // [1, 1, 1]
 */
export function lsuv(model: tf.LayersModel, x: tf.Tensor | tf.Tensor[], options: LsuvOptions = {}): void {
  if (!isLayersModel(model)) throw invalidArgument('lsuv', 'model', 'a tf.LayersModel', model);
  if (isDisposed(model)) throw new TypeError('lsuv: the model is disposed; build it anew');
  const inputs = checkInputs('lsuv', model, x);
  const { seed, ...limits } = checkOptions('lsuv', 'options', options, SCHEMA);
  const layers = flattenLayers(model);
  const restoreStates = keepStates(layers);
  const weights = model.weights.map((weight) => ({ weight, was: weight.read().clone() }));
  const restorers: (() => void)[] = [];
  try {
    initialize(model, 'orthogonal', { seed });
    // One forward pass is enough: a layer's input is final once the layers before it have their scale.
    for (const layer of calledLayers(model)) restorers.push(scaleAtFirstCall(layer, limits));
    scope(() => model.apply(inputs, { training: false }));
  } catch (error) {
    for (const { weight, was } of weights) weight.write(was);
    throw error;
  } finally {
    for (const restore of restorers) restore();
    restoreStates();
    tf.dispose(weights.map(({ was }) => was));
  }
}

/** Scales a layer at its first call, before its output; the returned function restores its `call`. */
function scaleAtFirstCall(layer: tf.layers.Layer, limits: Limits): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, 'call'); // hooks of other code
  const call = layer.call.bind(layer);
  let scaled = false;
  layer.call = (inputs, kwargs) => {
    if (!scaled) {
      scaled = true;
      const run = (): tf.Tensor => {
        const restoreStates = keepStates([layer]);
        const output = call(inputs, kwargs);
        restoreStates();
        return Array.isArray(output) ? itemAt(output, 0) : output;
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

/** Scales a kernel so that the standard deviation of its pre-activation is 1, by the secant method on logarithms. */
function scaleToUnitVariance(
  name: string,
  { owner, kernel }: KernelPart,
  run: () => tf.Tensor,
  { tolerance, maxIterations }: Limits,
): void {
  const std = (): number =>
    scope(() => {
      let output!: tf.Tensor;
      const found = preActivationsOf(owner, () => (output = run()));
      return standardDeviationOf(found.length > 0 ? found : [output]);
    });
  const unit = kernel.clone();
  try {
    let [at, slope] = [0, 1]; // the logarithm of the factor, and the change of the deviation's logarithm with it
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
      // With a state or a bias added, the deviation changes by less than the factor: the last two points give the slope.
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

function standardDeviationOf(values: readonly tf.Tensor[]): number {
  const all = tf.concat(values.map((value) => tf.reshape(tf.cast(value, 'float32'), [-1])));
  return Math.sqrt(itemAt(tf.moments(all).variance.dataSync(), 0));
}
