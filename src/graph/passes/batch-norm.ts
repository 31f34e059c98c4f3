// Batch normalisation in training: tfjs spells out its statistics and its gradient, TensorFlow has a node for each.
import {
  constant,
  node,
  nodesOf,
  op,
  T,
  type Attrs,
  type Graph,
  type Meta,
  type Node,
  type Rule,
  type Value,
} from '../ir';
import {
  anyShape,
  call,
  either,
  letter,
  number,
  overBatch,
  product,
  shared,
  spread,
  summed,
} from './pattern';
import { made, numberIn, unshaped } from './match';
import { reshape } from './simplify';

const [x, dy, scale] = ['x', 'dy', 'scale'].map(letter);
const [mean, variance, epsilon] = ['mean', 'variance', 'epsilon'].map(letter);

// The way forward: y = scale·(x - mean)/√(variance + ε) + offset, of x's own mean and variance.
const centred = call('Sub', x, anyShape(mean));
const inverse = call('Rsqrt', either('Add', variance, epsilon));
const theMean = overBatch('Mean', x);
const theVariance = overBatch('Mean', call('Square', centred));

// The way back, as tfjs goes it: x has a part in y, in the variance, and in the mean.
const g = product(dy, scale);
const cube = product(inverse, inverse, inverse, number(-0.5));
const dVariance = summed(product(cube, centred, g));
const throughVariance = product(shared(dVariance), product(centred, number(2)));
const dMean = either(
  'Add',
  summed(product(product(inverse, number(-1)), g)),
  call('Neg', summed(letter('throughVariance'))),
);
const throughMean = shared(dMean);
const direct = product(dy, spread(inverse), scale);
const dScale = summed(product(dy, product(centred, inverse)));

/** A normalisation, and the letters of its formulas. */
interface Norm {
  readonly node: Node;
  readonly letters: Readonly<Record<'x' | 'mean' | 'variance' | 'scale', Value>>;
  readonly offset: Value;
  readonly epsilon: number;
}

/** Its gradient: what comes to its output; and what else is added to that which goes on to x. */
interface Gradient {
  readonly norm: Norm;
  readonly dy: Value;
  readonly rest: Value | null;
}

/** What needs nothing else: it is there before all others. */
const isLeaf = ({ node: { op: name } }: Value): boolean => ['Variable', 'Const', 'Input'].includes(name);

function normOf(one: Node): Norm | null {
  const [x4, gamma, offset, ownMean, ownVariance] = one.inputs;
  const { epsilon: e, is_training: training } = one.attrs;
  if (one.op !== 'FusedBatchNorm' || !('float' in e) || !('bool' in training) || training.bool) return null;
  const [found] = theMean(ownMean, { mean: ownMean }).flatMap((way) => theVariance(ownVariance, way));
  if (!found || unshaped(x4) !== unshaped(found.x) || !isLeaf(gamma) || !isLeaf(offset)) return null;
  if (found.x.shape.includes(0) || found.x.shape.length > 4) return null;
  const letters = { x: found.x, mean: ownMean, variance: ownVariance, scale: gamma };
  return { node: one, letters, offset, epsilon: e.float };
}

/** The gradient of which of the normalisations a sum is. */
function gradientOf(sum: Value, norms: ReadonlyMap<Value, Norm>): Gradient | null {
  const [others, last] = made(sum, 'Add') ?? [];
  const [first, second] = (others && made(others, 'Add')) ?? [];
  if (first === undefined) return null;
  for (const { variance: its } of throughMean(last, { throughVariance: second })) {
    const norm = norms.get(its);
    if (norm === undefined) continue;
    for (const way of throughMean(last, { ...norm.letters, throughVariance: second })) {
      if (!isNear(way.epsilon, norm.epsilon) || throughVariance(second, way).length === 0) continue;
      if (direct(first, way).length > 0) return { norm, dy: way.dy, rest: null };
      const [rest, past] = made(first, 'Add') ?? [];
      if (rest && direct(past, way).length > 0) return { norm, dy: way.dy, rest };
    }
  }
  return null;
}

const isNear = (value: Value, expected: number): boolean =>
  Math.abs((numberIn(value) ?? NaN) / expected - 1) < 1e-6;

const settings = (norm: Norm): Attrs => ({
  ...T,
  epsilon: { float: norm.epsilon },
  data_format: { string: 'NHWC' },
  is_training: { bool: true },
});

const inFour = (value: Value): Value =>
  reshape(value, [...Array<number>(4 - value.shape.length).fill(1), ...value.shape]);

type Now = (value: Value) => Value;
const float = (...shape: number[]): Meta => ({ shape, dtype: 'float32' });

/** Output, mean and variance with Bessel's correction; then mean and variance as they are. */
function forwardNode(norm: Norm, now: Now): Node {
  const { x: input, scale: gamma } = norm.letters;
  const perChannel = float(input.shape.at(-1)!);
  const given = inFour(now(input));
  const none = constant(new Float32Array(0), [0], 'float32');
  const inputs = [given, now(gamma), now(norm.offset), none, none];
  const outputs = [float(...given.shape), perChannel, perChannel, perChannel, perChannel];
  return node('FusedBatchNorm', inputs, settings(norm), outputs);
}

/** The gradients of x, scale and offset; the rest is nothing. */
function backwardNode({ norm, dy: came }: Gradient, now: Now): Node {
  const { x: input, mean: by, variance: its, scale: gamma } = norm.letters;
  const perChannel = float(input.shape.at(-1)!);
  const given = inFour(now(input));
  const inputs = [reshape(now(came), given.shape), given, now(gamma), now(by), now(its)];
  const outputs = [float(...given.shape), perChannel, perChannel, float(0), float(0)];
  return node('FusedBatchNormGrad', inputs, settings(norm), outputs);
}

/** What the nodes of a graph are to become: the n-th output of a normalisation's, or of its gradient's, node. */
function planOf(graph: Graph): { forward: Map<Node, [Norm, number]>; back: Map<Node, [Gradient, number]> } {
  const nodes = nodesOf(graph);
  const norms = new Map<Value, Norm>();
  for (const norm of nodes.map(normOf)) if (norm) norms.set(norm.letters.variance, norm);
  const forward = new Map<Node, [Norm, number]>();
  for (const norm of norms.values()) {
    forward.set(norm.node, [norm, 0]);
    forward.set(norm.letters.mean.node, [norm, 3]);
    forward.set(norm.letters.variance.node, [norm, 4]);
  }
  const back = new Map<Node, [Gradient, number]>();
  if (norms.size === 0) return { forward, back };
  const gradients = new Map<Norm, Gradient>();
  for (const one of nodes) {
    const gradient = gradientOf(one.outputs[0], norms);
    if (!gradient) continue;
    back.set(one, [gradient, 0]);
    gradients.set(gradient.norm, gradient);
  }
  for (const one of nodes) {
    const [value] = one.outputs;
    for (const { variance: its } of dScale(value, {})) {
      const gradient = gradients.get(norms.get(its)!);
      if (!gradient) continue;
      const { norm, dy: came } = gradient;
      const ways = dScale(value, { ...norm.letters, dy: came });
      if (ways.some((way) => isNear(way.epsilon, norm.epsilon))) back.set(one, [gradient, 1]);
    }
  }
  return { forward, back };
}

/**
 * One node for the statistics and the output, one for the gradients.
 *
 * bench/passes.mjs, 20 layers of 128 with batch norm: 616 of 3,862 nodes and 13 % of the time less.
 */
export function batchNorm(graph: Graph): Rule {
  const { forward, back } = planOf(graph);
  const nodes = new Map<Norm | Gradient, Node>();
  const once = <K extends Norm | Gradient>(key: K, make: (key: K, now: Now) => Node, now: Now): Node => {
    if (!nodes.has(key)) nodes.set(key, make(key, now));
    return nodes.get(key)!;
  };
  return (_, old, now) => {
    const [norm, place] = forward.get(old) ?? [];
    if (norm) {
      const { outputs } = once(norm, forwardNode, now);
      return place === 0 ? outputs : [outputs[place!]];
    }
    const [gradient, which] = back.get(old) ?? [];
    if (!gradient) return null;
    const { outputs } = once(gradient, backwardNode, now);
    if (which === 1) return [outputs[1]];
    const dx = reshape(outputs[0], old.outputs[0].shape);
    return [gradient.rest ? op('Add', [now(gradient.rest), dx], T, old.outputs[0]) : dx];
  };
}
