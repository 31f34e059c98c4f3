// train: the checks of a training, its trainer, and the tables that its loop fills.
import { isLayersModel, type tf } from '../backend';
import { invalidArgument } from '../errors';
import { build, type NetworkSpec } from '../networks';
import { lossFor, trainableVariables, type LayerRow } from '../hooks';
import { tableOf, type Table } from '../table';
import { createBatches } from './batches';
import { sourcesOf, type TrainingData } from './examples';
import type { Stopped } from './first-non-finite';
import { markInTraining } from './in-training';
import { runSteps } from './loop';
import { defaultOptimizer } from './optimizers';
import { checkTrainOptions, trainingLength, type TrainOptions } from './options';
import { HISTORY_COLUMNS, type HistoryRow } from './rows';
import { resolveSchedule } from './schedules';
import { sharedKey } from './shared-key';
import type { StepContext } from './step';
import { Trainer } from './trainer';

/** The trained model, and what was recorded on the way. */
export interface TrainResult {
  /** The trained model; one that was built from a spec is the caller's to dispose of. */
  readonly model: tf.LayersModel;
  /** One row per step; see {@link HistoryRow}. */
  readonly history: Table<HistoryRow>;
  /** The `layers` of `observe` at the observed steps, with a `step` column and, of 'W' and 'U', `ratio`: |ΔW| / |W|. */
  readonly layers: Table<LayerRow> | null;
  /** The reason, in a line, why steps ran op by op that a graph would have paid for; null when none did. */
  readonly fallbackReason: string | null;
  /** Notes on the variables that take part, in sentences, where they may surprise, as in `observe`. */
  readonly notes: readonly string[];
  /** The place and the reason of an early end; null where training did not end early. */
  readonly stopped: Stopped | null;
}

/**
 * Trains a model, and observes its layers at some of the steps.
 *
 * Every step updates the weights by the gradient of one batch, as `fit` does: the layers that are not frozen are trained, on the
 * loss with class weights and regularisers' penalties. States of stateful layers go on from batch to batch, as in `fit`, and the
 * rows of their models stay in order. Observing costs no second backward pass. When the loss or a gradient is not finite, training
 * ends before the model is changed, and `stopped` names the row of the data or the layer where the value arose. Between steps the
 * event loop gets its turns, so that an interrupt is handled.
 *
 * @param network any tf.LayersModel, which is changed; or a spec, whose network is built and returned as `model`
 * @param data `{ x, y }`, with arrays or objects by name for several inputs or outputs, which stay the caller's; a tf.data.Dataset
 * of batches `{ xs, ys }`; or `{ train, test }` of these
 * @param options the length, as `steps` or `epochs`, and what to train with. An optimiser of the caller's keeps its learning rate,
 * whatever the schedule made of it
 * @returns the model, the tables of its training, and where and why it ended early, if it did
 * @throws {TypeError} when `network` is neither model nor spec, the data has another shape or type than model and loss take, an
 * option is unknown or of a wrong type, `steps` and `epochs` are both given or both missing, every layer is frozen, or `compiled`
 * is true and there is no graph for the optimiser or the backend
 * @throws {RangeError} when an option is out of its range, a batch does not fit the model, or targets are out of the loss's range
 * @throws {TraceError} when `compiled` is true and a step does what a graph can't hold
 * @throws {Error} when the model is already being trained, or is disposed of on the way
 * @example
 * const spec = { inputs: 64, hidden: [32, 32], outputs: 10, activation: 'relu' };
 * const { model, history } = await train(spec, datasets.digits(), { epochs: 2, optimizer: 'adam', observeEvery: 10 });
 * [model.countParams(), history.numRows()]; // [3466, 90]
 */
export async function train(
  network: tf.LayersModel | NetworkSpec,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainResult> {
  return trainAs('train', network, data, options);
}

/**
 * The same as `train`, under another function's name in messages.
 *
 * @param written is given the former values of variables, outside of model and optimiser, that a step op by op writes to
 */
export async function trainAs(
  where: string,
  network: tf.LayersModel | NetworkSpec,
  data: TrainingData,
  options: TrainOptions,
  written?: StepContext['written'],
): Promise<TrainResult> {
  if (isLayersModel(network)) return trainModel(where, network, data, options, null, written);
  if (typeof network !== 'object' || network === null)
    throw invalidArgument(where, 'network', 'a tf.LayersModel or a spec', network);
  const model = build(network);
  try {
    return await trainModel(where, model, data, options, network, written);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function trainModel(
  where: string,
  model: tf.LayersModel,
  data: TrainingData,
  options: TrainOptions,
  spec: NetworkSpec | null,
  written: StepContext['written'],
): Promise<TrainResult> {
  const checked = checkTrainOptions(where, options);
  const { observeEvery, evaluateEvery = null, graphs, onProgress } = checked;
  const loss = lossFor(where, model, checked.loss, checked.classWeight);
  const { train: examples, test } = sourcesOf(where, model, loss, data);
  if (trainableVariables(model).length === 0) {
    throw new TypeError(
      `${where}: every layer of the model is frozen; set trainable = true of those that are to train`,
    );
  }
  const batches = createBatches(where, model, loss, examples, checked.batchSize, checked.seed);
  const length = trainingLength(where, checked, batches);
  const schedule = resolveSchedule(where, checked.schedule ?? (() => 1), length.steps);
  const isObserved = (step: number): boolean => observeEvery !== undefined && (step - 1) % observeEvery === 0;

  const key = spec === null || graphs === undefined ? null : sharedKey(spec, options);
  const optimizer = options.optimizer === undefined ? defaultOptimizer(where, model) : checked.optimizer;
  const createTrainer = (): Trainer => {
    const ownsModel = key !== null;
    return new Trainer(ownsModel ? build(spec!) : model, {
      ownsModel,
      optimizer,
      loss,
      clip: checked.clip,
      compiled: checked.compiled,
      expectedSteps: (size, observed) =>
        batches.countOfSize(size, length.steps ?? Infinity, (step) => isObserved(step) === observed),
      runsUserCode: onProgress !== undefined || typeof checked.schedule === 'function',
      written,
    });
  };
  const unmark = markInTraining(where, model);
  let trainer: Trainer | null = null;
  let finished = false;
  try {
    trainer = graphs?.acquire(key, model, optimizer.learningRate) ?? createTrainer();
    const plan = { length, schedule, isObserved, evaluateEvery, test, onProgress };
    const { history, layers, stopped } = await runSteps(where, trainer, batches, plan);
    const notes = trainer.notes();
    if (trainer.model !== model) model.setWeights(trainer.model.getWeights());
    finished = true;
    const [first, ...others] = layers;
    return {
      model,
      history: tableOf(history, HISTORY_COLUMNS),
      layers: first ? first.concat(others).reify() : null,
      fallbackReason: trainer.fallbackReason,
      notes,
      stopped,
    };
  } finally {
    unmark();
    batches.dispose();
    if (finished && graphs) graphs.release(key, trainer!);
    else trainer?.dispose();
  }
}
