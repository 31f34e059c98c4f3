export {
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type ForwardHook,
  type HookHandle,
} from './hooks';
export { type LossFunction, type LossName } from './loss';
export { observe, quantities, type Observation, type ObserveOptions, type Quantity } from './observe';
