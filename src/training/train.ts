import { setImmediate as nextTurn } from 'node:timers/promises';
import { escape, table, type ColumnTable } from 'arquero';
import { isLayersModel, isTensor, scope, type tf } from '../backend';
import { callback, flag, integer, knownKeys, wrong, type NameOf } from '../errors';
import type { Dataset, Split } from '../datasets';
import { build, type NetworkSpec } from '../networks';
import { checkData, lossFor, Recording, type LossFunction, type LossName } from '../hooks';
import { batchRows, rowsAt, rowsOf } from './batches';
import { clipOptions, type ClipOptions } from './clipping';
import { resolveOptimizer, type OptimizerSpec } from './optimizers';
import { resolveSchedule, type Schedule, type ScheduleOptions } from './schedules';
import { SharedGraphs, sharedKey } from './sharing';
import { accuracyOf, trainStep, type StepContext } from './step';
import { originOf, type Stopped } from './stopped';
import { Trainer } from './trainer';

/** How far a training is. */
export interface TrainProgress {
  /** 1 is the first. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

export interface TrainOptions {
  /** How many steps; or give `epochs`. */
  readonly steps?: number;
  /** How many times over all examples; or give `steps`. */
  readonly epochs?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** A name, a name with options, or one of tfjs's own. Default 'sgd' (learning rate 0.01). */
  readonly optimizer?: OptimizerSpec;
  /** How the learning rate changes: options, or a function from the step (from 0) to a factor. Default: it does not. */
  readonly schedule?: ScheduleOptions | Schedule;
  readonly clip?: ClipOptions;
  /** As in `observe`. */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** Look at every n-th step, the first one included. Default: at none. */
  readonly observeEvery?: number;
  /** Evaluate on the test examples every n steps, and at the end. Default: at the end of each epoch. */
  readonly evaluateEvery?: number;
  /**
   * Whether steps run as TensorFlow graphs, several times faster than op by op; results agree to rounding. Default: they do
   * where that pays and is possible. True: always, or an error that says why not. False: never.
   */
  readonly compiled?: boolean;
  /** Where a spec is trained within `repeat`: what its run was given, so that the runs use one graph. Default: one of its own. */
  readonly graphs?: SharedGraphs;
  /** Of the order of the examples. Default 0. */
  readonly seed?: number;
  /** Called after each step. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface TrainResult {
  /** The trained model; where a spec was given, it is the caller's to dispose of. */
  readonly model: tf.LayersModel;
  /**
   * A row a step: `step` (from 1), `epoch`, `loss`, `accuracy`, `learningRate`, `gradientNorm` (of all gradients together,
   * before clipping), `testLoss` and `testAccuracy` (null at steps without evaluation).
   */
  readonly history: ColumnTable;
  /** The `layers` of `observe` at the observed steps, with a `step` column and, of 'W' and 'U', `ratio`: |ΔW| / |W|. */
  readonly layers: ColumnTable | null;
  /** Why steps that a graph would have paid for ran op by op, in a line; null where none did. */
  readonly tape: string | null;
  /** Where and why training ended early; null where it did not. */
  readonly stopped: Stopped | null;
}

interface HistoryRow {
  step: number;
  epoch: number;
  loss: number;
  accuracy: number | null;
  learningRate: number;
  gradientNorm: number;
  testLoss: number | null;
  testAccuracy: number | null;
}

const KEYS = [
  'steps',
  'epochs',
  'batchSize',
  'optimizer',
  'schedule',
  'clip',
  'loss',
  'observeEvery',
  'evaluateEvery',
  'compiled',
  'graphs',
  'seed',
  'onProgress',
];

function datasetOf(where: string, data: Dataset | Split): { train: Dataset; test: Dataset | null } {
  const parts =
    typeof data === 'object' && data !== null && 'train' in data ? data : { train: data, test: null };
  for (const [name, part] of Object.entries(parts)) {
    if (part === null && name === 'test') continue;
    const { x, y } = part ?? {};
    if (!isTensor(x) || !isTensor(y) || x.shape[0] !== y.shape[0]) {
      throw wrong(where, 'data', '{ x, y }, two tensors with as many rows, or { train, test } of them', data);
    }
  }
  return parts;
}

/**
 * Trains a model, and looks at its layers as it does.
 *
 * Every step updates the weights by the gradient of one batch. What is observed costs no second backward pass. Where the loss
 * or a gradient is not finite, training ends before the weights are touched, and says in which layer it arose. Between steps
 * the event loop gets its turns, so that an interrupt is heard.
 *
 * @param network any tf.LayersModel, which is changed; or a spec, whose network is built and given back as `model`
 * @param data `{ x, y }`, or `{ train, test }`; it stays the caller's
 * @throws {TypeError | RangeError} when an option or the data are not right
 * @example
 * const { history, layers } = await train(model, datasets.digits(), { epochs: 5, optimizer: 'adam', observeEvery: 10 });
 */
export async function train(
  network: tf.LayersModel | NetworkSpec,
  data: Dataset | Split,
  options: TrainOptions,
): Promise<TrainResult> {
  if (isLayersModel(network)) return trainModel(network, data, options, null);
  if (typeof network !== 'object' || network === null)
    throw wrong('train', 'network', 'a tf.LayersModel or a spec', network);
  const model = build(network);
  try {
    return await trainModel(model, data, options, network);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function trainModel(
  model: tf.LayersModel,
  data: Dataset | Split,
  options: TrainOptions,
  spec: NetworkSpec | null,
): Promise<TrainResult> {
  const where = 'train';
  const { train: examples, test } = datasetOf(where, data);
  knownKeys(where, 'options', options, KEYS);
  const size = examples.x.shape[0];
  const batchSize = Math.min(size, integer(where, 'batchSize', options.batchSize ?? 32, 1));
  const perEpoch = Math.ceil(size / batchSize);
  const steps = stepsOf(where, options, perEpoch);
  const every = (name: 'observeEvery' | 'evaluateEvery', otherwise: number): number =>
    options[name] === undefined ? otherwise : integer(where, name, options[name], 1);
  const [observeEvery, evaluateEvery] = [every('observeEvery', Infinity), every('evaluateEvery', perEpoch)];
  const seed = integer(where, 'seed', options.seed ?? 0, 0);
  if (options.onProgress !== undefined)
    callback(where, 'onProgress', options.onProgress, '({ step, steps, loss }) => …');
  const schedule = resolveSchedule(where, options.schedule, steps);
  const clip = clipOptions(where, options.clip);
  const loss = lossFor(where, model, options.loss);
  if (options.compiled !== undefined) flag(where, 'compiled', options.compiled);
  checkData(where, model, loss, examples.x, examples.y);
  if (test) checkData(where, model, loss, test.x, test.y, { x: 'test.x', y: 'test.y' });
  const { graphs } = options;
  if (graphs !== undefined && !(graphs instanceof SharedGraphs))
    throw wrong(where, 'graphs', 'what the run of a repeat is given: (seed, { graphs }) => …', graphs);
  const isObserved = (step: number): boolean => (step - 1) % observeEvery === 0 && observeEvery < Infinity;
  const key = spec === null || graphs === undefined ? null : sharedKey(spec, options);
  const expected = (rows: number, observed: boolean): number =>
    count(steps, (step) => rowsAt(step, size, batchSize) === rows && isObserved(step) === observed);
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
      expected,
      interrupted: options.onProgress !== undefined || typeof options.schedule === 'function',
    });
  };
  const trainer = graphs?.take(key, model) ?? newTrainer();

  const history: HistoryRow[] = [];
  const layers: ColumnTable[] = [];
  let stopped: Stopped | null = null;
  let turn = performance.now();
  const batches = batchRows(size, batchSize, seed);
  let finished = false;
  try {
    for (let step = 1; step <= steps && stopped === null; step++) {
      const { epoch, rows } = batches.next().value;
      const factor = schedule(step - 1);
      const recording = isObserved(step) ? new Recording() : null;
      const { updated, ...seen } = scope(() => {
        const { x, y } = rowsOf(examples, rows);
        return trainer.step(x, y, factor, recording);
      });
      if (recording) layers.push(withStep(recording.layers(), step));
      if (!updated) stopped = whereItArose(trainer.context, examples, rows, step);
      const evaluated =
        test && (step % evaluateEvery === 0 || step === steps) && updated
          ? evaluate(trainer.context, test)
          : null;
      history.push({
        step,
        epoch,
        learningRate: trainer.rate(factor),
        ...seen,
        testLoss: evaluated?.loss ?? null,
        testAccuracy: evaluated?.accuracy ?? null,
      });
      options.onProgress?.({ step, steps, loss: seen.loss });
      if (performance.now() - turn > TURN) {
        await nextTurn();
        turn = performance.now();
      }
    }
    if (trainer.model !== model) model.setWeights(trainer.model.getWeights());
    finished = true;
  } finally {
    if (finished && graphs) graphs.leave(key, trainer);
    else trainer.dispose();
  }
  return {
    model,
    history: tableOf(history),
    layers: layers.length > 0 ? layers[0].concat(layers.slice(1)).reify() : null,
    tape: trainer.reason,
    stopped,
  };
}

/** How many of the steps are of a kind. */
function count(steps: number, isOfKind: (step: number) => boolean): number {
  let n = 0;
  for (let step = 1; step <= steps; step++) if (isOfKind(step)) n++;
  return n;
}

const TURN = 30; // ms between two turns of the event loop: an interrupt is heard at once, and training is not slowed

function stepsOf(where: string, { steps, epochs }: TrainOptions, perEpoch: number): number {
  if (steps !== undefined && epochs !== undefined)
    throw new TypeError(`${where}: give steps or epochs, not both`);
  if (steps !== undefined) return integer(where, 'steps', steps, 1);
  if (epochs !== undefined) return integer(where, 'epochs', epochs, 1) * perEpoch;
  throw new TypeError(`${where}: give how long to train, as steps or as epochs`);
}

/** The same batch once more, with every value looked at. */
function whereItArose(context: StepContext, examples: Dataset, rows: Int32Array, step: number): Stopped {
  const recording = new Recording();
  const idle = { applyGradients: () => undefined } as unknown as tf.Optimizer;
  scope(() => {
    const { x, y } = rowsOf(examples, rows);
    trainStep({ ...context, optimizer: idle }, x, y, recording);
  });
  return originOf(step, recording.layers());
}

function evaluate(
  { model, loss }: StepContext,
  { x, y }: Dataset,
): { loss: number; accuracy: number | null } {
  return scope(() => {
    const output = model.apply(x, { training: false }) as tf.Tensor | tf.Tensor[];
    return { loss: loss(y, output).dataSync()[0], accuracy: accuracyOf(y, output)?.dataSync()[0] ?? null };
  });
}

const withStep = (layers: ColumnTable, step: number): ColumnTable =>
  layers.derive({ step: escape(() => step) }).relocate('step', { before: 'depth' });

function tableOf(rows: readonly HistoryRow[]): ColumnTable {
  const columns = [
    'step',
    'epoch',
    'loss',
    'accuracy',
    'learningRate',
    'gradientNorm',
    'testLoss',
    'testAccuracy',
  ] as const;
  return table(Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])), [...columns]);
}
