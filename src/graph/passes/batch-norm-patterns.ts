// The formulas of batch normalisation as tfjs writes them, forward and backward.
import type { Node, Value } from '../ir';
import { beforeReshape, inputsOf, uniformValue } from './match';
import {
  batchReduction,
  batchSum,
  broadcast,
  call,
  capture,
  commutative,
  literal,
  meanGradient,
  product,
  reshaped,
  type Bindings,
} from './pattern';

const [x, dy, scale] = [capture('x'), capture('dy'), capture('scale')];
const [mean, variance, epsilon] = [capture('mean'), capture('variance'), capture('epsilon')];

// Forward: y = scale·(x - mean)/√(variance + ε) + offset, with the mean and variance of x.
const centered = call('Sub', x, reshaped(mean));
const inverseDeviation = call('Rsqrt', commutative('Add', variance, epsilon));
const batchMean = batchReduction('Mean', x);
const batchVariance = batchReduction('Mean', call('Square', centered));

// Backward: the gradient of x is the sum of three, directly by y, by the variance, and by the mean.
const scaledGradient = product(dy, scale);
const inverseCubed = product(inverseDeviation, inverseDeviation, inverseDeviation, literal(-0.5));
const varianceGradient = batchSum(product(inverseCubed, centered, scaledGradient));
const byVariance = product(meanGradient(varianceGradient), product(centered, literal(2)));
const byMean = meanGradient(
  commutative(
    'Add',
    batchSum(product(product(inverseDeviation, literal(-1)), scaledGradient)),
    call('Neg', batchSum(capture('byVariance'))),
  ),
);
const direct = product(dy, broadcast(inverseDeviation), scale);
const scaleGradient = batchSum(product(dy, product(centered, inverseDeviation)));

/** A normalisation, and the values of its formulas. */
export interface BatchNorm {
  readonly node: Node;
  readonly captures: Readonly<Record<'x' | 'mean' | 'variance' | 'scale', Value>>;
  readonly offset: Value;
  readonly epsilon: number;
}

/** The gradient of a normalisation. */
export interface Gradient {
  readonly batchNorm: BatchNorm;
  /** The gradient of the normalisation's output. */
  readonly dy: Value;
  /** A gradient of x from elsewhere, to which tfjs adds this one; null where there is none. */
  readonly rest: Value | null;
}

/** Whether a value is there before all others. */
const isLeaf = ({ node: { op } }: Value): boolean => ['Variable', 'Const', 'Input'].includes(op);

/** The normalisation by the statistics of the batch that a node is; null for other nodes. */
export function matchBatchNorm(node: Node): BatchNorm | null {
  const [input, gamma, offset, ownMean, ownVariance] = node.inputs;
  const { epsilon: e, is_training: training } = node.attrs;
  if (node.op !== 'FusedBatchNorm' || !input || !gamma || !offset || !ownMean || !ownVariance) return null;
  if (!e || !('float' in e) || !training || !('bool' in training) || training.bool) return null;
  const [match] = batchMean(ownMean, { mean: ownMean }).flatMap((bound) => batchVariance(ownVariance, bound));
  const source = match?.x;
  if (!source || beforeReshape(input) !== beforeReshape(source) || !isLeaf(gamma) || !isLeaf(offset))
    return null;
  if (source.shape.includes(0) || source.shape.length > 4) return null;
  const captures = { x: source, mean: ownMean, variance: ownVariance, scale: gamma };
  return { node, captures, offset, epsilon: e.float };
}

/** The gradient of a normalisation that a sum computes; null where it computes none. */
export function matchGradient(sum: Value, batchNorms: ReadonlyMap<Value, BatchNorm>): Gradient | null {
  const [others, last] = inputsOf(sum, 'Add') ?? [];
  const [first, second] = (others && inputsOf(others, 'Add')) ?? [];
  if (!first || !second || !last) return null;
  for (const found of byMean(last, { byVariance: second })) {
    const batchNorm = batchNormOf(found, batchNorms);
    if (batchNorm === null) continue;
    for (const match of byMean(last, { ...batchNorm.captures, byVariance: second })) {
      const gradient = match.dy;
      if (!gradient || !hasEpsilon(match, batchNorm) || byVariance(second, match).length === 0) continue;
      if (direct(first, match).length > 0) return { batchNorm, dy: gradient, rest: null };
      const [rest, own] = inputsOf(first, 'Add') ?? [];
      if (rest && own && direct(own, match).length > 0) return { batchNorm, dy: gradient, rest };
    }
  }
  return null;
}

/** The gradient of a normalisation whose part for the scale is this value; null where it is none. */
export function matchScaleGradient(
  value: Value,
  batchNorms: ReadonlyMap<Value, BatchNorm>,
  gradients: ReadonlyMap<BatchNorm, Gradient>,
): Gradient | null {
  for (const found of scaleGradient(value, {})) {
    const batchNorm = batchNormOf(found, batchNorms);
    const gradient = batchNorm && gradients.get(batchNorm);
    if (!gradient) continue;
    const matches = scaleGradient(value, { ...batchNorm.captures, dy: gradient.dy });
    if (matches.some((match) => hasEpsilon(match, batchNorm))) return gradient;
  }
  return null;
}

const batchNormOf = (
  { variance: bound }: Bindings,
  batchNorms: ReadonlyMap<Value, BatchNorm>,
): BatchNorm | null => (bound && batchNorms.get(bound)) ?? null;

/** Whether ε is that of the normalisation, to float32. */
const hasEpsilon = ({ epsilon: bound }: Bindings, batchNorm: BatchNorm): boolean =>
  bound !== undefined && Math.abs((uniformValue(bound) ?? NaN) / batchNorm.epsilon - 1) < 1e-6;
