// The public names, and nothing else.
export * as aq from './arquero';
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
export {
  build,
  convolutional,
  highway,
  mlp,
  recurrent,
  residual,
  type ConvolutionalSpec,
  type HighwaySpec,
  type MlpSpec,
  type NetworkSpec,
  type RecurrentSpec,
  type ResidualSpec,
} from './networks';
export {
  observe,
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type ClassWeight,
  type ClassWeights,
  type ForwardHook,
  type HistogramRow,
  type HookHandle,
  type LayerRow,
  type LossFunction,
  type LossName,
  type Observation,
  type ObserveOptions,
  type Quantity,
  type QuantityThroughTime,
  type TimeRow,
} from './hooks';
export { compile, fresh, TraceError, type Compiled, type CompileOptions, type Inspection } from './graph';
export * as tables from './tables';
export { type AnyRow, type Match, type RowOf, type Table, type Test } from './table';
export * as theory from './theory';
export {
  learningRateRange,
  lsuv,
  repeat,
  train,
  watch,
  type HistoryRow,
  type LearningRateRangeOptions,
  type LsuvOptions,
  type OptimizerSpec,
  type RangeRow,
  type RunContext,
  type SharedGraphs,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  type Watch,
  type WatchOptions,
} from './training';
export * as charts from './charts';
export * as exercises from './exercises';
export {
  claim,
  ClaimError,
  progress,
  show,
  trainingProgress,
  type Expectation,
  type TableOptions,
} from './notebook';
