// The edge of chaos: where χ₁ is 1, and gradients neither vanish nor explode.
import { table, type ColumnTable } from '../arquero';
import { nonNegative, invalidArgument } from '../errors';
import { meanSquareOf, meanSquareSlopeOf } from './expectation';
import { resolveActivation, type ActivationLike, type ActivationFunction } from './field';
import { findRoot } from './root';
import { nextVariance, varianceSlope } from './variance';

/** Where an activation is critical, at some σ_b². */
export interface CriticalPoint {
  /** σ_w². */
  readonly weightVariance: number;
  /** The fixed point of the pre-activations' mean square there. */
  readonly q: number;
}

const STEP = 1.25;
const [LOWEST, HIGHEST] = [1e-8, 1e4];

/**
 * The σ_w² at which χ₁ is 1 for this σ_b²: the initialisation at which deep networks can be trained.
 *
 * χ₁ = 1 at the mean square q says what σ_w² is, and that q is a fixed point says what σ_b² is; what is left is to find the q
 * that gives the σ_b² asked for, and that layers come back to when they are a little off. Poole et al. 2016, section 2.2, and
 * Schoenholz et al. 2017, section 3, draw the line for tanh.
 *
 * @param activation a name, or a function with its derivative and kinks
 * @param biasVariance σ_b²
 * @throws {TypeError | RangeError} when an argument is not right, or no σ_w² is critical there: a ReLU is at σ_b² = 0 only
 * @example theory.criticalPoint('tanh', 0.05) // { weightVariance: 1.761, q: 0.57 }
 */
export function criticalPoint(activation: ActivationLike, biasVariance: number): CriticalPoint {
  const where = 'theory.criticalPoint';
  const curve = resolveActivation(where, activation);
  return findCriticalPoint(where, curve, nonNegative(where, 'biasVariance', biasVariance));
}

/**
 * The critical line: a row a σ_b², with `biasVariance`, `weightVariance` and `q`.
 *
 * @param activation a name, or a function with its derivative and kinks
 * @param biasVariances the values of σ_b²
 * @throws {TypeError | RangeError} as `criticalPoint`
 * @example show(theory.criticalLine('tanh', [0, 0.01, 0.05, 0.2]));
 */
export function criticalLine(activation: ActivationLike, biasVariances: readonly number[]): ColumnTable {
  const where = 'theory.criticalLine';
  const curve = resolveActivation(where, activation);
  if (!Array.isArray(biasVariances))
    throw invalidArgument(where, 'biasVariances', 'an array of numbers', biasVariances);
  const given = biasVariances.map((value, i) => nonNegative(where, `biasVariances[${i}]`, value));
  const points = given.map((value) => findCriticalPoint(where, curve, value));
  return table({
    biasVariance: given,
    weightVariance: points.map(({ weightVariance }) => weightVariance),
    q: points.map(({ q }) => q),
  });
}

function findCriticalPoint(where: string, curve: ActivationFunction, biasVariance: number): CriticalPoint {
  const weightVarianceAt = (q: number): number => 1 / meanSquareSlopeOf(curve, q);
  const off = (q: number): number => q - weightVarianceAt(q) * meanSquareOf(curve, q) - biasVariance;
  // A ReLU without a bias: every mean square is a fixed point. 1 is as good as any.
  if (biasVariance === 0 && Math.abs(off(1)) < 1e-12) return { weightVariance: weightVarianceAt(1), q: 1 };
  const small = { phi: curve, weightVariance: weightVarianceAt(0), biasVariance };
  // A tanh without a bias: what has faded away stays so. A GELU's signal would grow again from the least of it.
  if (biasVariance === 0 && Math.abs(off(LOWEST)) < 1e-12 && nextVariance(small, 1e-3) < 1e-3 * (1 + 1e-9)) {
    return { weightVariance: small.weightVariance, q: 0 };
  }
  let after = off(LOWEST);
  for (let q = LOWEST; q < HIGHEST; q *= STEP) {
    const before = after;
    after = off(q * STEP);
    if (before < 0 === after < 0) continue;
    const found = findRoot(off, q, q * STEP);
    const field = { phi: curve, weightVariance: weightVarianceAt(found), biasVariance };
    if (varianceSlope(field, found) < 1) return { weightVariance: field.weightVariance, q: found };
  }
  throw new RangeError(
    `${where}: no weightVariance makes the activation critical at biasVariance ${biasVariance}`,
  );
}
