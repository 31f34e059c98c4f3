// Examples to train or evaluate on: tensors, or a tf.data.Dataset.
import { itemAt } from '../arrays';
import { isTensor, tf } from '../backend';
import { invalidArgument } from '../errors';
import { checkData, type Data, type Loss } from '../hooks';

/** A tensor, or one for each input or output: an array in the model's order, or an object by name. */
export type Tensors = tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

/** Tensors with one row per example: for several inputs or outputs arrays, or objects by name, as `fit` takes them. */
export interface Examples {
  /** The inputs, [rows, …]. */
  readonly x: Tensors;
  /** The targets, [rows, …]: what the loss takes. */
  readonly y: Tensors;
}

/** Gives the batches of an epoch, one after the other. */
export interface BatchIterator {
  /** The next batch, { xs, ys }; `done` where there is none any more. */
  next(): Promise<IteratorResult<unknown, unknown>>;
}

/** A tf.data.Dataset of batches { xs, ys }, as fitDataset takes it. */
export interface BatchedDataset {
  /** The number of batches; null for one that does not say. */
  readonly size: number | null;
  /** Begins an epoch: `next` gives a batch { xs, ys }, until `done`. */
  iterator(): Promise<BatchIterator>;
}

/** The examples that a model is trained on and, optionally, evaluated on. */
export type TrainingData =
  | Examples
  | BatchedDataset
  | {
      /** The examples to train on. */
      readonly train: Examples | BatchedDataset;
      /** The examples to evaluate on. Default: none. */
      readonly test?: Examples | BatchedDataset | null;
    };

/** Tensors in the model's own order, after their check; or batches that are checked one by one. */
export type Source = Data | BatchedDataset;

export const isBatched = (data: unknown): data is BatchedDataset =>
  typeof (data as BatchedDataset | null)?.iterator === 'function';

/**
 * The examples to train on and to test on, after their check against a model and its loss.
 *
 * @throws {TypeError | RangeError} that names what does not fit
 */
export function sourcesOf(
  where: string,
  model: tf.LayersModel,
  loss: Loss,
  data: TrainingData,
): { train: Source; test: Source | null } {
  const parts = hasParts(data) ? data : { train: data, test: null };
  const source = (part: unknown, prefix: string): Source => {
    if (isBatched(part)) {
      if (part.size === 0)
        throw new RangeError(`${where}: ${prefix || 'data'} must have a batch at least; got none`);
      if (part.size === Infinity && prefix !== '')
        throw new RangeError(
          `${where}: test must come to an end; got a tf.data.Dataset without one: test.take(…)`,
        );
      return part;
    }
    const { x, y } = (part ?? {}) as Partial<Examples>;
    if (!isTensors(x) || !isTensors(y)) {
      const takes =
        '{ x, y }, tensors with as many rows, a tf.data.Dataset of batches { xs, ys }, or { train, test } of them';
      throw invalidArgument(where, 'data', takes, data);
    }
    return checkData(where, withAnyBatchSize(model), loss, x, y, { x: `${prefix}x`, y: `${prefix}y` });
  };
  const train = source(parts.train, '');
  return { train, test: parts.test == null ? null : source(parts.test, 'test.') };
}

const hasParts = (data: unknown): data is { train: unknown; test?: unknown } =>
  typeof data === 'object' && data !== null && 'train' in data;

const isTensors = (value: unknown): value is Tensors =>
  isTensor(value) || (typeof value === 'object' && value !== null && Object.values(value).every(isTensor));

/** A batch of a dataset after its check against a model and its loss. */
export function checkBatch(where: string, model: tf.LayersModel, loss: Loss, value: unknown): Data {
  const { xs, ys } = (value ?? {}) as { xs?: unknown; ys?: unknown };
  if (xs === undefined || ys === undefined)
    throw invalidArgument(where, 'data', 'a tf.data.Dataset of batches { xs, ys }', value);
  return checkData(where, model, loss, xs, ys, { x: 'xs', y: 'ys' });
}

/** The one batch size that a model takes, such as one with stateful layers; null for any size. */
export const fixedBatchSize = (model: tf.LayersModel): number | null => model.inputs[0]?.shape[0] ?? null;

/** A view of a model that takes any batch size, to check all examples at once. */
function withAnyBatchSize(model: tf.LayersModel): tf.LayersModel {
  if (fixedBatchSize(model) === null) return model;
  const open = (ends: readonly tf.SymbolicTensor[]): tf.SymbolicTensor[] =>
    ends.map(
      (end) => Object.create(end, { shape: { value: [null, ...end.shape.slice(1)] } }) as tf.SymbolicTensor,
    );
  return Object.create(model, {
    inputs: { value: open(model.inputs) },
    outputs: { value: open(model.outputs) },
  }) as tf.LayersModel;
}

/** The number of examples. */
export const sizeOf = ({ x }: Data): number => itemAt(itemAt([x].flat(), 0).shape, 0);
