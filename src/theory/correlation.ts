// The correlation of two inputs' pre-activations, from layer to layer.
import { nonNegative, invalidArgument } from '../errors';
import { jointGaussianAverage, meanSquareSlopeOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { nextVariance, findVarianceFixedPoint } from './variance';

// Limits of the mean square: at 0 and ∞ the map is evaluated at these.
const MIN_VARIANCE = 1e-12;
const MAX_VARIANCE = 1e12;
const clamp = (q: number): number => Math.min(MAX_VARIANCE, Math.max(MIN_VARIANCE, q));

function nextCorrelation(field: CheckedField, c: number, q: number): number {
  const at = clamp(q);
  const both = jointGaussianAverage(field.phi, at, c, field.phi.value);
  return (field.weightVariance * both + field.biasVariance) / nextVariance(field, at);
}

/**
 * Applies the correlation map, which gives the correlation of two inputs' pre-activations in the next layer from the one in this
 * layer. Both have the mean square q.
 *
 * The map is c → (σ_w² E[φ(u) φ(v)] + σ_b²) / V(q), where u and v are normal with mean square q and correlation c, and V is the
 * variance map (Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 2). For the ReLU it is the arc-cosine kernel (Cho
 * and Saul 2009, eq. 6).
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @param c the correlation in this layer, from -1 to 1
 * @param q the mean square of the pre-activations, at least 0; default: its fixed point
 * @returns the correlation in the next layer, from -1 to 1
 * @throws {TypeError} when the activation is not known, a part of the field is missing or unknown, or a variance, c or q is not a
 * number
 * @throws {RangeError} when a variance or q is below 0 or not finite, or c is not from -1 to 1
 * @example theory.correlationMap({ activation: 'relu', weightVariance: 2 }, 0) // 1/π
 */
export function correlationMap(field: MeanField, c: number, q?: number): number {
  const where = 'theory.correlationMap';
  const checked = checkedField(where, field);
  if (typeof c !== 'number') throw invalidArgument(where, 'c', 'a number from -1 to 1', c);
  if (!(Math.abs(c) <= 1)) throw new RangeError(`${where}: c must be a number from -1 to 1; got ${c}`);
  if (checked.weightVariance === 0 && checked.biasVariance === 0)
    throw new RangeError(`${where}: weightVariance or biasVariance must be above 0; got 0 for both`);
  return nextCorrelation(
    checked,
    c,
    q === undefined ? findVarianceFixedPoint(checked) : nonNegative(where, 'q', q),
  );
}

/**
 * Finds the fixed point c* of the correlation map, to which the correlation of any two inputs converges in deep layers (Poole et
 * al. 2016, section 2.2; Schoenholz et al. 2017, sections 2 and 3). It is 1 for χ₁ ≤ 1, where all inputs become alike, and below 1
 * in chaos, whatever the inputs were.
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @returns c*, from 0 to 1
 * @throws {TypeError} when the activation is not known, or a part of the field is missing, unknown or not a number
 * @throws {RangeError} when a variance is below 0 or not finite
 * @example theory.correlationFixedPoint({ activation: 'tanh', weightVariance: 4, biasVariance: 0.05 }) // 0.165
 */
export function correlationFixedPoint(field: MeanField): number {
  const checked = checkedField('theory.correlationFixedPoint', field);
  return findCorrelationFixedPoint(checked, findVarianceFixedPoint(checked));
}

/**
 * The fixed point by Newton's method from 0, which can't overshoot: the map is convex from 0 on, since its power series in c has
 * no negative term.
 */
export function findCorrelationFixedPoint(field: CheckedField, q: number): number {
  const { phi, weightVariance } = field;
  if (weightVariance * meanSquareSlopeOf(phi, q) <= 1 + 1e-9) return 1;
  const at = clamp(q);
  const scale = (weightVariance * at) / nextVariance(field, at);
  let c = 0;
  for (let step = 0; step < 100; step++) {
    const distance = nextCorrelation(field, c, q) - c;
    const slope = scale * jointGaussianAverage(phi, at, c, phi.derivative) - 1;
    const next = c - distance / slope;
    if (!(Math.abs(next - c) > 1e-10)) return next;
    c = next;
  }
  return c;
}
