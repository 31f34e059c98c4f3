// The batches of a training, one per step: of tensors in memory, or of a tf.data.Dataset.
import { layerSettings, scope, tf } from '../backend';
import { permutation } from '../datasets';
import { flattenLayers, type Data, type Inputs, type Loss } from '../hooks';
import { checkBatch, fixedBatchSize, isBatched, sizeOf, type BatchedDataset, type Source } from './examples';

/** The tensors of a step, which its receiver disposes of. */
export interface Batch extends Data {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Whether this is the last batch of its epoch. */
  readonly isLast: boolean;
  /** The rows of the examples that the batch has, from 0; null for a dataset. */
  readonly rows: Int32Array | null;
}

export interface Batches {
  /** The number of batches in an epoch; null for a dataset that does not say its size. */
  readonly perEpoch: number | null;
  /** Whether an epoch has no end. */
  readonly isEndless: boolean;
  /** The next batch; after the last one of an epoch comes the first one of the next. */
  next(): Batch | Promise<Batch>;
  /** The number of steps, of those that `isOfKind` accepts, whose batches have a size. */
  countOfSize(size: number, steps: number, isOfKind: (step: number) => boolean): number;
  dispose(): void;
}

/**
 * The batches of a training.
 *
 * @param batchSize as asked for; undefined for the default
 * @throws {TypeError | RangeError} when the batch size does not fit the data or the model
 */
export function createBatches(
  where: string,
  model: tf.LayersModel,
  loss: Loss,
  examples: Source,
  batchSize: number | undefined,
  seed: number,
): Batches {
  if (isBatched(examples)) {
    if (batchSize !== undefined)
      throw new TypeError(
        `${where}: batchSize is for tensors; a tf.data.Dataset has batches of its own: data.batch(${batchSize})`,
      );
    return datasetBatches(where, examples, model, loss);
  }
  const size = sizeOf(examples);
  const fixed = fixedBatchSize(model);
  const used = Math.min(size, batchSize ?? fixed ?? 32);
  if (fixed !== null && (used !== fixed || size % fixed !== 0)) {
    throw new RangeError(
      `${where}: the model takes batches of ${fixed} rows alone; got batchSize ${used} for ${size} rows. ` +
        `Give batchSize ${fixed}, and a multiple of it as rows`,
    );
  }
  // The state of a row goes on in the same row of the next batch, so that rows stay in order.
  const isStateful = flattenLayers(model).some((layer) => layerSettings(layer).stateful);
  return sampleBatches(examples, used, isStateful ? null : seed);
}

/**
 * Batches in which each example comes once per epoch; the last batch may be short.
 *
 * @param seed the seed of the order, which differs from epoch to epoch; null for the order of the examples
 */
function sampleBatches(data: Data, batchSize: number, seed: number | null): Batches {
  const size = sizeOf(data);
  const perEpoch = Math.ceil(size / batchSize);
  let step = 0;
  let order: Int32Array = new Int32Array();
  return {
    perEpoch,
    isEndless: false,
    next() {
      const [epoch, at] = [Math.floor(step / perEpoch) + 1, (step % perEpoch) * batchSize];
      step++;
      if (at === 0)
        order =
          seed === null
            ? Int32Array.from({ length: size }, (_, i) => i)
            : permutation(size, seed, 'epoch', epoch);
      const rows = order.subarray(at, at + batchSize);
      return { epoch, isLast: at + batchSize >= size, rows, ...gatherRows(data, rows) };
    },
    countOfSize(rows, steps, isOfKind) {
      const last = size - (perEpoch - 1) * batchSize;
      let count = 0;
      for (let one = 1; one <= steps; one++)
        if ((one % perEpoch === 0 ? last : batchSize) === rows && isOfKind(one)) count++;
      return count;
    },
    dispose: () => undefined,
  };
}

/** The examples of the given rows, which the caller disposes of. */
export function gatherRows({ x, y }: Data, rows: Int32Array): Data {
  const index = tf.tensor1d(rows, 'int32');
  const gathered = (tensors: Inputs): Inputs =>
    Array.isArray(tensors) ? tensors.map((one) => tf.gather(one, index)) : tf.gather(tensors, index);
  try {
    return { x: gathered(x), y: gathered(y) };
  } finally {
    index.dispose();
  }
}

/** The number of batch shapes of a dataset that may have graphs: each further shape would be traced for few steps. */
const MAX_COMPILED_SHAPES = 8;

/** A dataset's own batches, each checked against the model and its loss; after its end the dataset starts again. */
function datasetBatches(where: string, dataset: BatchedDataset, model: tf.LayersModel, loss: Loss): Batches {
  let iterator: Awaited<ReturnType<BatchedDataset['iterator']>> | null = null;
  let ahead: Data | null = null;
  let [epoch, shapes] = [1, 0];
  const read = async (): Promise<Data | null> => {
    iterator ??= await dataset.iterator();
    const { value } = await iterator.next();
    if (value == null) return null;
    try {
      return checkBatch(where, model, loss, value);
    } catch (error) {
      tf.dispose(value as tf.TensorContainer);
      throw error;
    }
  };
  return {
    perEpoch: Number.isFinite(dataset.size ?? NaN) ? dataset.size : null,
    isEndless: dataset.size === Infinity,
    async next() {
      const batch = ahead ?? (await read());
      ahead = null;
      if (!batch) throw new RangeError(`${where}: data must have a batch at least; got none`);
      const current = epoch;
      try {
        ahead = await read();
      } catch (error) {
        tf.dispose([batch.x, batch.y]);
        throw error;
      }
      const isLast = ahead === null;
      if (isLast) {
        iterator = null;
        epoch++;
      }
      return { ...batch, epoch: current, isLast, rows: null };
    },
    countOfSize: (_rows, steps) => (shapes++ < MAX_COMPILED_SHAPES ? steps : 0),
    dispose() {
      if (ahead) tf.dispose([ahead.x, ahead.y]);
    },
  };
}

/** Runs some work on a batch, and disposes of the batch. */
export function withBatch<T>(batch: Batch, work: (batch: Batch) => T): T {
  try {
    return scope(() => work(batch));
  } finally {
    tf.dispose([batch.x, batch.y]);
  }
}
