// A sum of squares is one node: L2Loss, which is half of it.
import { floatScalar, op, T, type Node, type Value } from '../ir';
import { axesOf, isNumber, made } from './match';

const SCALAR = { shape: [], dtype: 'float32' } as const;

/** What a value is the square of, however it is written. */
function squareRoot(value: Value): Value | null {
  const [x] = made(value, 'Square') ?? [];
  if (x) return x;
  const [a, b] = made(value, 'Mul') ?? [];
  if (a && a === b) return a;
  const [base, exponent] = made(value, 'Pow') ?? [];
  if (base && isNumber(exponent, 2)) return made(base, 'Abs')?.[0] ?? base;
  return null;
}

/**
 * The half that is doubled again is exact.
 *
 * bench/passes.mjs, 50 layers of 128: 54 of 3,334 nodes and 3 % of the time less.
 */
export function norms({ op: name, inputs: [x, axes], outputs: [out] }: Node): readonly Value[] | null {
  if (name !== 'Sum' || out.shape.length > 0 || out.dtype !== 'float32') return null;
  if (axesOf(x, axes)?.length !== x.shape.length) return null;
  const root = squareRoot(x);
  return root && [op('Mul', [op('L2Loss', [flat(root)], T, SCALAR), floatScalar(2)], T, SCALAR)];
}

/** A norm does not mind the shape. */
const flat = (x: Value): Value => (x.node.op === 'Reshape' ? x.node.inputs[0] : x);
