// Momentum: m ← μ·m + g and w ← w - rate·m, or with Nesterov's correction w ← w - rate·(g + μ·m).
import { T, type Update, type Value } from '../../ir';
import { bothOrders, inputsOf } from '../match';
import type { Descent } from './gradient-descent';
import { decayed, scaled, type FusedUpdate, type NewValues } from './parts';

/** Matches the second formula, a descent; the first is found by the new value that it gives to m. */
export function matchMomentum({ slot, rate, step }: Descent, newValues: NewValues): FusedUpdate | null {
  const near = [step, ...step.node.inputs, ...step.node.inputs.flatMap(({ node }) => node.inputs)];
  for (const next of near) {
    const m = newValues.get(next);
    const found = m === undefined ? null : decayed(next, m);
    if (m === undefined || !found) continue;
    const { factor, rest: g } = found;
    const isNesterov = step !== next && isNesterovStep(step, g, next, factor);
    if (step !== next && !isNesterov) continue;
    const update: Update = {
      op: 'ResourceApplyMomentum',
      variables: [slot, m],
      inputs: [rate, g, factor],
      attrs: { ...T, use_nesterov: { bool: isNesterov } },
    };
    return { included: [m], update };
  }
  return null;
}

const isNesterovStep = (step: Value, g: Value, next: Value, factor: Value): boolean =>
  bothOrders(inputsOf(step, 'Add')).some(([a, b]) => {
    const correction = a === g ? scaled(b) : null;
    return correction?.x === next && correction.factor === factor;
  });
