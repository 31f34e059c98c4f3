// Leading axes of size 1 are dropped: tfjs multiplies matrices as batches of one, with three reshapes and sums over that axis.
import { intVector, op, sameShape, sizeOf, type Node, type Value } from '../ir';
import { inputsOf, reductionAxes } from './match';
import { reshape } from './reshape';

/** A shape without its leading ones, but with at least `keep` axes. */
const squeezedShape = (shape: readonly number[], keep = 0): readonly number[] => {
  const first = shape.findIndex((size, i) => size !== 1 || i >= shape.length - keep);
  return first < 0 ? [] : shape.slice(first);
};

/** A product of a batch of one is a product of matrices. */
function squeezeMatMul({ op: name, inputs: [a, b], attrs, outputs: [out] }: Node): Value | null {
  if (name !== 'BatchMatMulV2' || out.dtype !== 'float32' || !a || !b) return null;
  const [shapeA, shapeB] = [squeezedShape(a.shape, 2), squeezedShape(b.shape, 2)];
  if (shapeA.length !== 2 || shapeB.length !== 2) return null;
  const isAdjoint = (name: 'adj_x' | 'adj_y') => attrs[name] ?? { bool: false };
  const product = op(
    'MatMul',
    [reshape(a, shapeA), reshape(b, shapeB)],
    { T: { type: 'float32' }, transpose_a: isAdjoint('adj_x'), transpose_b: isAdjoint('adj_y') },
    { shape: out.shape.slice(-2), dtype: 'float32' },
  );
  return reshape(product, out.shape);
}

const ELEMENTWISE = new Set(
  'Abs Add AddV2 Elu Erf Exp Expm1 LeakyRelu Log Log1p Maximum Minimum Mul Neg Pow RealDiv Relu Relu6 Rsqrt Selu Sigmoid Softplus Sqrt Square SquaredDifference Sub Tanh'.split(
    ' ',
  ),
);

/** An elementwise op on [1, n, m] is the op on [n, m]; inputs that are broadcast may have fewer axes. */
function squeezeElementwise({ op: name, inputs, attrs, outputs: [out] }: Node): Value | null {
  if (!ELEMENTWISE.has(name) || out.shape[0] !== 1 || out.shape.length < 2) return null;
  if (!inputs.some(({ node: { op: by } }) => by === 'Reshape')) return null;
  const shape = squeezedShape(out.shape, 1);
  if (shape.length === out.shape.length) return null;
  const squeezed = inputs.map((input) =>
    reshape(input, squeezedShape(input.shape, Math.min(input.shape.length, shape.length))),
  );
  if (squeezed.some((input) => input.shape.length > shape.length)) return null;
  return reshape(op(name, squeezed, attrs, { shape, dtype: out.dtype }), out.shape);
}

/** A sum over [1, n, m] is the sum over [n, m]. */
function squeezeSum({ attrs, outputs: [out] }: Node): Value | null {
  const [x, axes] = inputsOf(out, 'Sum') ?? [];
  if (!x || !axes || x.node.op !== 'Reshape' || x.shape[0] !== 1) return null;
  const reduced = reductionAxes(x, axes);
  const from = squeezedShape(x.shape, 1);
  const dropped = x.shape.length - from.length;
  const keepDims = attrs.keep_dims;
  if (reduced === null || dropped === 0 || !keepDims || !('bool' in keepDims) || keepDims.bool) return null;
  const rest = reduced.filter((axis) => axis >= dropped).map((axis) => axis - dropped);
  const shape = from.filter((_, i) => !rest.includes(i));
  if (sizeOf(shape) !== sizeOf(out.shape) || rest.length === 0) return null;
  const sum = op('Sum', [reshape(x, from), intVector(rest)], attrs, { shape, dtype: out.dtype });
  return sameShape(shape, out.shape) ? sum : reshape(sum, out.shape);
}

/** bench/passes.mjs, 50 layers of 128: 598 of 3,334 nodes and 4 % of the time less. */
export function squeeze(node: Node): readonly Value[] | null {
  const next = squeezeMatMul(node) ?? squeezeElementwise(node) ?? squeezeSum(node);
  return next && [next];
}
