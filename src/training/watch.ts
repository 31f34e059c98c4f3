import { escape } from '../arquero';
import { compiledFields, innerModel, isLayersModel, learningRateOf, tf } from '../backend';
import { integer, checkKeys, invalidArgument } from '../errors';
import {
  checkModel,
  lossFor,
  TableObserver,
  observedLayersOf,
  type LayerRow,
  type ObservedLayer,
} from '../hooks';
import { tableOf, type Table } from '../table';
import { jsonLines, pathOf, tensorBoard, type Dashboard, type StepRow } from './dashboards';
import { interceptSteps, onFitEnd, withCheckedTargets } from './fit-steps';
import { watchedStep } from './watched-step';

export interface WatchOptions {
  /** Look at every n-th batch, the first one included. Default 1. */
  readonly every?: number;
  /**
   * A folder to write TensorBoard's event files to: as scalars loss, learning rate, gradient norms, update ratios |ΔW| / |W|,
   * shares of saturated and dead units, layer by layer; as histograms all that `layers` has rows of.
   */
  readonly tensorBoard?: string;
  /** A file to write the rows of `history` and `layers` to, a JSON object a line; one that is there is replaced. */
  readonly jsonLines?: string;
}

const BINS = 30; // as TensorFlow's own histograms have

/** A callback for `model.fit` that looks at every layer as the model trains. */
export class Watch extends tf.CustomCallback {
  private readonly tables: Table<LayerRow>[] = [];
  private readonly steps: StepRow[] = [];
  private epoch = 0;
  private step = 0;
  /** Whether fit has begun a batch whose step it has not made yet. */
  private inBatch = false;
  /** The model that fit trains, as tfjs says. */
  private fitted: unknown = null;
  private leave: (() => void) | null = null;
  private observedLayers: readonly ObservedLayer[] = [];

  constructor(
    private readonly watched: tf.LayersModel,
    private readonly every: number,
    private readonly dashboards: readonly Dashboard[],
  ) {
    // tfjs calls these around the batches of fit; every one of them awaits.
    super({
      onTrainBegin: () =>
        Promise.resolve().then(() => {
          this.start();
        }),
      onEpochBegin: (epoch) => {
        this.epoch = epoch + 1;
        return Promise.resolve();
      },
      onBatchBegin: () => {
        this.step++;
        this.inBatch = true;
        return Promise.resolve();
      },
      onTrainEnd: () => {
        this.stop();
        return Promise.resolve();
      },
    });
  }

  override setModel(model: unknown): void {
    this.fitted = model;
  }

  /**
   * What was seen: the `layers` of `observe` with a `step` column (batches, from 1) and, of 'W' and 'U', `ratio`: |ΔW| / |W|.
   *
   * @throws {RangeError} before the first batch
   */
  layers(): Table<LayerRow> {
    this.checkSeen();
    const [first, ...others] = this.tables;
    return others.length > 0 ? first.concat(others).reify() : first.reify();
  }

  /**
   * A row a watched step: `step` (batches, from 1), `epoch`, `loss` (with the regularisers' penalties), `learningRate`,
   * `gradientNorm` (of all gradients together).
   *
   * @throws {RangeError} before the first batch
   */
  history(): Table<StepRow> {
    this.checkSeen();
    return tableOf(this.steps, ['step', 'epoch', 'loss', 'learningRate', 'gradientNorm']);
  }

  private checkSeen(): void {
    if (this.steps.length > 0) return;
    throw new RangeError('watch: nothing was seen yet; give it to model.fit first: callbacks: [watcher]');
  }

  private start(): void {
    const model = innerModel(this.watched);
    if (this.fitted !== null && this.fitted !== model) {
      const { name } = this.fitted as tf.LayersModel;
      throw new TypeError(
        `watch: it watches ${this.watched.name}, and fit trains ${name}; call watch on that one`,
      );
    }
    checkModel('watch', this.watched);
    const { optimizer } = compiledFields(model);
    const loss = lossFor('watch', this.watched, undefined);
    this.leave?.();
    this.inBatch = false;
    this.observedLayers = observedLayersOf(this.watched);
    this.leave = interceptSteps(optimizer, (step) =>
      withCheckedTargets(model, loss, () => this.around(step, optimizer)),
    );
    // Whichever way fit ends; onTrainEnd comes only where it ends well.
    onFitEnd(model, () => {
      this.stop();
    });
  }

  /** A step of fit. */
  private around(step: () => tf.Scalar, optimizer: tf.Optimizer): tf.Scalar {
    const due = this.inBatch && (this.step - 1) % this.every === 0;
    this.inBatch = false;
    if (!due) return step();
    const recording = new TableObserver();
    const learningRate = learningRateOf(optimizer);
    const { value, gradientNorm } = watchedStep(
      this.watched,
      this.observedLayers,
      optimizer,
      recording,
      step,
    );
    const { epoch } = this;
    this.keep(recording, { step: this.step, epoch, loss: value.dataSync()[0], learningRate, gradientNorm });
    return value;
  }

  private keep(recording: TableObserver, row: StepRow): void {
    const layers = recording.layers();
    this.steps.push(row);
    this.tables.push(layers.derive({ step: escape(() => row.step) }).relocate('step', { before: 'depth' }));
    for (const dashboard of this.dashboards) {
      dashboard.write(row, layers.objects(), () => recording.histograms(BINS).objects());
    }
  }

  private stop(): void {
    this.leave?.();
    this.leave = null;
    for (const dashboard of this.dashboards) dashboard.flush();
  }
}

/**
 * Watches a model as `model.fit` or `model.fitDataset` trains it, in the manner of wandb.watch: a callback, and tables at the
 * end. It costs no second backward pass. Targets are checked as in `observe`. When fit ends, well or not, model and optimiser
 * are as they would be without it.
 *
 * @param model the model that will be trained
 * @param options how often to look, and where else to write what was seen
 * @throws {TypeError | RangeError} when the model or an option is not right
 * @example
 * const watcher = watch(model, { every: 10 });
 * await model.fit(x, y, { epochs: 5, callbacks: [watcher] });
 * show(charts.heatMap(watcher.layers(), { quantity: 'dL/dz' }));
 */
export function watch(model: tf.LayersModel, options: WatchOptions = {}): Watch {
  if (!isLayersModel(model)) throw invalidArgument('watch', 'model', 'a tf.LayersModel', model);
  checkKeys('watch', 'options', options, ['every', 'tensorBoard', 'jsonLines']);
  const every = integer('watch', 'every', options.every ?? 1, 1);
  const dashboards = (['tensorBoard', 'jsonLines'] as const)
    .filter((name) => options[name] !== undefined)
    .map((name) => [name, pathOf('watch', name, options[name])] as const)
    .map(([name, path]) => (name === 'tensorBoard' ? tensorBoard : jsonLines)('watch', path));
  return new Watch(model, every, dashboards);
}
