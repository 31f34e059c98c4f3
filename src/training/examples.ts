// What a model is trained on, and what comes of it: tensors, or a tf.data.Dataset.
import { isTensor, tf } from '../backend';
import { invalidArgument } from '../errors';
import { checkData, type Data, type Loss } from '../hooks';

type Tensors = tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

/** Examples, a row each; of several inputs or outputs arrays, or objects by name, as fit takes them. */
export interface Examples {
  readonly x: Tensors;
  readonly y: Tensors;
}

/** A tf.data.Dataset of batches { xs, ys }, as fitDataset takes it. */
export interface BatchedDataset {
  /** How many batches it has; null where it does not say. */
  readonly size: number | null;
  iterator(): Promise<{ next(): Promise<{ value: unknown; done: boolean }> }>;
}

export type TrainingData =
  | Examples
  | BatchedDataset
  | { readonly train: Examples | BatchedDataset; readonly test?: Examples | BatchedDataset | null };

/** Checked, in the model's own order; or batches that are checked as they come. */
export type Source = Data | BatchedDataset;

export const isBatched = (data: unknown): data is BatchedDataset =>
  typeof (data as BatchedDataset | null)?.iterator === 'function';

/**
 * The examples to train on and to test on, held against a model and its loss.
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
    return checkData(where, ofAnyBatch(model), loss, x, y, { x: `${prefix}x`, y: `${prefix}y` });
  };
  const train = source(parts.train, '');
  return { train, test: parts.test == null ? null : source(parts.test, 'test.') };
}

const hasParts = (data: unknown): data is { train: unknown; test?: unknown } =>
  typeof data === 'object' && data !== null && 'train' in data;

const isTensors = (value: unknown): value is Tensors =>
  isTensor(value) || (typeof value === 'object' && value !== null && Object.values(value).every(isTensor));

/** A batch of a dataset, held against a model and its loss. */
export function checkedBatch(where: string, model: tf.LayersModel, loss: Loss, value: unknown): Data {
  const { xs, ys } = (value ?? {}) as { xs?: unknown; ys?: unknown };
  if (xs === undefined || ys === undefined)
    throw invalidArgument(where, 'data', 'a tf.data.Dataset of batches { xs, ys }', value);
  return checkData(where, model, loss, xs, ys, { x: 'xs', y: 'ys' });
}

/** The size of batches that a model insists on, as one with stateful layers does; null for any. */
export const fixedBatch = (model: tf.LayersModel): number | null => model.inputs[0].shape[0] ?? null;

/** A model for the check of examples that are not one batch yet. */
function ofAnyBatch(model: tf.LayersModel): tf.LayersModel {
  if (fixedBatch(model) === null) return model;
  const open = (ends: readonly tf.SymbolicTensor[]): tf.SymbolicTensor[] =>
    ends.map(
      (end) => Object.create(end, { shape: { value: [null, ...end.shape.slice(1)] } }) as tf.SymbolicTensor,
    );
  return Object.create(model, {
    inputs: { value: open(model.inputs) },
    outputs: { value: open(model.outputs) },
  }) as tf.LayersModel;
}

const rowsIn = (tensors: tf.Tensor | tf.Tensor[]): number => [tensors].flat()[0].shape[0];

/** How many examples there are. */
export const sizeOf = ({ x }: Data): number => rowsIn(x);
