// RMSProp: s ← ρ·s + (1 - ρ)·g², m ← μ·m + rate·g / √(s + ε), w ← w - m: Tieleman and Hinton 2012, with momentum.
import { T, type Update } from '../../ir';
import { bothOrders, inputOf, inputsOf } from '../match';
import { decayed, movingAverage, scaled, slotRead, type FusedUpdate, type NewValues } from './parts';

/** Matches the last formula, as tfjs writes it. */
export function matchRmsprop(
  { variables: [slot], inputs: [value] }: Update,
  newValues: NewValues,
): FusedUpdate | null {
  const [w, next] = (value && inputsOf(value, 'Sub')) ?? [];
  if (!w || !next || slotRead(w) !== slot) return null;
  const m = newValues.get(next);
  const moved = m === undefined ? null : decayed(next, m);
  const [numerator, root] = (moved && inputsOf(moved.rest, 'RealDiv')) ?? [];
  const gradient = numerator ? scaled(numerator) : null;
  const radicand = root && inputOf(root, 'Sqrt');
  if (m === undefined || !moved || !gradient || !radicand) return null;
  for (const [squares, epsilon] of bothOrders(inputsOf(radicand, 'Add'))) {
    const s = epsilon.shape.length === 0 ? newValues.get(squares) : undefined;
    const average = s === undefined ? null : movingAverage(squares, s);
    if (s === undefined || !average || inputOf(average.x, 'Square') !== gradient.x) continue;
    const update: Update = {
      op: 'ResourceApplyRMSProp',
      variables: [slot, s, m],
      inputs: [gradient.factor, average.decay, moved.factor, epsilon, gradient.x],
      attrs: T,
    };
    return { included: [s, m], update };
  }
  return null;
}
