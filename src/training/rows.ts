// The rows of a training's tables.
// Types, not interfaces: a row fits Record<string, …>.
/* eslint-disable @typescript-eslint/consistent-type-definitions */

/** A row of `history`: one step of a training. */
export type HistoryRow = {
  /** The step of the training, from 1. */
  readonly step: number;
  /** The pass over the examples, from 1. */
  readonly epoch: number;
  /** The loss of the batch before the update, with the regularisers' penalties, in the loss's own unit; it may be NaN or infinite. */
  readonly loss: number;
  /** The share of the batch that the largest output gets right, 0 to 1; null where y is not class indices. */
  readonly accuracy: number | null;
  /** The learning rate of the step: the optimiser's, times the factor of the schedule. */
  readonly learningRate: number;
  /** The L2 norm of all gradients together, before clipping; at least 0. */
  readonly gradientNorm: number;
  /** The loss of the test examples, without penalties, in the loss's own unit; null at steps without evaluation. */
  readonly testLoss: number | null;
  /** The share of the test examples that the largest output gets right, 0 to 1; null at steps without evaluation. */
  readonly testAccuracy: number | null;
  /** The seed of the run, a whole number from 0. Only in the tables of `repeat`. */
  readonly seed?: number;
};

/** The columns of `history`, in their order. */
export const HISTORY_COLUMNS = [
  'step',
  'epoch',
  'loss',
  'accuracy',
  'learningRate',
  'gradientNorm',
  'testLoss',
  'testAccuracy',
] as const satisfies readonly (keyof HistoryRow)[];

/** A row of `learningRateRange`: one step at one rate. */
export type RangeRow = {
  /** The step of the training, from 1. */
  readonly step: number;
  /** The learning rate of the step, above 0. */
  readonly learningRate: number;
  /** The loss of the batch before the update, as in HistoryRow. */
  readonly loss: number;
  /** The exponential mean of the loss, corrected for its start; in the loss's unit. */
  readonly smoothed: number;
  /** The seed of the run, a whole number from 0. Only in the tables of `repeat`. */
  readonly seed?: number;
};
