// Describes a program: its ops, variables, sizes and durations.
import type { tf } from '../backend';
import type { Inspection } from './compiled';
import { sizeOf, type Graph } from './ir';
import { nodesOf } from './traverse';

/** The ops of a graph with their numbers, the most frequent one first. */
export function countOps(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
  for (const { op: name } of nodesOf(graph)) count(name);
  for (const update of graph.updates) count(update.op);
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

/** The slots of the variables that a graph writes. */
export const writtenSlots = (graph: Graph): ReadonlySet<number> =>
  new Set(graph.updates.flatMap(({ variables }) => variables));

/** The variables of a graph, in the terms of an inspection. */
export const describeVariables = (
  variables: readonly tf.Variable[],
  written: ReadonlySet<number>,
): Pick<Inspection, 'variables' | 'variableBytes'> => ({
  variables: variables.map(({ name, shape }, slot) => ({ name, shape, written: written.has(slot) })),
  variableBytes: 4 * variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
});
