// The public face of training: training, evaluation, watching fit, and initialisation from data.
export { type Clipping, type ClipOptions } from './clipping';
export { learningRateRange, type LearningRateRangeOptions } from './learning-rate-range';
export { lsuv, type LsuvOptions } from './lsuv';
export { type OptimizerName, type OptimizerOptions, type OptimizerSpec } from './optimizers';
export { type StepRow } from './dashboards';
export type { HistoryRow, RangeRow } from './rows';
export { type Schedule, type ScheduleOptions } from './schedules';
export { SharedGraphs } from './shared-graphs';
export { type Stopped } from './first-non-finite';
export {
  type BatchedDataset,
  type BatchIterator,
  type Examples,
  type Tensors,
  type TrainingData,
} from './examples';
export { type TrainOptions, type TrainProgress } from './options';
export { train, type TrainResult } from './train';
export { watch, type Watch, type WatchOptions } from './watch';
export { repeat, type RunContext, type SeedRow } from './repeat';

// The parts that diagnosis builds on.
export { createBatches, gatherRows } from './batches';
export { checkClipping, NO_CLIPPING } from './clipping';
export { fixedBatchSize, sourcesOf } from './examples';
export { plainSteps, runSteps } from './loop';
export { markInTraining } from './in-training';
export {
  checkOptimizer,
  defaultOptimizer,
  disposeOptimizer,
  isBuiltIn,
  type CheckedOptimizer,
} from './optimizers';
export { observeBatch } from './step';
export { Trainer } from './trainer';
export { snapshotModel, snapshotOptimizer } from './snapshots';
export { TRAIN_SCHEMA } from './options';
export { HISTORY_COLUMNS } from './rows';
