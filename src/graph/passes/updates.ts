// An optimiser's update of a variable as one node that works in place.
import { numberOf, op, T, floatScalar, type Graph, type Update, type Value } from '../ir';
import { eitherWay, isScalar, made } from './match';

/** The number of the variable whose value before the call this is. */
const variable = (value: Value): number | null => (value.node.op === 'Variable' ? value.node.slot! : null);

const negative = (value: Value): Value => {
  const number = numberOf(value);
  if (number !== null) return floatScalar(-number);
  return made(value, 'Neg')?.[0] ?? op('Neg', [value], T, value);
};

/** scalar * x, whichever way round. */
function scaled(value: Value): { factor: Value; x: Value } | null {
  for (const [factor, x] of eitherWay(made(value, 'Mul') ?? [])) {
    if (factor?.shape.length !== 0) continue;
    if (!isScalar(x) || (x.shape.length === 0 && numberOf(factor) !== null)) return { factor, x };
  }
  return null;
}

/** w + c·g, as tfjs's SGD has it with c = -rate: bit for bit what w - rate·g is. */
function gradientDescent(update: Update): Update | null {
  const [slot] = update.variables;
  const [value] = update.inputs;
  for (const [step, w] of eitherWay(made(value, 'Add') ?? [])) {
    if (!step || variable(w) !== slot) continue;
    const found = scaled(step);
    if (found) {
      return {
        op: 'ResourceApplyGradientDescent',
        variables: [slot],
        inputs: [negative(found.factor), found.x],
        attrs: T,
      };
    }
  }
  return null;
}

/**
 * m ← μ·m + g and w ← w + c·m, or with Nesterov's look ahead w ← w + c·(g + μ·m).
 *
 * @param plain the second of the two, as gradient descent
 * @param others the updates that may be the first
 */
function momentum(
  plain: Update,
  others: ReadonlyMap<number, Update>,
): { update: Update; taken: number } | null {
  const [rate, step] = plain.inputs;
  for (const [taken, other] of others) {
    const [next] = other.inputs;
    for (const [decayed, g] of eitherWay(made(next, 'Add') ?? [])) {
      if (!decayed) continue;
      const old = scaled(decayed);
      if (!old || variable(old.x) !== taken) continue;
      const nesterov = step !== next && looksAhead(step, g, next, old.factor);
      if (step !== next && !nesterov) continue;
      return {
        taken,
        update: {
          op: 'ResourceApplyMomentum',
          variables: [plain.variables[0], taken],
          inputs: [rate, g, old.factor],
          attrs: { ...T, use_nesterov: { bool: nesterov } },
        },
      };
    }
  }
  return null;
}

function looksAhead(step: Value, g: Value, next: Value, factor: Value): boolean {
  return eitherWay(made(step, 'Add') ?? []).some(([a, b]) => {
    const ahead = a === g && b ? scaled(b) : null;
    return ahead?.x === next && ahead.factor === factor;
  });
}

/** bench/passes.mjs, 50 layers of 128: 101 of 3,334 nodes and 2 % of the time less. */
export function updates(graph: Graph): Graph {
  const bySlot = new Map(graph.updates.map((update) => [update.variables[0], update]));
  const taken = new Set<number>();
  const fused = new Map<Update, Update>();
  // Who accumulates: only those whose new value some step takes.
  const accumulators = new Map<Value, number>();
  for (const [slot, { inputs }] of bySlot) accumulators.set(inputs[0], slot);
  for (const update of graph.updates) {
    const plain = gradientDescent(update);
    if (!plain) continue;
    const near = candidates(plain.inputs[1], accumulators, bySlot);
    const found = momentum(plain, near);
    if (found && !taken.has(found.taken)) {
      taken.add(found.taken);
      fused.set(update, found.update);
    } else fused.set(update, plain);
  }
  return {
    ...graph,
    updates: graph.updates.flatMap((update) =>
      taken.has(update.variables[0]) ? [] : [fused.get(update) ?? update],
    ),
  };
}

/** The updates whose value a step is made of. */
function candidates(
  step: Value,
  accumulators: ReadonlyMap<Value, number>,
  bySlot: ReadonlyMap<number, Update>,
): Map<number, Update> {
  const parts = [step, ...step.node.inputs, ...step.node.inputs.flatMap(({ node }) => node.inputs)];
  return new Map(
    parts.flatMap((part): [number, Update][] => {
      const slot = accumulators.get(part);
      return slot === undefined ? [] : [[slot, bySlot.get(slot)!]];
    }),
  );
}
