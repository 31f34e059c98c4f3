// Rows of the data, as a batch.
import { tf } from '../../backend';
import type { Data, Inputs } from '../../hooks';

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
