// The rows of a training's tables.
// Types, not interfaces: a row fits Record<string, …>.
/* eslint-disable @typescript-eslint/consistent-type-definitions */

/** A row of `history`: one step of a training. */
export type HistoryRow = {
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  /** Of the batch before the update, with the regularisers' penalties. In the loss's own unit; NaN and infinite where it is. */
  readonly loss: number;
  /** Share of the batch that the largest output gets right, 0 to 1; null where y is not class indices. */
  readonly accuracy: number | null;
  /** At least 0. */
  readonly learningRate: number;
  /** L2 norm of all gradients together, before clipping; at least 0. */
  readonly gradientNorm: number;
  /** Of the test examples, without penalties; null at steps without evaluation. */
  readonly testLoss: number | null;
  /** Share of the test examples that the largest output gets right, 0 to 1; null at steps without evaluation. */
  readonly testAccuracy: number | null;
  /** Only in the tables of `repeat`. */
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
  /** From 1. */
  readonly step: number;
  /** Above 0. */
  readonly learningRate: number;
  /** As in HistoryRow. */
  readonly loss: number;
  /** An exponential mean of the loss, with its start corrected; in the loss's unit. */
  readonly smoothed: number;
  /** Only in the tables of `repeat`. */
  readonly seed?: number;
};
