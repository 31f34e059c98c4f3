// The measurements of short trainings.
import type { Plan } from '../plan/plan';
import type { Baseline } from './baseline';
import type { Run } from './run-trainer';

export type { Evaluation, ModeOutputs } from './evaluation';
export type { Run, WeightMovement } from './run-trainer';

/** The measurements that the rules of the training judge. */
export interface Runs {
  readonly plan: Plan;
  /** The runs at the caller's rate, the weights as they are first; none where even a few steps cost too much. */
  readonly runs: readonly Run[];
  /** The runs from the weights as they are at other rates, by factor; only where the first run does not learn. */
  readonly trials: readonly Run[];
  /**
   * The run from the weights as they are at the caller's rate in larger batches, and their size; only where those of the caller are very
   * small and something is left to learn.
   */
  readonly largerBatch: { readonly batchSize: number; readonly run: Run } | null;
  /** The run with Adam from the weights as they are, and its rate; only where another optimiser gets far less. */
  readonly adam: { readonly learningRate: number; readonly run: Run } | null;
  /** The number of steps of each run. */
  readonly steps: number;
  /** The rows of the data on which `before` and `after` are. */
  readonly sample: Int32Array;
  /** The best constant on these rows; null where it is not known. */
  readonly baseline: Baseline | null;
  /** The reason why a step throws, in a sentence; null where none does. There are no runs then. */
  readonly failure: string | null;
}
