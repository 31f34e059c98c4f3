// Averages over the pre-activations of a wide layer, which are normal with mean 0 and mean square q.
import { gaussianExpectation } from '../math';
import type { ActivationFunction } from './field';

// Averages at q = 0 and q = ∞ are those at these limits: a ReLU has a slope of one half on average at every q but 0 itself.
const [MIN_Q, MAX_Q] = [1e-20, 1e20];

/** The standard deviation √q, clamped away from 0 and ∞. */
const standardDeviation = (q: number): number => Math.sqrt(Math.min(MAX_Q, Math.max(MIN_Q, q)));

// φ(√q z) is as steep as √q: above STEEP the quadrature is split at the points where φ bends, too.
const STEEP = 3;
const BENDS = [0, ...[0.5, 1, 2, 4, 8, 16].flatMap((z) => [-z, z])];

const breakpointsOf = ({ kinks }: ActivationFunction, std: number): number[] =>
  (std > STEEP ? [...kinks, ...BENDS] : [...kinks]).map((z) => z / std);

/** E[f(√q z)] for z ~ N(0, 1), where f is smooth wherever φ is. */
export function gaussianAverage(phi: ActivationFunction, q: number, f: (z: number) => number): number {
  const std = standardDeviation(q);
  return gaussianExpectation((z) => f(std * z), breakpointsOf(phi, std));
}

const NEAR = 1e-7; // the distance of |c| from 1 at which the two variables count as one

/** E[f(u) f(v)], where u and v are normal with mean 0, mean square q and correlation c. */
export function jointGaussianAverage(
  phi: ActivationFunction,
  q: number,
  c: number,
  f: (z: number) => number,
): number {
  if (1 - Math.abs(c) < NEAR) return gaussianAverage(phi, q, (z) => f(z) * f(c < 0 ? -z : z));
  const std = standardDeviation(q);
  const breakpoints = breakpointsOf(phi, std);
  const rest = Math.sqrt(1 - c * c); // v = √q (c z₁ + rest z₂)
  const given = (z: number): number =>
    gaussianExpectation(
      (other) => f(std * (c * z + rest * other)),
      breakpoints.map((breakpoint) => (breakpoint - c * z) / rest),
    );
  // Averaging over z₂ rounds a kink off, over a stretch as wide as rest / c.
  const rounded = breakpoints.flatMap((breakpoint) =>
    [0, 1, -1, 3, -3].map((far) => (breakpoint + far * rest) / c),
  );
  return gaussianExpectation(
    (z) => f(std * z) * given(z),
    c === 0 ? breakpoints : [...breakpoints, ...rounded],
  );
}

/** E[φ²], at a mean square q of the pre-activations. */
export const meanSquareOf = (phi: ActivationFunction, q: number): number =>
  gaussianAverage(phi, q, (z) => phi.value(z) ** 2);
/** E[φ]. */
const meanOf = (phi: ActivationFunction, q: number): number => gaussianAverage(phi, q, phi.value);
/** Var[φ]: the part of E[φ²] that differs between examples. */
export const varianceOf = (phi: ActivationFunction, q: number): number =>
  meanSquareOf(phi, q) - meanOf(phi, q) ** 2;
/** E[φ'²]. */
export const meanSquareSlopeOf = (phi: ActivationFunction, q: number): number =>
  gaussianAverage(phi, q, (z) => phi.derivative(z) ** 2);
