// Where a number that is none arose.
import type { ColumnTable } from 'arquero';

/** Why training ended before its time. */
export interface Stopped {
  /** The step whose loss or gradient was not finite; the weights are those before it. */
  readonly step: number;
  /** The layer where it arose; null where only the loss itself was not finite. */
  readonly layer: string | null;
  /** What of that layer. */
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

/** The first place in the order of computation where something is not finite. */
export function originOf(step: number, layers: ColumnTable): Stopped {
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
