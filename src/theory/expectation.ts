// Averages over what a wide layer's pre-activations are: normal, with mean 0 and mean square q.
import { gaussianExpectation } from '../math';
import type { ActivationFunction } from './field';

// Averages at q = 0 and q = ∞ are taken close to there: a ReLU has a slope of one half on average at every q but 0 itself.
const [LEAST, MOST] = [1e-20, 1e20];

/** The standard deviation √q, held away from 0 and ∞. */
const standardDeviation = (q: number): number => Math.sqrt(Math.min(MOST, Math.max(LEAST, q)));

// φ(√q z) is as steep as √q: where that is much, the quadrature is cut where φ bends, too.
const STEEP = 3;
const BENDS = [0, ...[0.5, 1, 2, 4, 8, 16].flatMap((z) => [-z, z])];

const breakpointsOf = ({ kinks }: ActivationFunction, spread: number): number[] =>
  (spread > STEEP ? [...kinks, ...BENDS] : [...kinks]).map((z) => z / spread);

/** E[f(√q z)] for z ~ N(0, 1), where f is smooth where the curve is. */
export function gaussianAverage(curve: ActivationFunction, q: number, f: (z: number) => number): number {
  const spread = standardDeviation(q);
  return gaussianExpectation((z) => f(spread * z), breakpointsOf(curve, spread));
}

const NEAR = 1e-7; // of |c| to 1, where the two are one

/** E[f(u) f(v)], where u and v are normal with mean 0, mean square q and correlation c. */
export function jointGaussianAverage(
  curve: ActivationFunction,
  q: number,
  c: number,
  f: (z: number) => number,
): number {
  if (1 - Math.abs(c) < NEAR) return gaussianAverage(curve, q, (z) => f(z) * f(c < 0 ? -z : z));
  const spread = standardDeviation(q);
  const cuts = breakpointsOf(curve, spread);
  const rest = Math.sqrt(1 - c * c); // v = √q (c z₁ + rest z₂)
  const given = (z: number): number =>
    gaussianExpectation(
      (other) => f(spread * (c * z + rest * other)),
      cuts.map((cut) => (cut - c * z) / rest),
    );
  // Averaging over z₂ rounds a kink off, over a stretch as wide as rest / c.
  const rounded = cuts.flatMap((cut) => [0, 1, -1, 3, -3].map((far) => (cut + far * rest) / c));
  return gaussianExpectation((z) => f(spread * z) * given(z), c === 0 ? cuts : [...cuts, ...rounded]);
}

/** The averages that everything else is made of, at a mean square q of the pre-activations. */
export const meanSquareOf = (curve: ActivationFunction, q: number): number =>
  gaussianAverage(curve, q, (z) => curve.value(z) ** 2);
export const meanOf = (curve: ActivationFunction, q: number): number =>
  gaussianAverage(curve, q, curve.value);
/** Of the activation alone, without the part that all examples share. */
export const varianceOf = (curve: ActivationFunction, q: number): number =>
  meanSquareOf(curve, q) - meanOf(curve, q) ** 2;
export const meanSquareSlopeOf = (curve: ActivationFunction, q: number): number =>
  gaussianAverage(curve, q, (z) => curve.derivative(z) ** 2);
