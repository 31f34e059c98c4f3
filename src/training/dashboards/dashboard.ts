// The records of a step, and the interface of what they are written to.

/** A row of `watch(…).history()`: one recorded step of `fit`. */
export interface StepRow {
  /** The number of the batch since training began, from 1. */
  readonly step: number;
  /** The pass over the examples, from 1. */
  readonly epoch: number;
  /** The loss of the batch before the update, with the regularisers' penalties, in the loss's own unit. */
  readonly loss: number;
  /** The learning rate of the step, at least 0. */
  readonly learningRate: number;
  /** The L2 norm of all gradients together; at least 0. */
  readonly gradientNorm: number;
}

/** A layer's quantity in a step: the columns of `layers` that dashboards use. */
export interface LayerValues {
  readonly layer: string;
  readonly quantity: string;
  /** The name of the weight; null for activations and their gradients. */
  readonly weight: string | null;
  readonly norm: number;
  readonly saturated: number | null;
  readonly dead: number | null;
  readonly ratio?: number | null;
}

/** A bin of the histogram of a layer's quantity. */
export interface BinRow {
  readonly layer: string;
  readonly quantity: string;
  /** The name of the weight; null for activations and their gradients. */
  readonly weight: string | null;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A destination of recorded steps outside the process. */
export interface Dashboard {
  write(step: StepRow, layers: readonly LayerValues[], bins: () => readonly BinRow[]): void;
  /** Makes all that was written readable, at the end of each fit. */
  flush(): void;
}
