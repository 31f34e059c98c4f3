// The parts that optimisers' updates consist of.
import { splatOf, type Update, type Value } from '../../ir';
import { bothOrders, hasOneEntry, inputsOf } from '../match';

/** An update in place, and the slots of the other updates that it includes. */
export interface FusedUpdate {
  readonly update: Update;
  readonly included: readonly number[];
}

/** The slot of the variable whose new value a value is. */
export type NewValues = ReadonlyMap<Value, number>;

/** The slot of the variable whose value from before the call a value is. */
export const slotRead = ({ node }: Value): number | null =>
  node.op === 'Variable' ? (node.slot ?? null) : null;

/** A scalar times a value, in either order. */
export function scaled(value: Value): { factor: Value; x: Value } | null {
  for (const [factor, x] of bothOrders(inputsOf(value, 'Mul'))) {
    if (factor.shape.length > 0) continue;
    if (!hasOneEntry(x) || (x.shape.length === 0 && splatOf(factor) !== null)) return { factor, x };
  }
  return null;
}

/** A variable's new value of the form factor·variable + rest. */
export function decayed(next: Value, slot: number): { factor: Value; rest: Value } | null {
  for (const [term, rest] of bothOrders(inputsOf(next, 'Add'))) {
    const product = scaled(term);
    if (product && slotRead(product.x) === slot) return { factor: product.factor, rest };
  }
  return null;
}

/** The x of a moving average β·variable + (1 - β)·x. */
export function movingAverage(next: Value, slot: number): { decay: Value; x: Value } | null {
  const found = decayed(next, slot);
  const part = found && scaled(found.rest);
  if (!part) return null;
  const [decay, share] = [splatOf(found.factor), splatOf(part.factor)];
  // β and 1 - β were rounded to float32 separately.
  const isAverage = decay !== null && share !== null && Math.abs(decay + share - 1) < 1e-6;
  return isAverage ? { decay: found.factor, x: part.x } : null;
}
