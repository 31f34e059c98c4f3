// Batches of a data set, shuffled by the seed.
import { tf } from '../backend';
import { shuffled, type Dataset } from '../datasets';

/** The rows of each step: every example once an epoch, in an order that belongs to seed and epoch; the last batch may be short. */
export function* batchRows(
  size: number,
  batchSize: number,
  seed: number,
): Generator<{ epoch: number; rows: Int32Array }, never> {
  for (let epoch = 1; ; epoch++) {
    const order = shuffled(size, seed, 'epoch', epoch);
    for (let at = 0; at < size; at += batchSize) yield { epoch, rows: order.subarray(at, at + batchSize) };
  }
}

/** The examples of some rows. Call it within tf.tidy. */
export function rowsOf({ x, y }: Dataset, rows: Int32Array): Dataset {
  const index = tf.tensor1d(rows, 'int32');
  return { x: tf.gather(x, index), y: tf.gather(y, index) };
}

/** How many examples the batch of a step (from 1) has. */
export function rowsAt(step: number, size: number, batchSize: number): number {
  const perEpoch = Math.ceil(size / batchSize);
  return step % perEpoch === 0 ? size - (perEpoch - 1) * batchSize : batchSize;
}
