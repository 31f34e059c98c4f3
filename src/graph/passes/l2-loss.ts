// A sum of squares is one node: L2Loss, which is half of it.
import { floatScalar, op, T, type Meta, type Node, type Value } from '../ir';
import { beforeReshape, inputOf, inputsOf, isSplat, reductionAxes } from './match';

const SCALAR: Meta = { shape: [], dtype: 'float32' };

/** The value whose square a value is, however the square is written. */
function baseOfSquare(value: Value): Value | null {
  const squared = inputOf(value, 'Square');
  if (squared) return squared;
  const [a, b] = inputsOf(value, 'Mul') ?? [];
  if (a && a === b) return a;
  const [base, exponent] = inputsOf(value, 'Pow') ?? [];
  if (base && exponent && isSplat(exponent, 2)) return inputOf(base, 'Abs') ?? base;
  return null;
}

/**
 * Doubling the half again is exact. The shape does not matter to a sum over all axes.
 *
 * bench/passes.mjs, 50 layers of 128: 54 of 3,334 nodes and 3 % of the time less.
 */
export function fuseSumsOfSquares({ outputs: [out] }: Node): readonly Value[] | null {
  const [x, axes] = inputsOf(out, 'Sum') ?? [];
  if (!x || !axes || out.shape.length > 0 || out.dtype !== 'float32') return null;
  if (reductionAxes(x, axes)?.length !== x.shape.length) return null;
  const base = baseOfSquare(x);
  return base && [op('Mul', [op('L2Loss', [beforeReshape(base)], T, SCALAR), floatScalar(2)], T, SCALAR)];
}
