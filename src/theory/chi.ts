// Order and chaos: whether a gradient shrinks or grows, and how far a signal goes.
import { nonNegative } from '../errors';
import { jointGaussianAverage, meanSquareSlopeOf } from './expectation';
import { checkedField, type CheckedField, type MeanField } from './field';
import { findCorrelationFixedPoint } from './correlation';
import { findVarianceFixedPoint, varianceSlope } from './variance';

export const chiAt = ({ phi: curve, weightVariance }: CheckedField, q: number): number =>
  weightVariance * meanSquareSlopeOf(curve, q);

/**
 * χ₁ = σ_w² E[φ'(√q z)²]: what each layer on the way back multiplies the mean square of the gradient by. Below 1 gradients
 * vanish and nearby inputs draw together (order); above 1 gradients explode and nearby inputs part (chaos).
 *
 * Poole et al. 2016, section 2.2; Schoenholz et al. 2017, section 2 and, for the gradient, section 4.
 *
 * @param field activation, σ_w² and σ_b²
 * @param q the mean square of the pre-activations; default: the fixed point
 * @throws {TypeError | RangeError} when a part of the field or q is not right
 * @example theory.chi1({ activation: 'tanh', weightVariance: 1.3, biasVariance: 0.05 }) // 0.880
 */
export function chi1(field: MeanField, q?: number): number {
  const where = 'theory.chi1';
  const checked = checkedField(where, field);
  return chiAt(checked, q === undefined ? findVarianceFixedPoint(checked) : nonNegative(where, 'q', q));
}

/** Depth scales, each in layers: over so many layers, what is said changes by a factor of e. */
export interface DepthScales {
  /** ξ_q: the distance of the mean square from its fixed point. */
  readonly variance: number;
  /** ξ_c: the distance of two inputs' correlation from its fixed point; how far the network can tell them apart. */
  readonly correlation: number;
  /** ξ_∇: the mean square of the gradient, which shrinks where χ₁ < 1 and grows where χ₁ > 1. */
  readonly gradient: number;
}

/** Layers for a factor of e, where each multiplies by this. */
const layersPerFactorOfE = (factor: number): number =>
  Math.abs(factor - 1) < 1e-9 ? Infinity : 1 / Math.abs(Math.log(factor));

/**
 * How many layers a signal goes before it is forgotten: 1 / |ln s|, with s the slope of each map at its fixed point; Infinity
 * where that is 1.
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
  const { phi: curve, weightVariance } = field;
  return {
    variance: layersPerFactorOfE(varianceSlope(field, q)),
    correlation: layersPerFactorOfE(weightVariance * jointGaussianAverage(curve, q, c, curve.derivative)),
    gradient: layersPerFactorOfE(chiAt(field, q)),
  };
}

const TRAINABLE_DEPTH_SCALES = 6;

/**
 * How many layers can be trained from such a start: about 6 ξ_c. Schoenholz et al. 2017 find that number by training networks
 * on MNIST and CIFAR-10 (section 5): it is an experience, not a theorem.
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
