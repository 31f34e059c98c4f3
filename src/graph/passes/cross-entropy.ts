// The cross-entropy of logits is one node, which also gives its gradient.
import { node, sameShape, T, type Node, type Value } from '../ir';
import type { Rule } from '../traverse';
import { beforeReshape, bothOrders, inputOf, inputsOf, reductionAxes } from './match';

/** The input of a reduction over the classes, the last of two axes. */
function reducedClasses(value: Value, op: 'Sum' | 'Max'): Value | null {
  const [x, axes] = inputsOf(value, op) ?? [];
  return x?.shape.length === 2 && axes && reductionAxes(x, axes)?.join() === '1' ? x : null;
}

/** The logits z of a logarithm of their softmax as tfjs writes it: z - (max z + log Σ exp(z - max z)). */
function logitsOf(logSoftmax: Value): Value | null {
  const [logits, normalizer] = inputsOf(logSoftmax, 'Sub') ?? [];
  if (!normalizer || logits?.shape.length !== 2 || logits.dtype !== 'float32' || logits.shape.includes(0))
    return null;
  for (const [max, log] of bothOrders(inputsOf(beforeReshape(normalizer), 'Add'))) {
    const sum = inputOf(beforeReshape(log), 'Log');
    const exponentials = sum && reducedClasses(beforeReshape(sum), 'Sum');
    const shifted = exponentials && inputOf(exponentials, 'Exp');
    const [z, subtracted] = (shifted && inputsOf(shifted, 'Sub')) ?? [];
    if (z !== logits || !subtracted || beforeReshape(subtracted) !== beforeReshape(max)) continue;
    if (reducedClasses(beforeReshape(max), 'Max') === logits) return logits;
  }
  return null;
}

/** A use of the cross-entropy. */
interface Match {
  readonly logits: Value;
  readonly labels: Value;
  /** 0: the loss of each example. 1: its gradient, the softmax less the labels. */
  readonly output: 0 | 1;
}

const matchOf = (logSoftmax: Value, labels: Value, output: 0 | 1): Match | null => {
  const logits = logitsOf(logSoftmax);
  return logits !== null && sameShape(labels.shape, logits.shape) ? { logits, labels, output } : null;
};

/** Σ -(log softmax · labels) over the classes. */
function matchLoss({ outputs: [sum] }: Node): Match | null {
  const terms = sum.shape.length === 1 ? reducedClasses(sum, 'Sum') : null;
  const product = terms && inputOf(terms, 'Neg');
  for (const [logSoftmax, labels] of bothOrders(product && inputsOf(product, 'Mul'))) {
    const match = matchOf(logSoftmax, labels, 0);
    if (match) return match;
  }
  return null;
}

/** exp(log softmax) - labels. */
function matchGradient({ outputs: [difference] }: Node): Match | null {
  const [softmax, labels] = inputsOf(difference, 'Sub') ?? [];
  const logSoftmax = softmax && inputOf(softmax, 'Exp');
  return logSoftmax && labels ? matchOf(logSoftmax, labels, 1) : null;
}

/**
 * A rule for one rewrite of a graph: it remembers the nodes that it made, so that a loss and its gradient share one. The nodes that
 * it replaces lie between the last layer's products, where nothing else can run.
 *
 * bench/passes.mjs, 50 layers of 128: 16 of 3,334 nodes less; the time stays within the noise. So it does at 4 layers, where
 * it is 16 of 298.
 */
export function fuseCrossEntropy(): Rule {
  const fused = new Map<string, Node>();
  return (one) => {
    const match = matchLoss(one) ?? matchGradient(one);
    if (!match) return null;
    const { logits, labels, output } = match;
    const key = [logits, labels].map((value) => `${value.node.id}:${value.index}`).join();
    const crossEntropy =
      fused.get(key) ??
      node('SoftmaxCrossEntropyWithLogits', [logits, labels], T, [
        { shape: logits.shape.slice(0, 1), dtype: 'float32' },
        { shape: logits.shape, dtype: 'float32' },
      ]);
    fused.set(key, crossEntropy);
    return crossEntropy.outputs.slice(output, output + 1);
  };
}
