// Order and chaos: χ₁, the factor of the gradient per layer, and the depth scales of signals.
import { nonNegative } from '../errors';
import { jointGaussianAverage, meanSquareSlopeOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { findCorrelationFixedPoint } from './correlation';
import { findVarianceFixedPoint, varianceSlope } from './variance';

const chi1At = ({ phi, weightVariance }: CheckedField, q: number): number =>
  weightVariance * meanSquareSlopeOf(phi, q);

/**
 * Computes χ₁ = σ_w² E[φ'(√q z)²] for z ~ N(0, 1) (Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 2): the factor
 * of each layer on the mean square of the gradient in the backward pass (Schoenholz et al. 2017, section 4). Below 1 gradients
 * vanish and nearby inputs converge (order); above 1 gradients explode and nearby inputs diverge (chaos).
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @param q the mean square of the pre-activations, at least 0; default: its fixed point
 * @returns χ₁, at least 0, without unit
 * @throws {TypeError} when the activation is not known, a part of the field is missing or unknown, or a variance or q is not a
 * number
 * @throws {RangeError} when a variance or q is below 0 or not finite
 * @example theory.chi1({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }) // 0.880
 */
export function chi1(field: MeanField, q?: number): number {
  const where = 'theory.chi1';
  const checked = checkedField(where, field);
  return chi1At(checked, q === undefined ? findVarianceFixedPoint(checked) : nonNegative(where, 'q', q));
}

/** Depth scales, each in layers: the number of layers over which a quantity changes by a factor of e. */
export interface DepthScales {
  /** The scale ξ_q of the distance of the mean square from its fixed point; at least 0. */
  readonly variance: number;
  /** The scale ξ_c of the distance of two inputs' correlation from its fixed point, at least 0; much deeper layers can't tell them apart. */
  readonly correlation: number;
  /** The scale ξ_∇ of the mean square of the gradient, at least 0; it shrinks for χ₁ < 1 and grows for χ₁ > 1. */
  readonly gradient: number;
}

/** The number of layers for a factor of e, from the factor of one layer. */
const layersPerFactorOfE = (factor: number): number =>
  Math.abs(factor - 1) < 1e-9 ? Infinity : 1 / Math.abs(Math.log(factor));

/**
 * Computes the depth scales of a signal: 1 / |ln s| layers, with s the slope of each map at its fixed point; Infinity for a slope
 * of 1. They are ξ_q (Schoenholz et al. 2017, eq. 7), ξ_c (eq. 9) and ξ_∇ (section 4).
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @returns the three depth scales, each in layers, at least 0
 * @throws {TypeError} when the activation is not known, or a part of the field is missing, unknown or not a number
 * @throws {RangeError} when a variance is below 0 or not finite
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
 * Estimates the number of layers that can be trained from such an initialisation: about 6 ξ_c. The factor is empirical, not a
 * theorem: it comes from networks trained on MNIST and CIFAR-10 (Schoenholz et al. 2017, section 5).
 *
 * @param field the activation φ, σ_w² (at least 0) and σ_b² (at least 0; default 0)
 * @returns the number of layers, at least 0; Infinity where χ₁ is 1
 * @throws {TypeError} when the activation is not known, or a part of the field is missing, unknown or not a number
 * @throws {RangeError} when a variance is below 0 or not finite
 * @example theory.trainableDepth({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }) // 47
 */
export function trainableDepth(field: MeanField): number {
  return (
    TRAINABLE_DEPTH_SCALES * resolveDepthScales(checkedField('theory.trainableDepth', field)).correlation
  );
}
