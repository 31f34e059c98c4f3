// The public face of theory: mean fields of wide networks at initialisation.
export { chi1, depthScales, trainableDepth, type DepthScales } from './chi';
export { correlationFixedPoint, correlationMap } from './correlation';
export { criticalLine, criticalPoint, type CriticalPoint } from './critical';
export type { ActivationLike, MeanField } from './field';
export { gradientRatio, layers, type LayersOptions } from './layers';
export { jacobianSpread, type JacobianSpreadOptions } from './jacobian';
export { saturatedFraction } from './saturation';
export { fixedPoint, varianceMap } from './variance';
