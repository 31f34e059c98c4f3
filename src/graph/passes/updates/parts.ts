// What the updates of optimisers are made of.
import { numberOf, type Update, type Value } from '../../ir';
import { eitherWay, isScalar, made } from '../match';

/** An update, and the slots of the others that it takes the place of. */
export interface Fused {
  readonly update: Update;
  readonly taken: readonly number[];
}

/** The slot whose new value this is, where there is one. */
export type NewValues = ReadonlyMap<Value, number>;

/** The number of the variable whose value before the call this is. */
export const variable = (value: Value): number | null =>
  value.node.op === 'Variable' ? value.node.slot! : null;

/** scalar * x, whichever way round. */
export function scaled(value: Value): { factor: Value; x: Value } | null {
  for (const [factor, x] of eitherWay(made(value, 'Mul') ?? [])) {
    if (factor?.shape.length !== 0) continue;
    if (!isScalar(x) || (x.shape.length === 0 && numberOf(factor) !== null)) return { factor, x };
  }
  return null;
}

/** A variable's new value factor·variable + rest. */
export function decayed(next: Value, slot: number): { factor: Value; rest: Value } | null {
  for (const [old, rest] of eitherWay(made(next, 'Add') ?? [])) {
    const found = old && scaled(old);
    if (found && variable(found.x) === slot) return { factor: found.factor, rest };
  }
  return null;
}

/** The x of an average that moves: β·variable + (1 - β)·x. */
export function average(next: Value, slot: number): { decay: Value; x: Value } | null {
  const found = decayed(next, slot);
  const part = found && scaled(found.rest);
  if (!part) return null;
  const [decay, share] = [numberOf(found.factor), numberOf(part.factor)];
  // β and 1 - β were rounded to float32 each.
  const whole = decay !== null && share !== null && Math.abs(decay + share - 1) < 1e-6;
  return whole ? { decay: found.factor, x: part.x } : null;
}
