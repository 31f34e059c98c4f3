// One forward and one backward pass, and what was seen at each layer of it.
import { isLayersModel, type tf } from '../backend';
import { flag, integer, checkKeys, oneOf, invalidArgument, type NameOf } from '../errors';
import type { Table } from '../table';
import { checkData } from './data';
import { lossFor, type ClassWeights, type LossFunction, type LossName } from './loss';
import { runObserved } from './compiled-passes';
import { TableObserver, type QuantityThroughTime } from './table-observer';
import type { HistogramRow, LayerRow, TimeRow } from './rows';
import { observedLayersOf, type ObservedLayer } from './observed-layers';
import { trainabilityNotes, trainableVariables } from './trainable';
import { quantitiesOf } from './weights';

export interface ObserveOptions {
  /**
   * 'crossEntropy' (on logits), 'meanSquaredError', or a function of (y, output). Default: the loss that the model was
   * compiled with, else 'crossEntropy'.
   */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** Weights of the classes in the loss, as fit takes them: { 0: 1, 1: 5 }; of several outputs an array, or by output name. */
  readonly classWeight?: ClassWeights;
  /**
   * Which quantities to look at, such as ['dL/dz']; rows of others are left out, and so is the work for them. Default: all.
   */
  readonly quantities?: readonly NameOf<QuantityThroughTime>[];
  /** How many bins the histograms have. Left out, there are none. */
  readonly histograms?: number;
  /**
   * Whether the pass runs as a TensorFlow graph; results are the same to rounding. To trace one takes as long as some twenty
   * passes op by op; it is kept for the next passes over the model, and traced anew where anything but weights and data has
   * changed. A loss function runs as JavaScript each time. A model with hooks, or layers of your own classes, has a graph
   * for one call only, which is slower than none. Default: false.
   */
  readonly compiled?: boolean;
}

/** What one step showed. Plain data: nothing to dispose of. */
export interface Observation {
  /** With the regularisers' penalties, as fit has it. */
  readonly loss: number;
  /** A row a quantity of a layer: see LayerRow. Of layers that are frozen, there are no weights and no gradients of weights. */
  readonly layers: Table<LayerRow>;
  /**
   * Of recurrent layers, a row a (quantity of a layer, step of the sequence), see TimeRow. Quantities are 'a' (the state),
   * 'dL/da', of the simple cell also 'z' and 'dL/dz', of the LSTM also 'c' (its memory) and 'dL/dc'. Null where nothing is
   * recurrent.
   */
  readonly throughTime: Table<TimeRow> | null;
  /** A row a (quantity of a layer, bin), see HistogramRow; null unless asked for. */
  readonly histograms: Table<HistogramRow> | null;
  /** Names of variables that the loss depends on, and that are in the gradient of neither fit nor this: they belong to no layer. */
  readonly untrackedVariables: readonly string[];
  /** What may surprise of the variables that take part, in sentences. */
  readonly notes: readonly string[];
}

function check(model: unknown, options: unknown): void {
  if (!isLayersModel(model)) throw invalidArgument('observe', 'model', 'a tf.LayersModel', model);
  checkKeys('observe', 'options', options, ['loss', 'classWeight', 'quantities', 'histograms', 'compiled']);
  const { compiled } = options as ObserveOptions;
  if (compiled !== undefined) flag('observe', 'compiled', compiled);
}

function checkQuantities(quantities: unknown, sites: readonly ObservedLayer[]): void {
  if (!Array.isArray(quantities) || quantities.length === 0)
    throw invalidArgument('observe', 'quantities', "an array of names, such as ['z', 'dL/dz']", quantities);
  const known = quantitiesOf(sites);
  quantities.forEach((name, i) => oneOf('observe', `quantities[${i}]`, name, known));
}

/**
 * Runs one forward and one backward pass as training would, and says what was seen at each layer.
 *
 * The model is as it was afterwards, and no tensor is left behind.
 *
 * @param model any tf.LayersModel
 * @param x a batch [batch, …]; of several inputs an array, or an object by input name
 * @param y class indices [batch] or probabilities [batch, classes] for cross-entropy; else what the loss takes; of several
 * outputs an array, or an object by output name. As in fit, [batch] stands for [batch, 1]
 * @throws {TypeError | RangeError} when the tensors do not fit the model or the loss
 * @example observe(model, x, y, { quantities: ['dL/dz'] }).layers
 */
export function observe(
  model: tf.LayersModel,
  x: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
  y: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
  options: ObserveOptions = {},
): Observation {
  check(model, options);
  const sites = observedLayersOf(model);
  if (options.quantities !== undefined) checkQuantities(options.quantities, sites);
  const bins =
    options.histograms === undefined ? null : integer('observe', 'histograms', options.histograms, 1);
  const lossOf = lossFor('observe', model, options.loss, options.classWeight);
  const data = checkData('observe', model, lossOf, x, y);
  const gradient = options.quantities?.find((quantity) => quantity.startsWith('dL/'));
  if (gradient !== undefined && trainableVariables(model).length === 0) {
    throw new TypeError(
      `observe: quantities asks for '${gradient}', and every layer of the model is frozen; ` +
        'set layer.trainable = true, or ask for others',
    );
  }
  const record = new TableObserver(options.quantities);
  const loss = runObserved(
    { model, loss: lossOf, layers: sites },
    options.compiled === true,
    data.x,
    data.y,
    record,
  );
  return {
    loss,
    layers: record.layers(),
    throughTime: record.throughTime(),
    histograms: bins === null ? null : record.histograms(bins),
    untrackedVariables: record.untrackedVariables,
    notes: trainabilityNotes(model, record.untrackedVariables),
  };
}
