// The mean square of the pre-activations, from layer to layer.
import { nonNegative } from '../errors';
import { checkOptions, option } from '../option-schema';
import { gaussianAverage, meanSquareOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { findRoot } from './root';

export const nextVariance = ({ phi, weightVariance, biasVariance }: CheckedField, q: number): number =>
  weightVariance * meanSquareOf(phi, q) + biasVariance;

/**
 * Applies the variance map, which gives the mean square of the next layer's pre-activations: q → σ_w² E[φ(√q z)²] + σ_b² for z ~
 * N(0, 1) (Poole et al. 2016, section 2; Schoenholz et al. 2017, section 2; for ReLUs, He et al. 2015, section 2.2). It is exact
 * for infinitely wide layers.
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @param q the mean square of this layer's pre-activations, at least 0
 * @returns the mean square of the next layer's pre-activations, at least 0
 * @throws {TypeError} when the activation is not known, a part of the field is missing or unknown, or a variance or q is not a
 * number
 * @throws {RangeError} when a variance or q is below 0 or not finite
 * @example theory.varianceMap({ activation: 'relu', weightVariance: 2 }, 1) // 1
 */
export function varianceMap(field: MeanField, q: number): number {
  const where = 'theory.varianceMap';
  return nextVariance(checkedField(where, field), nonNegative(where, 'q', q));
}

/** dV/dq of the variance map, by Stein's lemma: σ_w² E[φ'(√q z)² + φ φ''(√q z)], without a second derivative. */
export function varianceSlope({ phi, weightVariance }: CheckedField, q: number): number {
  const clamped = Math.min(1e12, Math.max(1e-12, q)); // the limits at 0 and ∞
  return (
    (weightVariance * gaussianAverage(phi, clamped, (z) => phi.value(z) * phi.derivative(z) * z)) / clamped
  );
}

const STEP = 1.25;
const [LOWEST, HIGHEST] = [1e-10, 1e12];

/**
 * Finds the fixed point q* of the variance map: the mean square to which deep layers' pre-activations converge (Poole et al. 2016,
 * section 2.1; Schoenholz et al. 2017, section 2).
 *
 * It is the one reached from a mean square of `from`: 0 when signals vanish, Infinity when they grow without bound (a ReLU with
 * σ_w² > 2), `from` itself when every mean square is a fixed point (a ReLU with σ_w² = 2).
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @param options `from`, the mean square of the first layer, at least 0; default 1
 * @returns q*, from 0 to Infinity
 * @throws {TypeError} when the activation is not known, or a part of the field is missing, or it or `from` is unknown or not a
 * number
 * @throws {RangeError} when a variance or `from` is below 0 or not finite
 * @example theory.fixedPoint({ activation: 'tanh', weightVariance: 1.5, biasVariance: 0.05 }) // 0.418
 */
export function fixedPoint(field: MeanField, options: { readonly from?: number } = {}): number {
  const where = 'theory.fixedPoint';
  const { from } = checkOptions(where, 'options', options, { from: option.nonNegative({ default: 1 }) });
  return findVarianceFixedPoint(checkedField(where, field), from);
}

/**
 * Finds the fixed point reached from a mean square. The map rises with q for every activation of the library, so that layers move
 * in one direction, to the first fixed point in it.
 */
export function findVarianceFixedPoint(field: CheckedField, from = 1): number {
  const growth = (q: number): number => nextVariance(field, q) / q - 1;
  const start = Math.min(HIGHEST, Math.max(LOWEST, from));
  const first = growth(start);
  if (Math.abs(first) < 1e-12) return from;
  const isRising = first > 0;
  let q = start;
  for (;;) {
    const next = isRising ? q * STEP : q / STEP;
    if (next > HIGHEST) return Infinity;
    if (next < LOWEST) return 0;
    if (growth(next) > 0 !== isRising) return findRoot(growth, Math.min(q, next), Math.max(q, next));
    q = next;
  }
}
