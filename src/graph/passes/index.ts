// The second stage of a program: the passes, in the order in which one prepares for the next. A dead node drops out of a graph by
// itself, since no root needs it.
import type { Graph } from '../ir';
import { rewrite, type Rule } from '../traverse';
import { verify } from '../verify';
import { fuseBatchNorm } from './batch-norm';
import { fuseCrossEntropy } from './cross-entropy';
import { eliminateCommonSubexpressions } from './cse';
import { fuseGradients } from './gradient-ops';
import { horizontalFusion } from './horizontal-fusion';
import { fuseSumsOfSquares } from './l2-loss';
import { fuseActivations, fuseBiases, gradientsFromOutputs } from './matmul-fusion';
import { fuseOptimizerUpdates } from './optimizer-updates';
import { simplify } from './simplify';
import { squeeze } from './squeeze';

/** A graph pass: it gives a graph that computes the same in less time. */
export interface Pass {
  readonly name: string;
  readonly apply: (graph: Graph) => Graph;
}

const byRule = (name: string, rule: Rule): Pass => ({ name, apply: (graph) => rewrite(graph, rule) });
/** A pass whose rule depends on the whole graph, or remembers what it has met in it. */
const byGraph = (name: string, rule: (graph: Graph) => Rule): Pass => ({
  name,
  apply: (graph) => rewrite(graph, rule(graph)),
});

/** Passes that leave results as they are, bit for bit. */
export const exactPasses: readonly Pass[] = [
  byRule('simplify', simplify),
  byRule('squeeze', squeeze),
  byRule('simplify again', simplify),
  byGraph('common subexpressions', eliminateCommonSubexpressions),
];

/** Passes that use TensorFlow's ops for several, which add in another order: results agree to rounding. */
const fusions: readonly Pass[] = [
  byRule('gradients', fuseGradients),
  byRule('sums of squares', fuseSumsOfSquares),
  { name: 'optimizer updates', apply: fuseOptimizerUpdates },
];

/** Passes that XLA does without, since it fuses by itself and knows no fused products. */
const layerFusions: readonly Pass[] = [
  byGraph('batch norm', fuseBatchNorm),
  byGraph('cross-entropy', fuseCrossEntropy),
  byGraph('gradients from outputs', gradientsFromOutputs),
  byGraph('activations', fuseActivations),
  byGraph('biases', fuseBiases),
];

/** Horizontal fusion of numbers that leave a graph together; it applies also to those that are packed after the passes. */
export const horizontalFusionPass = byRule('horizontal fusion', horizontalFusion);

const last: readonly Pass[] = [
  byGraph('common subexpressions again', eliminateCommonSubexpressions),
  horizontalFusionPass,
];

/** All passes; `node bench/passes.mjs` measures what each gains. */
export const allPasses: readonly Pass[] = [...exactPasses, ...fusions, ...layerFusions, ...last];

/** The passes for graphs that XLA compiles. */
export const xlaPasses: readonly Pass[] = [...exactPasses, ...fusions, ...last];

/** Applies passes in turn, and verifies the graph after each. */
export function optimize(graph: Graph, passes: readonly Pass[]): Graph {
  return passes.reduce((before, { name, apply }) => {
    const after = apply(before);
    verify(after, name);
    return after;
  }, graph);
}
