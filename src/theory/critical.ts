// The edge of chaos: where χ₁ is 1, and gradients neither vanish nor explode.
import { table, type ColumnTable } from '../arquero';
import { nonNegative, invalidArgument } from '../errors';
import { meanSquareOf, meanSquareSlopeOf } from './expectation';
import { resolveActivation, type ActivationLike, type ActivationFunction } from './field';
import { findRoot } from './root';
import { nextVariance, varianceSlope } from './variance';

/** The critical initialisation of an activation at a σ_b². */
export interface CriticalPoint {
  /** The variance σ_w² of the weights times fan_in; above 0. */
  readonly weightVariance: number;
  /** The fixed point of the pre-activations' mean square there; at least 0. */
  readonly q: number;
}

const STEP = 1.25;
const [LOWEST, HIGHEST] = [1e-8, 1e4];

/**
 * Finds the critical point: the σ_w² at which χ₁ is 1 for a σ_b², an initialisation from which deep networks can be trained (for
 * tanh: Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 3).
 *
 * χ₁ = 1 at a mean square q determines σ_w², and q as a fixed point then determines σ_b²; the function finds the stable q that
 * gives the σ_b² asked for.
 *
 * @param activation a name, or a function with its derivative and kinks
 * @param biasVariance σ_b², at least 0
 * @returns σ_w², above 0, and the fixed point q of the mean square there, at least 0
 * @throws {TypeError} when the activation is neither a known name nor such an object, or σ_b² is not a number
 * @throws {RangeError} when σ_b² is below 0 or not finite, or no σ_w² is critical there: a ReLU is critical at σ_b² = 0 only
 * @example theory.criticalPoint('tanh', 0.05) // { weightVariance: 1.761, q: 0.57 }
 */
export function criticalPoint(activation: ActivationLike, biasVariance: number): CriticalPoint {
  const where = 'theory.criticalPoint';
  const phi = resolveActivation(where, 'activation', activation);
  return findCriticalPoint(where, phi, nonNegative(where, 'biasVariance', biasVariance));
}

/**
 * Makes the critical line in the plane of σ_b² and σ_w² (Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 3 and
 * figure 1).
 *
 * @param activation a name, or a function with its derivative and kinks
 * @param biasVariances the values of σ_b², each at least 0
 * @returns a row per σ_b², with `biasVariance`, `weightVariance` and `q`, as in `criticalPoint`
 * @throws {TypeError} when `biasVariances` is no array, and as `criticalPoint`
 * @throws {RangeError} as `criticalPoint`
 * @example theory.criticalLine('tanh', [0, 0.01, 0.05, 0.2]).array('weightVariance') // [1, 1.424, 1.761, 2.285]
 */
export function criticalLine(activation: ActivationLike, biasVariances: readonly number[]): ColumnTable {
  const where = 'theory.criticalLine';
  const phi = resolveActivation(where, 'activation', activation);
  if (!Array.isArray(biasVariances))
    throw invalidArgument(where, 'biasVariances', 'an array of numbers', biasVariances);
  const given = biasVariances.map((value, i) => nonNegative(where, `biasVariances[${i}]`, value));
  const points = given.map((value) => findCriticalPoint(where, phi, value));
  return table({
    biasVariance: given,
    weightVariance: points.map(({ weightVariance }) => weightVariance),
    q: points.map(({ q }) => q),
  });
}

function findCriticalPoint(where: string, phi: ActivationFunction, biasVariance: number): CriticalPoint {
  const weightVarianceAt = (q: number): number => 1 / meanSquareSlopeOf(phi, q);
  const residual = (q: number): number => q - weightVarianceAt(q) * meanSquareOf(phi, q) - biasVariance;
  // For a ReLU without a bias every mean square is a fixed point; 1 stands for all of them.
  if (biasVariance === 0 && Math.abs(residual(1)) < 1e-12)
    return { weightVariance: weightVarianceAt(1), q: 1 };
  const small = { phi, weightVariance: weightVarianceAt(0), biasVariance };
  // For a tanh without a bias 0 is a stable fixed point; for a GELU it is not, since small signals grow.
  if (
    biasVariance === 0 &&
    Math.abs(residual(LOWEST)) < 1e-12 &&
    nextVariance(small, 1e-3) < 1e-3 * (1 + 1e-9)
  ) {
    return { weightVariance: small.weightVariance, q: 0 };
  }
  let after = residual(LOWEST);
  for (let q = LOWEST; q < HIGHEST; q *= STEP) {
    const before = after;
    after = residual(q * STEP);
    if (before < 0 === after < 0) continue;
    const found = findRoot(residual, q, q * STEP);
    const field = { phi, weightVariance: weightVarianceAt(found), biasVariance };
    if (varianceSlope(field, found) < 1) return { weightVariance: field.weightVariance, q: found };
  }
  throw new RangeError(
    `${where}: no weightVariance makes the activation critical at biasVariance ${biasVariance}`,
  );
}
