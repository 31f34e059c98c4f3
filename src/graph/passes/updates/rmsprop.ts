// s ← ρ·s + (1 - ρ)·g², m ← μ·m + rate·g / √(s + ε), w ← w - m: Tieleman and Hinton 2012, with momentum.
import { T, type Update } from '../../ir';
import { eitherWay, made } from '../match';
import { average, decayed, scaled, variable, type Fused, type NewValues } from './parts';

/** The last of the three, as tfjs writes it. */
export function rmsprop({ variables: [slot], inputs: [value] }: Update, slots: NewValues): Fused | null {
  const [w, next] = made(value, 'Sub') ?? [];
  const m = next === undefined || variable(w) !== slot ? undefined : slots.get(next);
  const moved = m === undefined ? null : decayed(next, m);
  const [numerator, root] = (moved && made(moved.rest, 'RealDiv')) ?? [];
  const gradient = numerator ? scaled(numerator) : null;
  const [inside] = (root && made(root, 'Sqrt')) ?? [];
  if (!moved || !gradient || !inside) return null;
  for (const [squares, epsilon] of eitherWay(made(inside, 'Add') ?? [])) {
    const s = squares && epsilon.shape.length === 0 ? slots.get(squares) : undefined;
    const moving = s === undefined ? null : average(squares, s);
    if (!moving || made(moving.x, 'Square')?.[0] !== gradient.x) continue;
    return {
      taken: [s!, m!],
      update: {
        op: 'ResourceApplyRMSProp',
        variables: [slot, s!, m!],
        inputs: [gradient.factor, moving.decay, moved.factor, epsilon, gradient.x],
        attrs: T,
      },
    };
  }
  return null;
}
