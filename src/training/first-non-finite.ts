// The first value of a step, in the order of computation, that is not finite.
import { itemAt } from '../arrays';
import type { tf } from '../backend';
import { TableObserver, type Inputs, type LayerRow } from '../hooks';
import type { Table } from '../table';
import type { Batch } from './batches';
import { observeBatch, type StepContext } from './step';

/** The place and the reason of a training's early end. */
export interface Stopped {
  /** The step, from 1, whose loss or gradient was not finite; the weights are those before it. */
  readonly step: number;
  /** The layer of the first value that is not finite; null when it is in the data, or only the loss itself is not finite. */
  readonly layer: string | null;
  /** The layer's quantity, such as 'dL/dW'; else 'x', 'y' or 'loss'. */
  readonly quantity: string;
  /** The step, the place and the value, as a sentence. */
  readonly reason: string;
}

/** The order of computation: in the backward pass layers come in the opposite order of depth. */
const ORDER: readonly { readonly quantities: readonly string[]; readonly isBackward: boolean }[] = [
  { quantities: ['W', 'U'], isBackward: false },
  { quantities: ['z', 'a'], isBackward: false },
  { quantities: ['dL/da', 'dL/dz'], isBackward: true },
  { quantities: ['dL/dW', 'dL/dU', 'dL/db'], isBackward: true },
];

/** Finds the first value that is not finite: in the data, or by one more pass on the same batch that observes every layer. */
export function findFirstNonFinite(context: StepContext, batch: Batch, step: number): Stopped {
  for (const quantity of ['x', 'y'] as const) {
    const place = firstNonFiniteRow(quantity, batch[quantity], batch.rows);
    if (place !== null)
      return { step, layer: null, quantity, reason: `at step ${step}, ${place} of the data is not finite` };
  }
  const recording = new TableObserver();
  observeBatch(context, batch.x, batch.y, recording);
  return firstNonFiniteLayer(step, recording.layers());
}

/** The first row with a value that is not finite, in words; null when there is none. */
function firstNonFiniteRow(name: string, tensors: Inputs, rows: Int32Array | null): string | null {
  for (const [i, one] of [tensors].flat().entries()) {
    const at = (one as tf.Tensor).dataSync<'float32'>().findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const row = Math.floor((at * itemAt(one.shape, 0)) / one.size);
    const which = rows ? `row ${rows[row]}` : `row ${row} of the batch`;
    return `${which} in ${Array.isArray(tensors) ? `${name}[${i}]` : name}`;
  }
  return null;
}

/** The first layer, in the order of computation, with a quantity that is not finite. */
function firstNonFiniteLayer(step: number, layers: Table<LayerRow>): Stopped {
  const bad = layers.objects().filter((row) => !Number.isFinite(row.norm));
  for (const { quantities, isBackward } of ORDER) {
    const [first] = bad
      .filter((row) => quantities.includes(row.quantity))
      .sort(
        (p, q) =>
          (isBackward ? q.depth - p.depth : p.depth - q.depth) ||
          quantities.indexOf(p.quantity) - quantities.indexOf(q.quantity),
      );
    if (first) {
      const { layer, quantity } = first;
      return { step, layer, quantity, reason: `at step ${step}, ${quantity} of ${layer} is not finite` };
    }
  }
  return { step, layer: null, quantity: 'loss', reason: `at step ${step}, the loss is not finite` };
}
