// The public face of initializers.
export { draw, variance, type Distribution } from './distributions';
export {
  fansOf,
  type Fan,
  type FanMode,
  type IndependentInitializer,
  type Initializer,
  type InitializerOptions,
  type JointInitializer,
} from './initializer';
export { drawWeights } from './draw-weights';
export { initialize, type InitializeOptions } from './initialize';
export { orthogonalMatrix } from './orthogonal';
export { resolveInitializer, type InitializerSpec, type ResolvedInitializer } from './resolve';
export { INITIALIZER_NAMES, initializers, type InitializerName } from './table';
