// diagnose: why a network does not train, and what to do.
import { isLayersModel, isTensor, tf } from '../backend';
import { invalidArgument, oneOf, type NameOf } from '../errors';
import {
  checkModel,
  lossFor,
  LOSS_NAMES,
  type ClassWeights,
  type Data,
  type LossFunction,
  type LossName,
} from '../hooks';
import { checkOptions, option, type Schema } from '../option-schema';
import { tableOf, withFirstColumn, type Table } from '../table';
import {
  defaultOptimizer,
  fixedBatchSize,
  HISTORY_COLUMNS,
  sourcesOf,
  TRAIN_SCHEMA,
  type ClipOptions,
  type Examples,
  type OptimizerSpec,
  type Tensors,
} from '../training';
import { explain } from './causes';
import { Diagnosis } from './diagnosis';
import type { Look } from './finding';
import { findFirstChange } from './first-change/find-first-change';
import { LOOKS, takeLooks } from './looks';
import { makePlan } from './plan/plan';
import { trainingSummary } from './runs/training-summary';

/** The progress of a diagnosis. */
export interface DiagnosisProgress {
  /** The look that is being taken; 'change' while changes are tried. */
  readonly look: Look | 'change';
  /** The steps of the look, or the changes, so far. */
  readonly step: number;
  /** The steps of the look, or the changes to try, in all. */
  readonly steps: number;
}

/** Options of `diagnose`: what the network is trained with, and how far to look. */
export interface DiagnoseOptions {
  /** The optimiser, as in `train`. Default: the one that the model was compiled with, else 'sgd'. */
  readonly optimizer?: OptimizerSpec;
  /** The loss, as in `observe`. Default: that which the model was compiled with, else 'crossEntropy'. */
  readonly loss?: NameOf<LossName> | LossFunction;
  /** The weights of the classes in the loss, as in `observe`. */
  readonly classWeight?: ClassWeights;
  /** The clipping of the gradient before each step, as in `train`. Default: none. */
  readonly clip?: ClipOptions;
  /** The number of examples in a step, at least 1. Default 32, or the one size that the model takes. */
  readonly batchSize?: number;
  /** The number of steps that the network is to be trained for, at least 1; the runs here are no longer. Default: not known. */
  readonly steps?: number;
  /** The number of draws of the weights to start from, at least 1, the weights as they are among them. Default 3. */
  readonly seeds?: number;
  /** The last look to take: 'plan' runs no pass, 'start' a few, 'training' trains shortly. Default 'training'. */
  readonly until?: NameOf<Look>;
  /**
   * The trial of a first change on a copy, where training does not work, or something is wrong and the loss stays above half of a
   * constant's: see {@link Diagnosis.firstChange}. Default true; none is made unless `until` is 'training', nor with `classWeight`.
   */
  readonly firstChange?: boolean;
  /** A function that is called after each pass, step and change. */
  readonly onProgress?: (progress: DiagnosisProgress) => void;
}

const SCHEMA = {
  optimizer: TRAIN_SCHEMA.optimizer,
  loss: option.custom(checkLoss),
  classWeight: TRAIN_SCHEMA.classWeight,
  clip: TRAIN_SCHEMA.clip,
  batchSize: option.integer({ min: 1 }),
  steps: option.integer({ min: 1 }),
  seeds: option.integer({ min: 1, default: 3 }),
  until: option.oneOf(LOOKS, { default: 'training' }),
  firstChange: option.boolean({ default: true }),
  onProgress: option.callback<NonNullable<DiagnoseOptions['onProgress']>>('({ look, step, steps }) => …'),
} satisfies Schema<Omit<DiagnoseOptions, 'optimizer' | 'clip'>> & { optimizer: unknown; clip: unknown };

function checkLoss(where: string, name: string, loss: unknown): LossName | LossFunction {
  if (typeof loss === 'function') return loss as LossFunction;
  return oneOf(where, name, loss, LOSS_NAMES);
}

/**
 * Says why a network does not train, and what to do about it. Model, optimiser and data stay as they were.
 *
 * Three looks are taken, each costlier than the one before: at the plan (layers, loss, shapes, the values of x and y), at the start
 * (the first pass of a training, from several draws of the weights), and at short trainings. A look is not taken where the ones
 * before show that training can't run. Where something is wrong, changes out of the findings are tried on a copy, trained shortly from
 * five seeds, until one takes the loss under half of where it was.
 *
 * @param model any tf.LayersModel
 * @param data `{ x, y }`, as `train` takes it
 * @param options what the network is trained with, and how far to look
 * @returns the findings, the root cause first; `String(diagnosis)` is the report
 * @throws {TypeError} when `model` is no tf.LayersModel or is disposed, `data` is not `{ x, y }` of tensors, or an option is unknown
 * or of a wrong type
 * @throws {RangeError} when an option is out of its range
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, activation: 'softmax', inputShape: [4] })] });
 * model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
 * const data = { x: tf.randomNormal([64, 4]), y: tf.cast(tf.greater(tf.randomNormal([64, 1]), 0), 'float32') };
 * const { root } = await diagnose(model, data);
 * root?.rule; // 'softmax-on-one-unit'
 */
export async function diagnose(
  model: tf.LayersModel,
  data: Examples,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const where = 'diagnose';
  if (!isLayersModel(model)) throw invalidArgument(where, 'model', 'a tf.LayersModel', model);
  checkModel(where, model);
  const checked = checkOptions(where, 'options', options, SCHEMA);
  const optimizer = options.optimizer === undefined ? defaultOptimizer(where, model) : checked.optimizer;
  checkIsNoDataset(where, data);
  const x = listOf(where, 'x', (data as Partial<Examples> | null)?.x, model.inputs);
  const y = listOf(where, 'y', (data as Partial<Examples> | null)?.y, model.outputs);
  const rows = x[0]!.shape[0] ?? 1;
  const batchSize = fixedBatchSize(model) ?? Math.min(rows, checked.batchSize ?? 32);
  const checkAll = (): { loss: ReturnType<typeof lossFor>; data: Data } => {
    const loss = lossFor(where, model, checked.loss, checked.classWeight);
    return { loss, data: sourcesOf(where, model, loss, data).train as Data };
  };
  const plan = makePlan(model, x, y, checkAll, {
    loss: checked.loss,
    batchSize,
    steps: checked.steps ?? null,
    optimizer,
    clip: checked.clip,
  });
  const { seeds, until, onProgress } = checked;
  const { findings, skipped, start, training } = await takeLooks(plan, {
    optimizer,
    seeds,
    until,
    onProgress,
  });
  const explained = explain(findings);
  const isTried = checked.firstChange && until === 'training' && checked.classWeight === undefined;
  const firstChange = isTried
    ? await findFirstChange({
        ...{ plan, findings: explained, runs: training, optimizer, loss: checked.loss },
        given: options.optimizer,
        onStep: (step, steps) => onProgress?.({ look: 'change', step, steps }),
      })
    : null;
  return new Diagnosis({
    findings: explained,
    skipped,
    firstChange,
    training: training && trainingSummary(training),
    layers: start?.passes.length
      ? withSeeds(start.passes.map(({ seed, layers }) => ({ seed, table: layers })))
      : null,
    history:
      training && training.runs.length > 0
        ? withSeeds(
            training.runs.map(({ seed, history }) => ({ seed, table: tableOf(history, HISTORY_COLUMNS) })),
          )
        : null,
  });
}

/** The tables of several draws of the weights as one, with a column `seed` in front. */
function withSeeds<Row>(parts: readonly { readonly seed: number; readonly table: Table<Row> }[]): Table<Row> {
  const [first, ...others] = parts.map(({ seed, table }) => withFirstColumn(table, 'seed', seed));
  return first!.concat(others).reify();
}

/** Refuses a tf.data.Dataset, whose rows are not known until they are read. */
function checkIsNoDataset(where: string, data: unknown): void {
  if (typeof (data as { iterator?: unknown } | null)?.iterator !== 'function') return;
  throw new TypeError(
    `${where}: data must be { x, y } of tensors; got a tf.data.Dataset. Take a batch of some hundred rows of it: ` +
      'const [{ xs: x, ys: y }] = await rows.batch(512).take(1).toArray(), rows the dataset before its batch()',
  );
}

/** The tensors for a model's inputs or outputs in its order; their shapes are for the rules to judge. */
function listOf(
  where: string,
  name: string,
  value: Tensors | undefined,
  ends: readonly tf.SymbolicTensor[],
): tf.Tensor[] {
  const takes = `{ x, y } of tensors, ${ends.length === 1 ? 'one' : ends.length} for ${name}`;
  const named = (tensors: Readonly<Record<string, tf.Tensor>>): unknown[] =>
    ends.map(({ sourceLayer }) => tensors[sourceLayer.name]);
  const given: unknown[] = isTensor(value) ? [value] : Array.isArray(value) ? value : named(value ?? {});
  if (given.length !== ends.length || !given.every(isTensor))
    throw invalidArgument(where, `data.${name}`, takes, value);
  return given;
}
