// The public face of hooks: what the library exports, then what training builds on.
export {
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type ForwardHook,
  type HookHandle,
} from './hooks';
export { observe, type Observation, type ObserveOptions } from './observe';
export { type ClassWeight, type ClassWeights } from './class-weight';
export { type LossFunction, type LossName } from './loss';
export {
  isGradient,
  QUANTITIES,
  QUANTITIES_THROUGH_TIME,
  type Quantity,
  type QuantityThroughTime,
} from './quantities';
export type { HistogramRow, LayerColumns, LayerRow, TimeRow } from './rows';
export type { Bin, Summary } from './summary';

export { rowWeights } from './class-weight';
export { checkData, checkInputs, type Data } from './data';
export { DeferredObserver } from './deferred-observer';
export { ForwardGraph, withEagerLoss, type EagerLoss } from './eager-loss';
export { fingerprintOf, isUnchanged, type Fingerprint } from './fingerprint';
export { instrument } from './instrument';
export { LOSS_NAMES, lossFor, type Inputs, type Loss, type Targets } from './loss';
export type { OutputLoss } from './losses';
export { checkModel } from './model';
export { containerLayers, flattenLayers } from './nested-layers';
export { mixesInputs, observedLayersOf, type ObservedLayer } from './observed-layers';
export type { Observer, ValueTag } from './observer';
export { runObserved } from './observed-pass';
export { compiledLosses, outputActivation } from './outputs';
export { TableObserver } from './table-observer';
export { areIndices } from './losses';
export { describeShape, expandedShape, fitsShape, formatShape } from './shapes';
export { checkTargetShape, checkTargetValues } from './targets';
export {
  changedSinceCompile,
  gradientUpdates,
  trainabilityNotes,
  trainableVariables,
  unfrozenInnerModels,
} from './trainable';
export { valueAndGradients, type GradientContext } from './value-and-gradients';
export { observeWeights, trainedWeightsOf } from './weights';
