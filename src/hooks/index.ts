export {
  isHooked,
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type ForwardHook,
  type HookHandle,
} from './hooks';
export { type ClassWeight, type ClassWeights, type LossFunction, type LossName } from './loss';
export { observe, type Observation, type ObserveOptions } from './observe';
export { QUANTITIES, type Quantity, type QuantityThroughTime } from './table-observer';
export { instrument } from './instrument';
export { quantitiesOf, observeWeights, trainedWeightsOf } from './weights';
export type { HistogramRow, LayerRow, TimeRow } from './rows';
export { checkData, checkInputs, type Data } from './data';
export { checkModel } from './model';
export { lossFor, type Inputs, type Loss, type Targets } from './loss';
export { checkTargetShape, checkTargetValues } from './targets';
export { compiledLosses } from './outputs';
export {
  trainabilityNotes,
  regularizationPenalties,
  unfrozenInnerModels,
  trainableVariables,
} from './trainable';
export { fingerprintOf, isUnchanged, type Fingerprint } from './fingerprint';
export { valueAndGradients, type GradientContext } from './value-and-gradients';
export { TableObserver, type Observer, type ValueTag } from './table-observer';
export { DeferredObserver } from './deferred-observer';
export { ForwardGraph, withEagerLoss, type EagerLoss } from './eager-loss';
export { flattenLayers, observedLayersOf, type ObservedLayer } from './observed-layers';
