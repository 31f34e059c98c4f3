// Batch normalisation in training: tfjs spells out its statistics and its gradient, TensorFlow has an op for each.
import { constant, node, op, T, type Attrs, type Graph, type Meta, type Node, type Value } from '../ir';
import { nodesOf, type Replacement, type Rule } from '../traverse';
import {
  matchGradient,
  matchNorm,
  matchScaleGradient,
  type Gradient,
  type Norm,
} from './batch-norm-patterns';
import { reshape } from './reshape';

/** The replacement of a node of a graph: an output of the node of a normalisation or of its gradient. */
interface Plan {
  readonly forward: ReadonlyMap<Node, readonly [norm: Norm, output: number]>;
  readonly backward: ReadonlyMap<Node, readonly [gradient: Gradient, output: 0 | 1]>;
}

function planOf(graph: Graph): Plan {
  const nodes = nodesOf(graph);
  const norms = new Map<Value, Norm>(); // by their variance
  for (const norm of nodes.map(matchNorm)) if (norm) norms.set(norm.captures.variance, norm);
  const forward = new Map<Node, [Norm, number]>();
  for (const norm of norms.values()) {
    forward.set(norm.node, [norm, 0]);
    forward.set(norm.captures.mean.node, [norm, 3]);
    forward.set(norm.captures.variance.node, [norm, 4]);
  }
  const backward = new Map<Node, [Gradient, 0 | 1]>();
  if (norms.size === 0) return { forward, backward };
  const gradients = new Map<Norm, Gradient>();
  for (const one of nodes) {
    const gradient = matchGradient(one.outputs[0], norms);
    if (!gradient) continue;
    backward.set(one, [gradient, 0]);
    gradients.set(gradient.norm, gradient);
  }
  for (const one of nodes) {
    const gradient = matchScaleGradient(one.outputs[0], norms, gradients);
    if (gradient) backward.set(one, [gradient, 1]);
  }
  return { forward, backward };
}

const float = (...shape: number[]): Meta => ({ shape, dtype: 'float32' });
const channelsOf = ({ shape }: Value): Meta => float(shape.at(-1) ?? 1);

const attrsOf = ({ epsilon }: Norm): Attrs => ({
  ...T,
  epsilon: { float: epsilon },
  data_format: { string: 'NHWC' },
  is_training: { bool: true },
});

/** A value with four axes, as TensorFlow's op takes it. */
const withFourAxes = (value: Value): Value =>
  reshape(value, [...Array<number>(4 - value.shape.length).fill(1), ...value.shape]);

/** A node that gives the output; mean and variance with Bessel's correction; then mean and variance without it. */
function forwardNode(norm: Norm, replacement: Replacement): Node {
  const { x, scale } = norm.captures;
  const channels = channelsOf(x);
  const input = withFourAxes(replacement(x));
  const empty = constant(new Float32Array(0), [0], 'float32');
  const inputs = [input, replacement(scale), replacement(norm.offset), empty, empty];
  const outputs = [float(...input.shape), channels, channels, channels, channels];
  return node('FusedBatchNorm', inputs, attrsOf(norm), outputs);
}

/** A node that gives the gradients of x, scale and offset; its other outputs are empty. */
function backwardNode({ norm, dy }: Gradient, replacement: Replacement): Node {
  const { x, mean, variance, scale } = norm.captures;
  const channels = channelsOf(x);
  const input = withFourAxes(replacement(x));
  const inputs = [reshape(replacement(dy), input.shape), input, ...[scale, mean, variance].map(replacement)];
  const outputs = [float(...input.shape), channels, channels, float(0), float(0)];
  return node('FusedBatchNormGrad', inputs, attrsOf(norm), outputs);
}

/**
 * Replaces statistics and output by one node, and the gradients by another one.
 *
 * bench/passes.mjs, 20 layers of 128 with batch norm: 616 of 3,862 nodes and 13 % of the time less.
 */
export function fuseBatchNorm(graph: Graph): Rule {
  const { forward, backward } = planOf(graph);
  const made = new Map<Norm | Gradient, Node>();
  const once = (key: Norm | Gradient, make: () => Node): Node => {
    const known = made.get(key);
    if (known) return known;
    const next = make();
    made.set(key, next);
    return next;
  };
  return (_, original, replacement) => {
    const [norm, place = 0] = forward.get(original) ?? [];
    if (norm) {
      const { outputs } = once(norm, () => forwardNode(norm, replacement));
      return place === 0 ? outputs : outputs.slice(place, place + 1);
    }
    const [gradient, output] = backward.get(original) ?? [];
    if (!gradient) return null;
    const { outputs } = once(gradient, () => backwardNode(gradient, replacement));
    if (output === 1) return outputs.slice(1, 2);
    const [out] = original.outputs;
    const dx = reshape(outputs[0], out.shape);
    return [gradient.rest ? op('Add', [replacement(gradient.rest), dx], T, out) : dx];
  };
}
