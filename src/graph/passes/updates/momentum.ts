// m ← μ·m + g and w ← w - rate·m, or with Nesterov's look ahead w ← w - rate·(g + μ·m).
import { T, type Update, type Value } from '../../ir';
import { eitherWay, made } from '../match';
import { decayed, scaled, type Fused, type NewValues } from './parts';

/** The second of the two, as gradient descent; the first is found by the new value that it gives. */
export function momentum(
  { variables: [slot], inputs: [rate, step] }: Update,
  slots: NewValues,
): Fused | null {
  for (const next of [step, ...step.node.inputs, ...step.node.inputs.flatMap(({ node }) => node.inputs)]) {
    const m = slots.get(next);
    const found = m === undefined ? null : decayed(next, m);
    if (!found) continue;
    const { factor, rest: g } = found;
    const nesterov = step !== next && looksAhead(step, g, next, factor);
    if (step !== next && !nesterov) continue;
    const attrs = { ...T, use_nesterov: { bool: nesterov } };
    const update = { op: 'ResourceApplyMomentum', variables: [slot, m!], inputs: [rate, g, factor], attrs };
    return { taken: [m!], update };
  }
  return null;
}

const looksAhead = (step: Value, g: Value, next: Value, factor: Value): boolean =>
  eitherWay(made(step, 'Add') ?? []).some(([a, b]) => {
    const ahead = a === g && b ? scaled(b) : null;
    return ahead?.x === next && ahead.factor === factor;
  });
