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
export { quantities, type Quantity, type QuantityThroughTime } from './recording';
export { instrument } from './instrument';
export { quantitiesOf, recordWeights, weightsOf } from './weights';
export type { HistogramRow, LayerRow, TimeRow } from './rows';
export { checkData, checkInputs, type Data } from './data';
export { checkModel } from './model';
export { lossFor, type Inputs, type Loss, type Targets } from './loss';
export { checkTargetShape, checkTargetValues } from './targets';
export { compiledLosses } from './outputs';
export { notesOf, penaltiesOf, thawedModels, trainableVariables } from './trained';
export { fingerprintOf, isSame, type Fingerprint } from './fingerprint';
export { gradientsOf, type PassContext } from './pass';
export { Recording, type Observer, type Sight } from './recording';
export { Rehearsal } from './rehearsal';
export { Forward, withGiven, type Given } from './split';
export { layersOf, sitesOf, type Site } from './sites';
