// Where a number that is none arose.
import type { ColumnTable } from '../arquero';
import type { tf } from '../backend';
import { TableObserver, type Inputs } from '../hooks';
import type { Batch } from './batches';
import { observeBatch, type StepContext } from './step';

/** Why training ended before its time. */
export interface Stopped {
  /** The step whose loss or gradient was not finite; the weights are those before it. */
  readonly step: number;
  /** The layer where it arose; null where it was in the data, or only the loss itself was not finite. */
  readonly layer: string | null;
  /** What of that layer; else 'x', 'y' or 'loss'. */
  readonly quantity: string;
  /** The same as a sentence. */
  readonly reason: string;
}

interface Row {
  readonly depth: number;
  readonly layer: string;
  readonly quantity: string;
  readonly norm: number;
}

/** Forward, the layers come in the order of depth; back, in the opposite one. */
const order: { quantities: string[]; back: boolean }[] = [
  { quantities: ['W', 'U'], back: false },
  { quantities: ['z', 'a'], back: false },
  { quantities: ['dL/da', 'dL/dz'], back: true },
  { quantities: ['dL/dW', 'dL/dU', 'dL/db'], back: true },
];

/** The same batch once more, with every value looked at, the data first. */
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

/** The first row with a value that is not finite, in words; null where there is none. */
function firstNonFiniteRow(name: string, tensors: Inputs, rows: Int32Array | null): string | null {
  for (const [i, one] of [tensors].flat().entries()) {
    const at = (one as tf.Tensor).dataSync<'float32'>().findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const row = Math.floor((at * one.shape[0]) / one.size);
    const which = rows ? `row ${rows[row]}` : `row ${row} of the batch`;
    return `${which} in ${Array.isArray(tensors) ? `${name}[${i}]` : name}`;
  }
  return null;
}

/** The first place in the order of computation where something is not finite. */
function firstNonFiniteLayer(step: number, layers: ColumnTable): Stopped {
  const bad = (layers.objects() as Row[]).filter((row) => !Number.isFinite(row.norm));
  for (const { quantities, back } of order) {
    const [first] = bad
      .filter((row) => quantities.includes(row.quantity))
      .sort(
        (p, q) =>
          (back ? q.depth - p.depth : p.depth - q.depth) ||
          quantities.indexOf(p.quantity) - quantities.indexOf(q.quantity),
      );
    if (first) {
      const { layer, quantity } = first;
      return { step, layer, quantity, reason: `at step ${step}, ${quantity} of ${layer} is not finite` };
    }
  }
  return { step, layer: null, quantity: 'loss', reason: `at step ${step}, the loss is not finite` };
}
