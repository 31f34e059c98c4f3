// Horizontal fusion: the same op on many numbers that are packed into a vector is one op on a vector.
import { constant, op, splatOf, T, type Attrs, type Meta, type Node, type Value } from '../ir';

const UNARY = new Set(['Sqrt', 'Neg', 'Square', 'Abs', 'Log', 'Exp']);
const BINARY = new Set(['Mul', 'Add', 'RealDiv', 'Sub']);
/** The shortest run of the same op that is worth a vector of its own among other numbers. */
const MIN_RUN_LENGTH = 4;

const vector = (length: number): Meta => ({ shape: [length], dtype: 'float32' });
const pack = (values: readonly Value[]): Value =>
  op('Pack', values, { ...T, N: { int: values.length }, axis: { int: 0 } }, vector(values.length));

/** The op of a scalar as text, the same for scalars that one op can compute together; null where no op can. */
function fusionKey({ node: { op: name, inputs, attrs } }: Value): string | null {
  if (UNARY.has(name)) return `${name} ${JSON.stringify(attrs)}`;
  const [x, operand] = inputs;
  if (!BINARY.has(name) || !x || !operand) return null;
  const number = splatOf(operand);
  return x.shape.length === 0 && operand.shape.length === 0 && number !== null ? `${name} ${number}` : null;
}

/** A vector of scalars: where all are the same op on a scalar, that op on a vector. */
function vectorOf(values: readonly Value[]): Value {
  const [first] = values;
  const key = first ? fusionKey(first) : null;
  if (!first || values.length < 2 || key === null || !values.every((value) => fusionKey(value) === key))
    return pack(values);
  const { op: name, inputs, attrs } = first.node;
  const operands = values.flatMap(({ node }) => node.inputs.slice(0, 1));
  return op(name, [vectorOf(operands), ...inputs.slice(1)], attrs, vector(values.length));
}

/** Splits values into runs of the same op; those that are in no long run stay with their neighbours. */
function runsOf(values: readonly Value[]): Value[][] {
  const keys = values.map(fusionKey);
  const runs: { values: Value[]; isLong: boolean }[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    const key = keys[from] ?? null;
    while (to < values.length && keys[to] === key) to++;
    const isLong = key !== null && to - from >= MIN_RUN_LENGTH;
    const last = runs.at(-1);
    if (last && !last.isLong && !isLong) last.values.push(...values.slice(from, to));
    else runs.push({ values: values.slice(from, to), isLong });
  }
  return runs.map((run) => run.values);
}

/**
 * Applies to numbers that leave a graph as a vector, such as the norms of gradients, which are halved sums of squares until then.
 *
 * bench/passes.mjs, 50 layers of 128: 198 of 3,334 nodes and 1 % of the time less.
 */
export function horizontalFusion({ op: name, inputs, outputs: [out] }: Node): readonly Value[] | null {
  if (name !== 'Pack' || out.shape.length !== 1 || out.dtype !== 'float32') return null;
  const whole = vectorOf(inputs);
  if (whole.node.op !== 'Pack') return [whole];
  const runs = runsOf(inputs);
  if (runs.length < 2) return null;
  const axis = constant(Int32Array.of(0), [], 'int32');
  const attrs: Attrs = { ...T, N: { int: runs.length }, Tidx: { type: 'int32' } };
  return [op('ConcatV2', [...runs.map(vectorOf), axis], attrs, vector(inputs.length))];
}
