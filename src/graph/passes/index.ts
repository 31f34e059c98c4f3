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
  ['gradients of outputs', byGraph(gradientsOfOutputs)],
  ['fuse', byGraph(fuse)],
  ['fuse biases', byGraph(fuseBias)],
  ['share again', byGraph(share)],
  ['vectors', byRule(vectors)],
];

/**
 * A graph that gives the same and takes less time.
 *
 * @param onlyExact leaves out the passes that may change how a result is rounded
 */
export function optimize(graph: Graph, onlyExact = false): Graph {
  return (onlyExact ? exact : [...exact, ...fusing]).reduce((now, [name, pass]) => {
    const next = pass(now);
    check(next, name);
    return next;
  }, graph);
}
