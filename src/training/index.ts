export { type ClipOptions } from './clipping';
export { learningRateRange, type LearningRateRangeOptions } from './learning-rate-range';
export { lsuv, type LsuvOptions } from './lsuv';
export { type OptimizerName, type OptimizerOptions, type OptimizerSpec } from './optimizers';
export { type Schedule, type ScheduleOptions } from './schedules';
export { type SharedGraphs } from './sharing';
export { type Stopped } from './stopped';
export { train, type TrainOptions, type TrainProgress, type TrainResult } from './train';
export { watch, type Watch, type WatchOptions } from './watch';
