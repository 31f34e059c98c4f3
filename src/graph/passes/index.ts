// The passes, in the order in which one makes room for the next. What is dead falls out between them: see nodesOf.
import { check } from '../check';
import { rewrite, type Graph, type Rule } from '../ir';
import { batchNorm } from './batch-norm';
import { crossEntropy } from './cross-entropy';
import { flatten } from './flatten';
import { fuse, fuseBias, gradientsOfOutputs } from './fuse';
import { gradients } from './gradients';
import { norms } from './norms';
import { share } from './share';
import { simplify } from './simplify';
import { updates } from './updates';
import { vectors } from './vectors';

/** Gives a graph that does the same in less time. */
export interface Pass {
  readonly name: string;
  readonly apply: (graph: Graph) => Graph;
}

const byRule = (name: string, rule: Rule): Pass => ({ name, apply: (graph) => rewrite(graph, rule) });
const byGraph = (name: string, rule: (graph: Graph) => Rule): Pass => ({
  name,
  apply: (graph) => rewrite(graph, rule(graph)),
});

/** Results stay as they are, bit for bit. */
export const exact: readonly Pass[] = [
  byRule('simplify', simplify),
  byRule('flatten', flatten),
  byRule('simplify again', simplify),
  byGraph('share', share),
];

/** These use TensorFlow's own nodes for whole steps, which add in another order: results agree to rounding. */
const fusing: readonly Pass[] = [
  byRule('gradients', gradients),
  byRule('norms', norms),
  { name: 'updates', apply: updates },
];

const products: readonly Pass[] = [
  byGraph('batch norm', batchNorm),
  byGraph('cross-entropy', crossEntropy),
  byGraph('gradients of outputs', gradientsOfOutputs),
  byGraph('fuse', fuse),
  byGraph('fuse biases', fuseBias),
];

/** For numbers that leave together, also those that are packed after the passes. */
export const vectorize = byRule('vectors', vectors);

const last: readonly Pass[] = [byGraph('share again', share), vectorize];

/** All of them: what each gains, `node bench/passes.mjs` measures. */
export const fast: readonly Pass[] = [...exact, ...fusing, ...products, ...last];

/** XLA fuses by itself, and knows no fused products. */
export const forXla: readonly Pass[] = [...exact, ...fusing, ...last];

/** Applies passes in turn; the graph is checked after each. */
export function optimize(graph: Graph, passes: readonly Pass[]): Graph {
  return passes.reduce((now, { name, apply }) => {
    const next = apply(now);
    check(next, name);
    return next;
  }, graph);
}
