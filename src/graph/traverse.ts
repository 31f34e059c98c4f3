// Walking a graph, and rewriting it node by node.
import { node, type Graph, type Node, type Value } from './ir';

/** The values that a graph computes for others: outputs, what updates write, and the gate. */
export const rootsOf = ({ outputs, updates, gate }: Graph): Value[] => [
  ...outputs,
  ...updates.flatMap(({ inputs }) => inputs),
  ...(gate ? [gate] : []),
];

/** The nodes that a graph's roots need, each after its inputs (topological order); dead nodes are not among them. */
export function nodesOf(graph: Graph): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  // Depth first, with an explicit stack: a thousand layers are too deep for recursion.
  for (const root of rootsOf(graph)) {
    const stack: Node[] = [root.node];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const at = state.get(top);
      if (at === undefined) {
        state.set(top, 'open');
        for (const { node: input } of top.inputs) {
          if (state.get(input) === 'open') throw new Error(`graph: a cycle through ${input.op}`);
          if (!state.has(input)) stack.push(input);
        }
        continue;
      }
      stack.pop();
      if (at === 'done') continue;
      state.set(top, 'done');
      order.push(top);
    }
  }
  return order;
}

/** How often each value is used, as an input or as a root. */
export function usesOf(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (value: Value): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of nodesOf(graph)) inputs.forEach(count);
  rootsOf(graph).forEach(count);
  return uses;
}

/** Gives the value that has replaced one of the original graph. */
export type Replacement = (value: Value) => Value;

/**
 * A rewrite of one node: the replacements of its outputs, in order, or null to leave it.
 *
 * @param node the node with its inputs already replaced
 * @param original the node of the original graph
 * @param replacement gives the replacement of a value that comes before the node
 */
export type Rule = (node: Node, original: Node, replacement: Replacement) => readonly Value[] | null;

/** Applies a rule to each node of a graph, inputs first. */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const replacements = new Map<Value, Value>();
  const replacement: Replacement = (value) => replacements.get(value) ?? value;
  for (const original of nodesOf(graph)) {
    const inputs = original.inputs.map(replacement);
    const changed = inputs.some((input, i) => input !== original.inputs[i]);
    const { data, slot } = original;
    const extra = { ...(data ? { data } : {}), ...(slot === undefined ? {} : { slot }) };
    const next = changed ? node(original.op, inputs, original.attrs, original.outputs, extra) : original;
    const replaced = rule(next, original, replacement) ?? next.outputs;
    original.outputs.forEach((output, i) => {
      const by = replaced[i];
      if (by !== undefined && by !== output) replacements.set(output, by);
    });
  }
  return {
    outputs: graph.outputs.map(replacement),
    updates: graph.updates.map((update) => ({ ...update, inputs: update.inputs.map(replacement) })),
    gate: graph.gate && replacement(graph.gate),
  };
}
