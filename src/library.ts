// The public names, but those of diagnosis, which a page loads by itself.
export * as aq from './arquero';
export { type NameOf } from './errors';
export { type RandomStream } from './random';
export { tf } from './backend';
export { activations, gaussianGain, type Activation, type ActivationName } from './activations';
export {
  drawWeights,
  initialize,
  initializers,
  type Distribution,
  type Fan,
  type FanMode,
  type IndependentInitializer,
  type InitializeOptions,
  type Initializer,
  type InitializerName,
  type InitializerOptions,
  type InitializerSpec,
  type JointInitializer,
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
  type ChronoBias,
  type RecurrentSpec,
  type ResidualSpec,
} from './networks';
export {
  observe,
  registerBackwardHook,
  registerForwardHook,
  type BackwardHook,
  type Bin,
  type ClassWeight,
  type ClassWeights,
  type ForwardHook,
  type HistogramRow,
  type HookHandle,
  type LayerColumns,
  type LayerRow,
  type LossFunction,
  type LossName,
  type Observation,
  type ObserveOptions,
  type Quantity,
  type QuantityThroughTime,
  type Summary,
  type TimeRow,
} from './hooks';
export { compile, fresh, TraceError, type Compiled, type CompileOptions, type Inspection } from './graph';
export { singularValues } from './math';
export * as tables from './tables';
export { type AnyRow, type Match, type RowOf, type Table, type Test } from './table';
export * as theory from './theory';
export {
  learningRateRange,
  lsuv,
  repeat,
  train,
  watch,
  type BatchedDataset,
  type BatchIterator,
  type ClipOptions,
  type Examples,
  type HistoryRow,
  type LearningRateRangeOptions,
  type LsuvOptions,
  type OptimizerName,
  type OptimizerOptions,
  type OptimizerSpec,
  type RangeRow,
  type RunContext,
  type Schedule,
  type ScheduleOptions,
  type SeedRow,
  type SharedGraphs,
  type StepRow,
  type Stopped,
  type TrainingData,
  type Tensors,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  type Watch,
  type WatchOptions,
} from './training';
export * as charts from './charts';
export * as exercises from './exercises';
export {
  checks,
  claim,
  ClaimError,
  diagram,
  playground,
  progress,
  question,
  show,
  trainingProgress,
  type Check,
  type DiagramName,
  type Expectation,
  type PlaygroundState,
  type PlotlyFigure,
  type QuestionOptions,
  type TableOptions,
} from './notebook';
