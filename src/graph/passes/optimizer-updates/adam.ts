// Adam: m ← β₁·m + (1 - β₁)·g, v ← β₂·v + (1 - β₂)·g², and w ← w - rate·m̂ / (√v̂ + ε) with m̂ = m / (1 - β₁ᵗ),
// v̂ = v / (1 - β₂ᵗ): Kingma and Ba 2015, algorithm 1.
import { op, splatOf, T, type Update, type Value } from '../../ir';
import { bothOrders, inputOf, inputsOf, isSplat } from '../match';
import type { Descent } from './gradient-descent';
import { movingAverage, type FusedUpdate, type NewValues } from './parts';

/** A moving average with its correction: its slot, its decay, what is averaged, 1 - βᵗ, and βᵗ. */
interface Moment {
  readonly slot: number;
  readonly decay: Value;
  readonly x: Value;
  readonly correction: Value;
  readonly power: Value;
}

/** The moving average that a corrected one, average / (1 - βᵗ), is made of. */
function matchMoment(value: Value, newValues: NewValues): Moment | null {
  const [average, correction] = inputsOf(value, 'RealDiv') ?? [];
  const [one, power] = (correction && inputsOf(correction, 'Sub')) ?? [];
  if (!average || !correction || !one || power?.shape.length !== 0 || !isSplat(one, 1)) return null;
  const slot = newValues.get(average);
  const found = slot === undefined ? null : movingAverage(average, slot);
  return found && slot !== undefined ? { ...found, slot, correction, power } : null;
}

/**
 * Matches the last formula, a descent by m̂ / (√v̂ + ε). TensorFlow has 1 - β from a rounded β: with 0.999, a step is 7e-6 smaller.
 */
export function matchAdam({ slot, rate, step }: Descent, newValues: NewValues): FusedUpdate | null {
  const [numerator, denominator] = inputsOf(step, 'RealDiv') ?? [];
  const m = numerator ? matchMoment(numerator, newValues) : null;
  if (!m || !denominator) return null;
  for (const [root, epsilon] of bothOrders(inputsOf(denominator, 'Add'))) {
    const squared = inputOf(root, 'Sqrt');
    const v = squared && matchMoment(squared, newValues);
    if (!v || splatOf(epsilon) === null || epsilon.shape.length > 0) continue;
    if (inputOf(v.x, 'Square') !== m.x) continue;
    // TensorFlow adds its ε to √v, before the correction: √v̂ + ε = (√v + ε·√(1 - β₂ᵗ)) / √(1 - β₂ᵗ).
    const uncorrected = op('Mul', [epsilon, op('Sqrt', [v.correction], T, v.correction)], T, epsilon);
    const update: Update = {
      op: 'ResourceApplyAdam',
      variables: [slot, m.slot, v.slot],
      inputs: [m.power, v.power, rate, m.decay, v.decay, uncorrected, m.x],
      attrs: { ...T, use_nesterov: { bool: false } },
    };
    return { included: [m.slot, v.slot], update };
  }
  return null;
}
