// The spread of the squared singular values of a network's Jacobian at its first weights.
import { checkOptions, option, type Schema } from '../option-schema';
import { gaussianAverage } from './expectation';
import { checkedField, type MeanField } from './field';
import { findVarianceFixedPoint } from './variance';

/** The options of {@link jacobianSpread}. */
export interface JacobianSpreadOptions {
  /** The number of layers L, at least 1. */
  readonly layers: number;
  /** Whether the matrices are orthogonal, times σ_w; else their entries are independent and Gaussian. Default false. */
  readonly orthogonal?: boolean;
  /** The number of units of each layer, at least 2. Default: infinitely many. */
  readonly width?: number;
}

const SCHEMA = {
  layers: option.integer({ min: 1, required: true }),
  orthogonal: option.boolean({ default: false }),
  width: option.integer({ min: 2 }),
} satisfies Schema<JacobianSpreadOptions>;

/** E[φ'²] and E[φ'⁴] at the fixed point of the mean square. */
interface Slopes {
  readonly mu1: number;
  readonly mu2: number;
}

/**
 * Computes the spread of a Jacobian's squared singular values, Var(s²) / mean(s²)², for a network of `layers` matrices, each
 * followed by its activation (Pennington, Schoenholz and Ganguli 2017, section 2.5).
 *
 * For infinitely wide layers it is L (μ₂ / μ₁² - 1), with μ_k = E[φ'(z)^2k], and L more for Gaussian matrices. With a width n it
 * is E[tr S²] n / E[(tr S)²] - 1 of S = J Jᵀ, exact for slopes that are independent of the matrices: at most n - 1.
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @param options the number of layers, the kind of the matrices, and the width
 * @returns the spread, at least 0, without unit
 * @throws {TypeError} when a part of the field or an option is missing, unknown or of a wrong type
 * @throws {RangeError} when a variance, the number of layers or the width is out of its range
 * @example theory.jacobianSpread({ activation: 'linear', weightVariance: 1 }, { layers: 5 }) // 5
 */
export function jacobianSpread(field: MeanField, options: JacobianSpreadOptions): number {
  const where = 'theory.jacobianSpread';
  const checked = checkedField(where, field);
  const { layers, orthogonal, width } = checkOptions(where, 'options', options, SCHEMA);
  const q = findVarianceFixedPoint(checked);
  const moment = (power: number): number =>
    gaussianAverage(checked.phi, q, (z) => checked.phi.derivative(z) ** power);
  const slopes = { mu1: moment(2), mu2: moment(4) };
  if (width === undefined) return layers * (slopes.mu2 / slopes.mu1 ** 2 - 1 + (orthogonal ? 0 : 1));
  return spreadOfWidth(width, layers, orthogonal, slopes);
}

/** The spread at a finite width, from the recursions of E[tr S²] and E[(tr S)²] over the layers. */
function spreadOfWidth(n: number, layers: number, orthogonal: boolean, { mu1, mu2 }: Slopes): number {
  let [ofSquare, squared] = [n, n * n]; // E[tr S²] and E[(tr S)²], up to a common factor
  for (let l = 0; l < layers; l++) {
    if (!orthogonal)
      [ofSquare, squared] = [(1 + 1 / n) * ofSquare + squared / n, squared + (2 / n) * ofSquare];
    // The matrix turned S at random, so that its entries have these mean squares and this mean product.
    const diagonal = (squared + 2 * ofSquare) / (n * (n + 2));
    const beside = (ofSquare - n * diagonal) / (n * (n - 1));
    const product = (squared - n * diagonal) / (n * (n - 1));
    const [same, different] = [n * mu2, n * (n - 1) * mu1 ** 2]; // sums of d_i d_j
    [ofSquare, squared] = [same * diagonal + different * beside, same * diagonal + different * product];
    const factor = (n * n) / squared;
    [ofSquare, squared] = [ofSquare * factor, squared * factor];
  }
  return (n * ofSquare) / squared - 1;
}
