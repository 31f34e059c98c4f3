// The public face of the native engine: a graph to a runtime, or why it can't be one.
import { availableParallelism } from 'node:os';
import type { Graph, Meta } from '../ir';
import type { Runtime } from '../runtime';
import { loadAddon } from './addon';
import { lowerToPlan } from './lower';
import { NativeRuntime } from './runtime';

/** More threads than this find nothing to do in a training step. */
const MAX_THREADS = 4;

/**
 * Lowers and loads a graph.
 *
 * @returns the runtime; or why TensorFlow has to run the graph, as text
 */
export function nativeRuntime(
  graph: Graph,
  inputs: readonly Meta[],
  variables: readonly Meta[],
  threads = Math.min(MAX_THREADS, availableParallelism()),
): Runtime | string {
  const addon = loadAddon();
  if (typeof addon === 'string') return addon;
  const plan = lowerToPlan(graph, inputs, variables, threads);
  return typeof plan === 'string' ? `the native engine lacks ${plan}` : new NativeRuntime(addon, plan);
}
