// Order and chaos: χ₁, the factor of the gradient per layer, and the depth scales of signals.
import { nonNegative } from '../errors';
import { jointGaussianAverage, meanSquareSlopeOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { findCorrelationFixedPoint } from './correlation';
import { findVarianceFixedPoint, varianceSlope } from './variance';

export const chi1At = ({ phi, weightVariance }: CheckedField, q: number): number =>
  weightVariance * meanSquareSlopeOf(phi, q);

/**
 * χ₁ = σ_w² E[φ'(√q z)²]: the factor of each layer on the mean square of the gradient in the backward pass. Below 1 gradients
 * vanish and nearby inputs converge (order); above 1 gradients explode and nearby inputs diverge (chaos).
 *
 * Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 2 and, for the gradient, section 4.
 *
 * @param field activation, σ_w² and σ_b²
 * @param q the mean square of the pre-activations, at least 0; default: its fixed point
 * @throws {TypeError | RangeError} when a part of the field or q is not right
 * @example theory.chi1({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }) // 0.880
 */
export function chi1(field: MeanField, q?: number): number {
  const where = 'theory.chi1';
  const checked = checkedField(where, field);
  return chi1At(checked, q === undefined ? findVarianceFixedPoint(checked) : nonNegative(where, 'q', q));
}

/** Depth scales, each in layers: the number of layers over which a quantity changes by a factor of e. */
export interface DepthScales {
  /** ξ_q: the distance of the mean square from its fixed point. */
  readonly variance: number;
  /** ξ_c: the distance of two inputs' correlation from its fixed point; deeper layers can't tell the inputs apart. */
  readonly correlation: number;
  /** ξ_∇: the mean square of the gradient, which shrinks for χ₁ < 1 and grows for χ₁ > 1. */
  readonly gradient: number;
}

/** The number of layers for a factor of e, from the factor of one layer. */
const layersPerFactorOfE = (factor: number): number =>
  Math.abs(factor - 1) < 1e-9 ? Infinity : 1 / Math.abs(Math.log(factor));

/**
 * The depth scales of a signal: 1 / |ln s| layers, with s the slope of each map at its fixed point; Infinity for a slope of 1.
 *
 * Schoenholz et al. 2017: ξ_q is eq. 7, ξ_c eq. 9, ξ_∇ in section 4.
 *
 * @param field activation, σ_w² and σ_b²
 * @throws {TypeError | RangeError} when a part of the field is not right
 * @example theory.depthScales({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }).gradient // 7.8
 */
export function depthScales(field: MeanField): DepthScales {
  return resolveDepthScales(checkedField('theory.depthScales', field));
}

function resolveDepthScales(field: CheckedField): DepthScales {
  const q = findVarianceFixedPoint(field);
  const c = findCorrelationFixedPoint(field, q);
  const { phi, weightVariance } = field;
  return {
    variance: layersPerFactorOfE(varianceSlope(field, q)),
    correlation: layersPerFactorOfE(weightVariance * jointGaussianAverage(phi, q, c, phi.derivative)),
    gradient: layersPerFactorOfE(chi1At(field, q)),
  };
}

const TRAINABLE_DEPTH_SCALES = 6;

/**
 * The number of layers that can be trained from such an initialisation: about 6 ξ_c. Schoenholz et al. 2017 find the factor by
 * training networks on MNIST and CIFAR-10 (section 5); it is empirical, not a theorem.
 *
 * @param field activation, σ_w² and σ_b²
 * @throws {TypeError | RangeError} when a part of the field is not right
 * @example theory.trainableDepth({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }) // 47
 */
export function trainableDepth(field: MeanField): number {
  return (
    TRAINABLE_DEPTH_SCALES * resolveDepthScales(checkedField('theory.trainableDepth', field)).correlation
  );
}
