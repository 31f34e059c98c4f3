// How large the pre-activations are, from layer to layer.
import { checkKeys, nonNegative } from '../errors';
import { gaussianAverage, meanSquareOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { findRoot } from './root';

export const nextVariance = ({ phi: curve, weightVariance, biasVariance }: CheckedField, q: number): number =>
  weightVariance * meanSquareOf(curve, q) + biasVariance;

/**
 * The mean square of the next layer's pre-activations: q → σ_w² E[φ(√q z)²] + σ_b², z ~ N(0, 1).
 *
 * Poole et al. 2016, section 2; Schoenholz et al. 2017, section 2. It is exact for infinitely wide layers; the derivation for
 * ReLUs is He et al. 2015, section 2.2.
 *
 * @param field activation, σ_w² and σ_b²
 * @param q the mean square of this layer's pre-activations
 * @throws {TypeError | RangeError} when a part of the field or q is not right
 * @example theory.varianceMap({ activation: 'relu', weightVariance: 2 }, 1) // 1
 */
export function varianceMap(field: MeanField, q: number): number {
  const where = 'theory.varianceMap';
  return nextVariance(checkedField(where, field), nonNegative(where, 'q', q));
}

/** dV/dq of the variance map, by Stein's lemma: σ_w² E[φ'(√q z)² + φ φ''(√q z)], without a second derivative. */
export function varianceSlope({ phi: curve, weightVariance }: CheckedField, q: number): number {
  const close = Math.min(1e12, Math.max(1e-12, q)); // the limits at 0 and ∞
  return (
    (weightVariance * gaussianAverage(curve, close, (z) => curve.value(z) * curve.derivative(z) * z)) / close
  );
}

const STEP = 1.25;
const [LOWEST, HIGHEST] = [1e-10, 1e12];

/**
 * The fixed point q* of the variance map: the mean square that deep layers' pre-activations settle at.
 *
 * The one that layers come to from a mean square of `from`: 0 where they fade away, Infinity where they grow without end (a
 * ReLU with σ_w² > 2), `from` itself where every mean square stays as it is (a ReLU with σ_w² = 2).
 *
 * Poole et al. 2016, section 2.1; Schoenholz et al. 2017, section 2.
 *
 * @param field activation, σ_w² and σ_b²
 * @param options `from`, where the layers start; default 1
 * @throws {TypeError | RangeError} when a part of the field or `from` is not right
 * @example theory.fixedPoint({ activation: 'tanh', weightVariance: 1.5, biasVariance: 0.05 }) // 0.418
 */
export function fixedPoint(field: MeanField, options: { readonly from?: number } = {}): number {
  const where = 'theory.fixedPoint';
  checkKeys(where, 'options', options, ['from']);
  const from = nonNegative(where, 'from', options.from ?? 1);
  return findVarianceFixedPoint(checkedField(where, field), from);
}

/** The map rises with q, for every activation of the table: layers move one way only, to the first fixed point on it. */
export function findVarianceFixedPoint(field: CheckedField, from = 1): number {
  const growth = (q: number): number => nextVariance(field, q) / q - 1;
  const start = Math.min(HIGHEST, Math.max(LOWEST, from));
  const first = growth(start);
  if (Math.abs(first) < 1e-12) return from;
  const up = first > 0;
  let q = start;
  for (;;) {
    const next = up ? q * STEP : q / STEP;
    if (next > HIGHEST) return Infinity;
    if (next < LOWEST) return 0;
    if (growth(next) > 0 !== up) return findRoot(growth, Math.min(q, next), Math.max(q, next));
    q = next;
  }
}
