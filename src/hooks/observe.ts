// One forward and one backward pass, with statistics of every layer.
import { isLayersModel, type tf } from '../backend';
import { integer, invalidArgument, oneOf, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import type { Table } from '../table';
import type { ClassWeights } from './class-weight';
import { checkData } from './data';
import { lossFor, type LossFunction, type LossName } from './loss';
import { observedLayersOf, type ObservedLayer } from './observed-layers';
import { runObserved } from './observed-pass';
import { isGradient, type QuantityThroughTime } from './quantities';
import type { HistogramRow, LayerRow, TimeRow } from './rows';
import { TableObserver } from './table-observer';
import { trainabilityNotes, trainableVariables } from './trainable';
import { quantitiesOf } from './weights';

/** The options of {@link observe}. */
export interface ObserveOptions {
  /**
   * The loss: 'crossEntropy' (on logits), 'meanSquaredError', or a function of (y, output). Default: the loss that the model was
   * compiled with, else 'crossEntropy'.
   */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** The weights of the classes in the loss, as fit takes them: { 0: 1, 1: 5 }; for several outputs an array, or by output name. */
  readonly classWeight?: ClassWeights;
  /**
   * The quantities to observe, such as ['dL/dz']; rows of others are left out, and so is the work for them. Default: all.
   */
  readonly quantities?: readonly NameOf<QuantityThroughTime>[];
  /** The number of bins of the histograms, 1 to 10,000. Default: no histograms. */
  readonly histograms?: number;
  /**
   * Whether the pass runs as a TensorFlow graph; results are the same to rounding. A trace takes as long as some twenty eager
   * passes; it is kept for the next passes over the model, and renewed where anything but weights and data has changed. A loss
   * function runs as JavaScript each time. A model with hooks, or layers of your own classes, has a graph for one call only,
   * which is slower than none. Default: false.
   */
  readonly compiled?: boolean;
}

/** The result of {@link observe}: plain data, nothing to dispose of. */
export interface Observation {
  /** The loss of the batch, with the regularisers' penalties, as in fit; in the loss's own unit. */
  readonly loss: number;
  /** A row per quantity of a layer. Frozen layers have no rows of weights and of their gradients. */
  readonly layers: Table<LayerRow>;
  /**
   * For recurrent layers, a row per quantity of a layer and time step: 'a' (the state), 'dL/da', in the simple cell also 'z' and
   * 'dL/dz', in the LSTM also 'c' (the cell state) and 'dL/dc'. Null where no layer is recurrent.
   */
  readonly throughTime: Table<TimeRow> | null;
  /** A row per quantity of a layer and bin; null without the option `histograms`. */
  readonly histograms: Table<HistogramRow> | null;
  /** The names of variables that the loss depends on and that belong to no layer: neither fit nor this gradient has them. */
  readonly untrackedVariables: readonly string[];
  /** Notes, in sentences, on variables that are trained or not trained against expectation. */
  readonly notes: readonly string[];
}

const SCHEMA = {
  loss: option.unchecked<ObserveOptions['loss']>(),
  classWeight: option.unchecked<ObserveOptions['classWeight']>(),
  quantities: option.unchecked<ObserveOptions['quantities']>(),
  histograms: option.custom(checkBins),
  compiled: option.boolean(),
} satisfies Schema<ObserveOptions>;

function checkArguments(model: unknown, options: unknown): void {
  if (!isLayersModel(model)) throw invalidArgument('observe', 'model', 'a tf.LayersModel', model);
  checkOptions('observe', 'options', options, SCHEMA);
}

const MAX_BINS = 10_000; // a row each, of every quantity of every layer

function checkBins(where: string, name: string, histograms: unknown): number {
  const bins = integer(where, name, histograms, 1);
  if (bins <= MAX_BINS) return bins;
  throw new RangeError(`${where}: ${name} must be at most ${MAX_BINS} bins; got ${bins}`);
}

function checkQuantities(quantities: unknown, layers: readonly ObservedLayer[]): void {
  if (!Array.isArray(quantities) || quantities.length === 0)
    throw invalidArgument('observe', 'quantities', "an array of names, such as ['z', 'dL/dz']", quantities);
  const known = quantitiesOf(layers);
  quantities.forEach((name, i) => oneOf('observe', `quantities[${i}]`, name, known));
}

/**
 * Runs one forward and one backward pass as training would, and returns the statistics of every layer's values and gradients.
 * The model stays as it was, and no tensor is left behind.
 *
 * @param model any tf.LayersModel
 * @param x a batch [batch, …]; for several inputs an array, or an object by input name
 * @param y class indices [batch] or probabilities [batch, classes] for cross-entropy, else the targets of the loss; for several
 * outputs an array, or an object by output name. As in fit, [batch] stands for [batch, 1]
 * @param options the loss, the weights of classes, the quantities, the histograms, and whether the pass is compiled
 * @returns the loss and tables of plain numbers, in the units of the quantities
 * @throws {TypeError} when `model` is no tf.LayersModel or is disposed, `x` or `y` has another shape or type than model and loss
 * take, an option is unknown or of a wrong type, or gradients are asked for and every layer is frozen
 * @throws {RangeError} when `x` has no row, `y` has a class index or a probability out of range, `classWeight` lacks a class of
 * `y`, or `histograms` is not a whole number from 1 to 10,000
 * @throws {TraceError} when `compiled` is true and the model does what a graph can't hold
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 100, classes: 10 });
 * const model = mlp({ inputs: 100, hidden: Array(10).fill(64), outputs: 10, activation: 'sigmoid' });
 * const { layers } = observe(model, x, y, { quantities: ['dL/dz'] });
 * tables.values(layers, 'layer').at(-1); // 'logits'
 */
export function observe(
  model: tf.LayersModel,
  x: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
  y: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
  options: ObserveOptions = {},
): Observation {
  checkArguments(model, options);
  const layers = observedLayersOf(model);
  if (options.quantities !== undefined) checkQuantities(options.quantities, layers);
  const bins = options.histograms ?? null;
  const loss = lossFor('observe', model, options.loss, options.classWeight);
  const data = checkData('observe', model, loss, x, y);
  const gradient = options.quantities?.find(isGradient);
  if (gradient !== undefined && trainableVariables(model).length === 0) {
    throw new TypeError(
      `observe: quantities asks for '${gradient}', and every layer of the model is frozen; ` +
        'set layer.trainable = true, or ask for others',
    );
  }
  const observer = new TableObserver(options.quantities);
  const value = runObserved({ model, loss, layers }, options.compiled === true, data.x, data.y, observer);
  return {
    loss: value,
    layers: observer.layers(),
    throughTime: observer.throughTime(),
    histograms: bins === null ? null : observer.histograms(bins),
    untrackedVariables: observer.untrackedVariables,
    notes: trainabilityNotes(model, observer.untrackedVariables),
  };
}
