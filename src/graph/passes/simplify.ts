// Constant folding and algebraic identities: results stay the same, bit for bit.
import {
  constant,
  dataOf,
  floatScalar,
  op,
  sameShape,
  sizeOf,
  splatOf,
  T,
  type Data,
  type DType,
  type Node,
  type Value,
} from '../ir';
import { intsOf, isSplat } from './match';
import { reshape } from './reshape';

/** The most entries of a constant that is worth storing instead of computing. */
const MAX_CONSTANT_SIZE = 4096;

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
const filled = (dtype: DType, size: number, value: number): Data => new ARRAYS[dtype](size).fill(value);

/** float32 arithmetic on numbers: rounded to nearest after each operation, as IEEE 754 requires everywhere. */
const ARITHMETIC: Readonly<Partial<Record<string, (a: number, b: number) => number>>> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Neg: (a) => -a,
};

/** Folds arithmetic between numbers that are constants. */
function fold({ op: name, inputs }: Node, { shape, dtype }: Value): Value | null {
  const compute = ARITHMETIC[name];
  if (compute === undefined || dtype !== 'float32' || sizeOf(shape) > MAX_CONSTANT_SIZE) return null;
  const [a = null, b = 0] = inputs.map(splatOf);
  if (a === null || b === null) return null;
  return constant(filled(dtype, sizeOf(shape), Math.fround(compute(a, b))), shape, dtype);
}

/** A value without entries is known. TensorFlow's own rewriter makes a node of it that divides by zero, which ends the process. */
const withoutEntries = ({ shape, dtype }: Value): Value | null =>
  sizeOf(shape) === 0 && dtype in ARRAYS ? constant(filled(dtype, 0, 0), shape, dtype) : null;

/** A simpler value for the output of a node, given the node's inputs; null where there is none. */
type Identity = (output: Value, x: Value, y: Value | undefined, node: Node) => Value | null;

const sameTypeAndShape: Identity = ({ dtype, shape }, x) =>
  x.dtype === dtype && sameShape(x.shape, shape) ? x : null;

const multiply: Identity = ({ shape }, a, b) => {
  if (b && isSplat(b, 1) && sameShape(a.shape, shape)) return a;
  return b && isSplat(a, 1) && sameShape(b.shape, shape) ? b : null;
};

const divide: Identity = ({ shape }, a, b) => (b && isSplat(b, 1) && sameShape(a.shape, shape) ? a : null);

/** A reduction over axes of size 1 changes the shape only. */
const reduce: Identity = ({ shape }, x) =>
  sizeOf(x.shape) === sizeOf(shape) && sizeOf(shape) > 0 ? reshape(x, shape) : null;

/** A one-hot encoding of another type has its two constants in that type. */
function castOneHot({ inputs: [indices, depth, ...values], attrs }: Node, output: Value): Value | null {
  const [on = null, off = null] = values.map(splatOf);
  if (output.dtype !== 'float32' || on === null || off === null || !indices || !depth) return null;
  return op('OneHot', [indices, depth, floatScalar(on), floatScalar(off)], { ...attrs, ...T }, output);
}

const cast: Identity = (output, x) => {
  const data = dataOf(x);
  if (x.dtype === output.dtype) return x;
  if (x.node.op === 'OneHot') return castOneHot(x.node, output);
  if (data === null || data.length > MAX_CONSTANT_SIZE || output.dtype !== 'float32') return null;
  return constant(Float32Array.from(data), output.shape, 'float32');
};

const fill: Identity = ({ shape, dtype }, _, value) => {
  const number = value ? splatOf(value) : null;
  return number === null || sizeOf(shape) > MAX_CONSTANT_SIZE
    ? null
    : constant(filled(dtype, sizeOf(shape), number), shape, dtype);
};

const reshapeAgain: Identity = ({ shape }, x) => {
  const next = reshape(x, shape);
  return next.node.op === 'Reshape' && x.node.op !== 'Reshape' ? null : next;
};

const transpose: Identity = (_, x, order) =>
  order && intsOf(order)?.every((axis, i) => axis === i) ? x : null;

const tile: Identity = (_, x, multiples) => (multiples && isSplat(multiples, 1) ? x : null);

const IDENTITIES: Readonly<Partial<Record<string, Identity>>> = {
  Identity: sameTypeAndShape,
  Cast: cast,
  Fill: fill,
  Mul: multiply,
  RealDiv: divide,
  Sum: reduce,
  Mean: reduce,
  Max: reduce,
  Min: reduce,
  Reshape: reshapeAgain,
  ExpandDims: ({ shape }, x) => reshape(x, shape),
  Transpose: transpose,
  Tile: tile,
};

/** bench/passes.mjs, 50 layers of 128: 763 of 3,334 nodes and 6 % of the time less. */
export function simplify(node: Node): readonly Value[] | null {
  const { inputs, outputs } = node;
  const [output] = outputs;
  const [x, y] = inputs;
  if (outputs.length !== 1 || x === undefined) return null;
  const next =
    withoutEntries(output) ?? fold(node, output) ?? IDENTITIES[node.op]?.(output, x, y, node) ?? null;
  return next === null || next === output ? null : [next];
}
