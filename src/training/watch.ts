// watch: a callback for model.fit that records every layer as the model trains.
import { itemAt } from '../arrays';
import { compiledFields, innerModel, isLayersModel, learningRateOf, tf } from '../backend';
import { invalidArgument } from '../errors';
import {
  checkModel,
  lossFor,
  TableObserver,
  observedLayersOf,
  type LayerRow,
  type ObservedLayer,
} from '../hooks';
import { checkOptions, option, type Schema } from '../option-schema';
import { tableOf, type Table } from '../table';
import { jsonLines, pathOf, tensorBoard, type Dashboard, type StepRow } from './dashboards';
import { interceptSteps, onFitEnd, withCheckedTargets } from './fit-steps';
import { withStep } from './loop';
import { watchedStep } from './watched-step';

/** Options of `watch`: how often to record, and where else to write the records. */
export interface WatchOptions {
  /** The number n, at least 1, of which every n-th batch is recorded, the first one included. Default 1. */
  readonly every?: number;
  /**
   * A folder for TensorBoard's event files: scalars of loss, learning rate, and per layer gradient norms, update ratios |ΔW| / |W|,
   * fractions of saturated and dead units; histograms of every quantity that `layers` has rows of.
   */
  readonly tensorBoard?: string;
  /** A file for the rows of `history` and `layers`, one JSON object per line; an existing file is replaced. */
  readonly jsonLines?: string;
}

const SCHEMA = {
  every: option.integer({ min: 1, default: 1 }),
  tensorBoard: option.custom(pathOf),
  jsonLines: option.custom(pathOf),
} satisfies Schema<WatchOptions>;

const nothingRecorded = (): RangeError =>
  new RangeError('watch: nothing was seen yet; give it to model.fit first: callbacks: [watcher]');

const BINS = 30; // as TensorFlow's own histograms have

/**
 * A callback for `model.fit`, made by `watch`, with the tables of what it recorded.
 */
export class Watch extends tf.CustomCallback {
  readonly #watched: tf.LayersModel;
  readonly #every: number;
  readonly #dashboards: readonly Dashboard[];
  readonly #tables: Table<LayerRow>[] = [];
  readonly #steps: StepRow[] = [];
  #epoch = 0;
  #step = 0;
  /** Whether fit has begun a batch and not yet made its step. */
  #inBatch = false;
  /** The model that fit trains, which tfjs sets. */
  #fitted: unknown = null;
  #restoreOptimizer: (() => void) | null = null;
  #observedLayers: readonly ObservedLayer[] = [];

  constructor(watched: tf.LayersModel, every: number, dashboards: readonly Dashboard[]) {
    // tfjs calls these around the batches of fit, and awaits each.
    super({
      onTrainBegin: () =>
        Promise.resolve().then(() => {
          this.#start();
        }),
      onEpochBegin: (epoch) => {
        this.#epoch = epoch + 1;
        return Promise.resolve();
      },
      onBatchBegin: () => {
        this.#step++;
        this.#inBatch = true;
        return Promise.resolve();
      },
      onTrainEnd: () => {
        this.#stop();
        return Promise.resolve();
      },
    });
    this.#watched = watched;
    this.#every = every;
    this.#dashboards = dashboards;
  }

  /** @internal tfjs calls it. */
  override setModel(model: unknown): void {
    this.#fitted = model;
  }

  /**
   * Returns the `layers` of `observe` with a `step` column (batches, from 1) and, of 'W' and 'U', `ratio`: |ΔW| / |W|.
   *
   * @returns a row per layer, quantity and recorded step
   * @throws {RangeError} before the first batch
   */
  layers(): Table<LayerRow> {
    const [first, ...others] = this.#tables;
    if (first === undefined) throw nothingRecorded();
    return first.concat(others).reify();
  }

  /**
   * Returns the loss, the learning rate and the norm of the gradient at each recorded step.
   *
   * @returns a row per recorded step; see {@link StepRow}
   * @throws {RangeError} before the first batch
   */
  history(): Table<StepRow> {
    if (this.#steps.length === 0) throw nothingRecorded();
    return tableOf(this.#steps, ['step', 'epoch', 'loss', 'learningRate', 'gradientNorm']);
  }

  #start(): void {
    const model = innerModel(this.#watched);
    if (this.#fitted !== null && this.#fitted !== model) {
      const { name } = this.#fitted as tf.LayersModel;
      throw new TypeError(
        `watch: it watches ${this.#watched.name}, and fit trains ${name}; call watch on that one`,
      );
    }
    checkModel('watch', this.#watched);
    const { optimizer } = compiledFields(model);
    const loss = lossFor('watch', this.#watched, undefined);
    this.#restoreOptimizer?.();
    this.#inBatch = false;
    this.#observedLayers = observedLayersOf(this.#watched);
    this.#restoreOptimizer = interceptSteps(optimizer, (step) =>
      withCheckedTargets(model, loss, () => this.#runStep(step, optimizer)),
    );
    // However fit ends; tfjs calls onTrainEnd only when nothing was thrown.
    onFitEnd(model, () => {
      this.#stop();
    });
  }

  /** Runs a step of fit, and records it when it is due. */
  #runStep(step: () => tf.Scalar, optimizer: tf.Optimizer): tf.Scalar {
    const due = this.#inBatch && (this.#step - 1) % this.#every === 0;
    this.#inBatch = false;
    if (!due) return step();
    const recording = new TableObserver();
    const learningRate = learningRateOf(optimizer);
    const { value, gradientNorm } = watchedStep(
      this.#watched,
      this.#observedLayers,
      optimizer,
      recording,
      step,
    );
    const epoch = this.#epoch;
    this.#record(recording, {
      step: this.#step,
      epoch,
      loss: itemAt(value.dataSync(), 0),
      learningRate,
      gradientNorm,
    });
    return value;
  }

  #record(recording: TableObserver, row: StepRow): void {
    const layers = recording.layers();
    this.#steps.push(row);
    this.#tables.push(withStep(layers, row.step));
    for (const dashboard of this.#dashboards) {
      dashboard.write(row, layers.objects(), () => recording.histograms(BINS).objects());
    }
  }

  #stop(): void {
    this.#restoreOptimizer?.();
    this.#restoreOptimizer = null;
    for (const dashboard of this.#dashboards) dashboard.flush();
  }
}

/**
 * Makes a callback for `model.fit` and `model.fitDataset` that records statistics of every layer, as wandb.watch does, and has
 * them as tables at the end. Recording costs no second backward pass. Targets are checked as in `observe`. However fit ends,
 * model and optimiser are then as they would be without the callback.
 *
 * @param model the model that will be trained
 * @param options how often to record, and where else to write the records
 * @returns the callback, whose `layers()` and `history()` are the tables; `fit` throws a TypeError when it trains another model
 * @throws {TypeError} when `model` is no tf.LayersModel, an option is unknown or of a wrong type, or a path can't be written to
 * @throws {RangeError} when `every` is not a whole number of at least 1
 * @example
 * const model = mlp({ inputs: 64, hidden: [32, 32], outputs: 10 });
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * const { train: digits } = datasets.digits();
 * const watcher = watch(model, { every: 10 });
 * await model.fit(digits.x, tf.oneHot(digits.y, 10), { epochs: 1, callbacks: [watcher], verbose: 0 });
 * watcher.history().array('step'); // [1, 11, 21, 31, 41]
 */
export function watch(model: tf.LayersModel, options: WatchOptions = {}): Watch {
  if (!isLayersModel(model)) throw invalidArgument('watch', 'model', 'a tf.LayersModel', model);
  const { every, tensorBoard: folder, jsonLines: file } = checkOptions('watch', 'options', options, SCHEMA);
  const dashboards = [
    ...(folder === undefined ? [] : [tensorBoard('watch', folder)]),
    ...(file === undefined ? [] : [jsonLines('watch', file)]),
  ];
  return new Watch(model, every, dashboards);
}
