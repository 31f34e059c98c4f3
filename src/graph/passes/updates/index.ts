// An optimiser's update of a variable as one node that works in place.
import type { Graph, Update } from '../../ir';
import { adam } from './adam';
import { gradientDescent } from './gradient-descent';
import { momentum } from './momentum';
import type { Fused, NewValues } from './parts';
import { rmsprop } from './rmsprop';

function fusedOf(update: Update, slots: NewValues): Fused | null {
  if (update.op !== 'AssignVariableOp') return null;
  const plain = gradientDescent(update);
  if (plain === null) return rmsprop(update, slots);
  return adam(plain, slots) ?? momentum(plain, slots) ?? { update: plain, taken: [] };
}

/**
 * bench/passes.mjs, 50 layers of 128, SGD: 101 of 3,334 nodes and 2 % of the time less; with Adam, thirteen nodes of each
 * variable are one.
 */
export function updates(graph: Graph): Graph {
  // The new values of variables: what another update is made of.
  const slots: NewValues = new Map(
    graph.updates.map(({ variables: [slot], inputs: [value] }) => [value, slot]),
  );
  const taken = new Set<number>();
  const fused = graph.updates.map((update) => {
    const found = fusedOf(update, slots);
    if (!found || found.taken.some((slot) => taken.has(slot))) return update;
    found.taken.forEach((slot) => taken.add(slot));
    return found.update;
  });
  return {
    ...graph,
    updates: fused.filter(({ op, variables: [slot] }) => op !== 'AssignVariableOp' || !taken.has(slot)),
  };
}
