// The public names, and nothing else.
export { tf } from './backend';
export { activations, gaussianGain, type Activation, type ActivationName } from './activations';
export {
  initialize,
  initializers,
  type Initializer,
  type InitializerName,
  type InitializerSpec,
} from './initializers';
export * as datasets from './datasets';
export { mlp, type MlpSpec } from './networks';
export {
  observe,
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type ForwardHook,
  type HookHandle,
  type LossFunction,
  type LossName,
  type Observation,
  type ObserveOptions,
  type Quantity,
} from './hooks';
export { repeat } from './repeat';
export * as charts from './charts';
export { claim, ClaimError, progress, show, type Expectation, type TableOptions } from './notebook';
