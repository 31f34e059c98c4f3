import { setImmediate as nextTurn } from 'node:timers/promises';
import { escape } from '../arquero';
import { isLayersModel, layerSettings, type tf } from '../backend';
import { integer, invalidArgument } from '../errors';
import { build, type NetworkSpec } from '../networks';
import {
  flattenLayers,
  lossFor,
  TableObserver,
  trainableVariables,
  type LayerRow,
  type Loss,
} from '../hooks';
import { tableOf, type Table } from '../table';
import { sampleBatches, datasetBatches, withBatch, type Batches } from './batches';
import { evaluate, type Evaluation } from './evaluate';
import { fixedBatch, isBatched, sizeOf, sourcesOf, type Source, type TrainingData } from './examples';
import { checkedOptions, trainingLength, type TrainOptions } from './options';
import { resolveOptimizer } from './optimizers';
import { resolveSchedule } from './schedules';
import { sharedKey } from './shared-graphs';
import type { HistoryRow } from './rows';
import type { StepContext } from './step';
import { findFirstNonFinite, type Stopped } from './first-non-finite';
import { Trainer } from './trainer';

export interface TrainResult {
  /** The trained model; where a spec was given, it is the caller's to dispose of. */
  readonly model: tf.LayersModel;
  /** A row a step: see HistoryRow. */
  readonly history: Table<HistoryRow>;
  /** The `layers` of `observe` at the observed steps, with a `step` column and, of 'W' and 'U', `ratio`: |ΔW| / |W|. */
  readonly layers: Table<LayerRow> | null;
  /** Why steps that a graph would have paid for ran op by op, in a line; null where none did. */
  readonly fallbackReason: string | null;
  /** Where and why training ended early; null where it did not. */
  readonly stopped: Stopped | null;
}

/**
 * Trains a model, and looks at its layers as it does.
 *
 * Every step updates the weights by the gradient of one batch. What is observed costs no second backward pass. Where the loss
 * or a gradient is not finite, training ends before anything of the model is touched, and says where in the data or in which
 * layer it arose. Between steps
 * the event loop gets its turns, so that an interrupt is heard.
 *
 * @param network any tf.LayersModel, which is changed; or a spec, whose network is built and given back as `model`
 * What is trained is what `fit` trains: the layers that are not frozen, on the loss with class weights and regularisers'
 * penalties. States of stateful layers go on from batch to
 * batch, as in `fit`, and the rows of their models stay in order. An optimiser of the caller's keeps its learning
 * rate, whatever the schedule made of it.
 *
 * @param data `{ x, y }`, with arrays or objects by name for several inputs or outputs, which stay the caller's; a tf.data.Dataset
 * of batches `{ xs, ys }`; or `{ train, test }` of these
 * @throws {TypeError | RangeError} when an option or the data are not right
 * @example
 * const { history, layers } = await train(model, datasets.digits(), { epochs: 5, optimizer: 'adam', observeEvery: 10 });
 */
export async function train(
  network: tf.LayersModel | NetworkSpec,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainResult> {
  return trainAs('train', network, data, options);
}

/**
 * The same under another name in messages.
 *
 * @param written gets what variables held before, of those outside of model and optimiser that a pass on the tape writes to
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
  const { clip, seed, isObserved, evaluateEvery } = checkedOptions(where, options);
  const loss = lossFor(where, model, options.loss, options.classWeight);
  const { train: examples, test } = sourcesOf(where, model, loss, data);
  if (trainableVariables(model).length === 0) {
    throw new TypeError(
      `${where}: every layer of the model is frozen; set trainable = true of those that are to train`,
    );
  }
  const batches = batchesFrom(where, model, loss, examples, options.batchSize, seed);
  const length = trainingLength(where, options, batches);
  const schedule = resolveSchedule(where, options.schedule, length.steps);
  const { graphs, onProgress } = options;
  const key = spec === null || graphs === undefined ? null : sharedKey(spec, options);
  const newTrainer = (): Trainer => {
    // Before the network is built, which would be left behind: it tells what is not right.
    const optimizer = resolveOptimizer(where, options.optimizer ?? 'sgd');
    const ownsModel = key !== null;
    return new Trainer(ownsModel ? build(spec!) : model, {
      ownsModel,
      optimizer,
      loss,
      clip,
      compiled: options.compiled,
      expectedSteps: (size, observed) =>
        batches.countOfSize(size, length.steps ?? Infinity, (step) => isObserved(step) === observed),
      runsUserCode: onProgress !== undefined || typeof options.schedule === 'function',
      written,
    });
  };
  const trainer = graphs?.acquire(key, model) ?? newTrainer();

  const history: HistoryRow[] = [];
  const layers: Table<LayerRow>[] = [];
  let stopped: Stopped | null = null;
  let turn = performance.now();
  let { steps } = length;
  let finished = false;
  try {
    for (let step = 1, over = false; !over && stopped === null; step++) {
      const factor = schedule(step - 1);
      const next = batches.next();
      const batch = next instanceof Promise ? await next : next;
      const recording = isObserved(step) ? new TableObserver() : null;
      const { updated, ...seen } = withBatch(batch, ({ x, y }) => {
        const result = trainer.step(x, y, factor, recording);
        if (!result.updated) stopped = findFirstNonFinite(trainer.context, batch, step);
        return result;
      });
      if (recording) layers.push(withStep(recording.layers(), step));
      if (batch.isLast && length.epochs < Infinity) steps ??= step * length.epochs;
      over = steps !== null && step >= steps;
      const isDue = over || (evaluateEvery === null ? batch.isLast : step % evaluateEvery === 0);
      const evaluated: Evaluation | null =
        test && isDue && updated ? await evaluate(where, trainer.context, test) : null;
      history.push({
        step,
        epoch: batch.epoch,
        learningRate: trainer.rate(factor),
        ...seen,
        testLoss: evaluated?.loss ?? null,
        testAccuracy: evaluated?.accuracy ?? null,
      });
      const told = onProgress?.({ step, steps, loss: seen.loss });
      if (told instanceof Promise) await told;
      if (performance.now() - turn > TURN) {
        await nextTurn();
        turn = performance.now();
      }
    }
    if (trainer.model !== model) model.setWeights(trainer.model.getWeights());
    finished = true;
  } finally {
    batches.dispose();
    if (finished && graphs) graphs.release(key, trainer);
    else trainer.dispose();
  }
  return {
    model,
    history: tableOf(history, COLUMNS),
    layers: layers.length > 0 ? layers[0].concat(layers.slice(1)).reify() : null,
    fallbackReason: trainer.fallbackReason,
    stopped,
  };
}

const COLUMNS = [
  'step',
  'epoch',
  'loss',
  'accuracy',
  'learningRate',
  'gradientNorm',
  'testLoss',
  'testAccuracy',
] as const;

const TURN = 30; // ms between two turns of the event loop: an interrupt is heard at once, and training is not slowed

function batchesFrom(
  where: string,
  model: tf.LayersModel,
  loss: Loss,
  examples: Source,
  asked: number | undefined,
  seed: number,
): Batches {
  if (isBatched(examples)) {
    if (asked !== undefined)
      throw new TypeError(
        `${where}: batchSize is for tensors; a tf.data.Dataset has batches of its own: data.batch(${asked})`,
      );
    return datasetBatches(where, examples, model, loss);
  }
  const size = sizeOf(examples);
  const fixed = fixedBatch(model);
  const batchSize = Math.min(size, integer(where, 'batchSize', asked ?? fixed ?? 32, 1));
  if (fixed !== null && (batchSize !== fixed || size % fixed !== 0)) {
    throw new RangeError(
      `${where}: the model takes batches of ${fixed} rows alone; got batchSize ${batchSize} for ${size} rows. ` +
        `Give batchSize ${fixed}, and a multiple of it as rows`,
    );
  }
  // A state goes on in the same row of the next batch.
  const isStateful = flattenLayers(model).some((layer) => layerSettings(layer).stateful);
  return sampleBatches(examples, batchSize, isStateful ? null : seed);
}

const withStep = (layers: Table<LayerRow>, step: number): Table<LayerRow> =>
  layers.derive({ step: escape(() => step) }).relocate('step', { before: 'depth' });
