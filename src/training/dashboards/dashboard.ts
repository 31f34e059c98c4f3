// What a watched step is reported as.

/** A step as a whole. */
export interface StepRow {
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  /** With the regularisers' penalties. */
  readonly loss: number;
  readonly learningRate: number;
  /** Of all gradients together. */
  readonly gradientNorm: number;
}

/** A layer's quantity in a step: what a dashboard reads of a row of `layers`. */
export interface LayerValues {
  readonly layer: string;
  readonly quantity: string;
  /** Which of the layer's weights it is; null for values that pass. */
  readonly weight: string | null;
  readonly norm: number;
  readonly saturated: number | null;
  readonly dead: number | null;
  readonly ratio?: number | null;
}

/** A bin of a layer's quantity. */
export interface BinRow {
  readonly layer: string;
  readonly quantity: string;
  /** Which of the layer's weights it is; null for values that pass. */
  readonly weight: string | null;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A place outside that watched steps are written to. */
export interface Dashboard {
  write(step: StepRow, layers: readonly LayerValues[], bins: () => readonly BinRow[]): void;
  /** At the end of each fit: what was written can be read. */
  flush(): void;
}
