// The batches of a training, one a step.
import { scope, tf } from '../backend';
import { permutation } from '../datasets';
import type { Data, Inputs, Loss } from '../hooks';
import { checkedBatch, sizeOf, type BatchedDataset } from './examples';

/** The tensors of a step; who gets them frees them. */
export interface Batch extends Data {
  /** From 1. */
  readonly epoch: number;
  /** Whether it is the last of its epoch. */
  readonly isLast: boolean;
  /** Which rows of the examples they are; null where nobody knows. */
  readonly rows: Int32Array | null;
}

export interface Batches {
  /** How many there are in an epoch; null where that shows at its end only. */
  readonly perEpoch: number | null;
  /** Whether an epoch has no end. */
  readonly isEndless: boolean;
  /** The next one; there is always another. */
  next(): Batch | Promise<Batch>;
  /** How many of the steps have batches of a size. */
  countOfSize(size: number, steps: number, isOfKind: (step: number) => boolean): number;
  dispose(): void;
}

/**
 * Every example once an epoch; the last batch may be short.
 *
 * @param seed the order belongs to it and to the epoch; null for the order that they are in
 */
export function sampleBatches(data: Data, batchSize: number, seed: number | null): Batches {
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
      return { epoch, isLast: at + batchSize >= size, rows, ...rowsOf(data, rows) };
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

/** The examples of some rows. */
function rowsOf({ x, y }: Data, rows: Int32Array): Data {
  const index = tf.tensor1d(rows, 'int32');
  const gathered = (tensors: Inputs): Inputs =>
    Array.isArray(tensors) ? tensors.map((one) => tf.gather(one, index)) : tf.gather(tensors, index);
  try {
    return { x: gathered(x), y: gathered(y) };
  } finally {
    index.dispose();
  }
}

/** To trace a graph for every shape that comes along would never end. */
const MAX_COMPILED_SHAPES = 8;

/** A dataset's own batches, held against a model and its loss as they come; it begins anew when it is through. */
export function datasetBatches(
  where: string,
  dataset: BatchedDataset,
  model: tf.LayersModel,
  loss: Loss,
): Batches {
  let iterator: Awaited<ReturnType<BatchedDataset['iterator']>> | null = null;
  let ahead: Data | null = null;
  let [epoch, asked] = [1, 0];
  const read = async (): Promise<Data | null> => {
    iterator ??= await dataset.iterator();
    const { value } = await iterator.next();
    if (value == null) return null;
    try {
      return checkedBatch(where, model, loss, value);
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
    countOfSize: (_rows, steps) => (asked++ < MAX_COMPILED_SHAPES ? steps : 0),
    dispose() {
      if (ahead) tf.dispose([ahead.x, ahead.y]);
    },
  };
}

/** Runs some work on a batch, and frees it. */
export function withBatch<T>(batch: Batch, work: (batch: Batch) => T): T {
  try {
    return scope(() => work(batch));
  } finally {
    tf.dispose([batch.x, batch.y]);
  }
}
