// m ← β₁·m + (1 - β₁)·g, v ← β₂·v + (1 - β₂)·g², and w ← w - rate·m̂ / (√v̂ + ε) with m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ):
// Kingma and Ba 2015, algorithm 1.
import { numberOf, op, T, type Update, type Value } from '../../ir';
import { eitherWay, isNumber, made } from '../match';
import { average, type Fused, type NewValues } from './parts';

/** x of x / (1 - power). */
function corrected(value: Value): { x: Value; rest: Value; power: Value } | null {
  const [x, rest] = made(value, 'RealDiv') ?? [];
  const [one, power] = (rest && made(rest, 'Sub')) ?? [];
  return x && power?.shape.length === 0 && isNumber(one, 1) ? { x, rest, power } : null;
}

/** The moving average behind a corrected one, with the slot that it is kept in. */
function moment(value: Value, slots: NewValues) {
  const found = corrected(value);
  const slot = found ? slots.get(found.x) : undefined;
  const moving = slot === undefined ? null : average(found!.x, slot);
  return moving && { ...found!, ...moving, slot: slot! };
}

/** The last of the three, as gradient descent. TensorFlow has 1 - β from a rounded β: with 0.999, a step is 7e-6 smaller. */
export function adam({ variables: [slot], inputs: [rate, step] }: Update, slots: NewValues): Fused | null {
  const [numerator, denominator] = made(step, 'RealDiv') ?? [];
  const m = numerator ? moment(numerator, slots) : null;
  if (!m) return null;
  for (const [root, epsilon] of eitherWay(made(denominator, 'Add') ?? [])) {
    const [inside] = (root && made(root, 'Sqrt')) ?? [];
    const v = inside ? moment(inside, slots) : null;
    if (!v || numberOf(epsilon) === null || epsilon.shape.length > 0) continue;
    if (made(v.x, 'Square')?.[0] !== m.x) continue;
    // TensorFlow's adds its ε to √v, before the correction: √v̂ + ε = (√v + ε·√(1 - β₂ᵗ)) / √(1 - β₂ᵗ).
    const early = op('Mul', [epsilon, op('Sqrt', [v.rest], T, v.rest)], T, epsilon);
    return {
      taken: [m.slot, v.slot],
      update: {
        op: 'ResourceApplyAdam',
        variables: [slot, m.slot, v.slot],
        inputs: [m.power, v.power, rate, m.decay, v.decay, early, m.x],
        attrs: { ...T, use_nesterov: { bool: false } },
      },
    };
  }
  return null;
}
