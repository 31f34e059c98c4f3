// The public face of sweeps: experiments over grids of points.
export { writeArray } from './array';
export {
  experiment,
  type Experiment,
  type ExperimentDefinition,
  type Measured,
  type MeasureContext,
} from './experiment';
export { type BuiltInName } from './experiments';
export { type ExecutorName, type SweepProgress, type SweepRunOptions } from './options';
export { type Plain } from './plain';
export { type Grid, type Point } from './points';
export { range } from './range';
export { readJournal } from './read-journal';
export { sweep, SweepError } from './sweep';
export { startWorker } from './worker';
export { writeTable } from './write-table';
