// The passes, in the order in which one makes room for the next. What is dead falls out between them: see nodesOf.
import { check } from '../check';
import { rewrite, type Graph, type Rule } from '../ir';
import { flatten } from './flatten';
import { fuse, fuseBias, gradientsOfOutputs } from './fuse';
import { gradients } from './gradients';
import { norms } from './norms';
import { share } from './share';
import { simplify } from './simplify';
import { updates } from './updates';
import { vectors } from './vectors';

type Pass = (graph: Graph) => Graph;

const byRule =
  (rule: Rule): Pass =>
  (graph) =>
    rewrite(graph, rule);
const byGraph =
  (rule: (graph: Graph) => Rule): Pass =>
  (graph) =>
    rewrite(graph, rule(graph));

/** Exact ones: results stay as they are, bit for bit. */
const exact: readonly (readonly [name: string, pass: Pass])[] = [
  ['simplify', byRule(simplify)],
  ['flatten', byRule(flatten)],
  ['simplify again', byRule(simplify)],
  ['share', byGraph(share)],
];

/** These use TensorFlow's own nodes for whole steps, which add in another order: results agree to rounding. */
const fusing: readonly (readonly [name: string, pass: Pass])[] = [
  ['gradients', byRule(gradients)],
  ['norms', byRule(norms)],
  ['updates', updates],
];

/** XLA fuses by itself, and knows no fused products. */
const products: readonly (readonly [name: string, pass: Pass])[] = [
  ['gradients of outputs', byGraph(gradientsOfOutputs)],
  ['fuse', byGraph(fuse)],
  ['fuse biases', byGraph(fuseBias)],
];

const last: readonly (readonly [name: string, pass: Pass])[] = [
  ['share again', byGraph(share)],
  ['vectors', byRule(vectors)],
];

/** What a graph is for: results bit for bit as on the tape, speed, or XLA. */
export type Mode = 'exact' | 'fast' | 'xla';
const passes: Readonly<Record<Mode, readonly (readonly [name: string, pass: Pass])[]>> = {
  exact,
  fast: [...exact, ...fusing, ...products, ...last],
  xla: [...exact, ...fusing, ...last],
};

/** A graph that gives the same and takes less time. */
export function optimize(graph: Graph, mode: Mode): Graph {
  return passes[mode].reduce((now, [name, pass]) => {
    const next = pass(now);
    check(next, name);
    return next;
  }, graph);
}
