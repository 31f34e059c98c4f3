// What the rows of an observation's tables hold.
// Types, not interfaces: a row fits Record<string, …>.
/* eslint-disable @typescript-eslint/consistent-type-definitions */

type Place = {
  /** From 1, nearest the input. A layer without a matrix, such as a normalisation, has the depth of the one before it. */
  readonly depth: number;
  /** Its name; of one of several cells of a recurrent layer, 'layer/cell'. */
  readonly layer: string;
  /** The layer's class in lower case, such as 'dense'. */
  readonly kind: string;
  /**
   * 'z' the pre-activation, 'a' the activation or the state, 'W' a matrix, 'U' a recurrent matrix, 'dL/dz' and the like the
   * gradients of the loss; of other weights their name, such as 'gamma' and 'dL/dgamma'.
   */
  readonly quantity: string;
};

type Sizes = {
  /** L2 norm, √(Σ v²); at least 0, in the quantity's unit. */
  readonly norm: number;
  /** Root mean square, √(Σ v² / n); at least 0, in the quantity's unit. */
  readonly rms: number;
  /** In the quantity's unit; any sign. */
  readonly mean: number;
  /** Standard deviation of the population; at least 0, in the quantity's unit. */
  readonly std: number;
  /** Share of values that are exactly 0; 0 to 1. */
  readonly zeros: number;
};

/** A row of `layers`: one quantity of one layer. A layer that ran several times, or over several steps, has one for all of it. */
export type LayerRow = Place &
  Sizes & {
    /** Which weight, as its layer calls it: 'kernel', 'depthwise_kernel', 'gamma'; null where the quantity is none of a weight's. */
    readonly weight: string | null;
    /** Of 'a' and 'dL/da', which activation it is of: 'relu'; a layer that two follow has two rows. Else null. */
    readonly activation: string | null;
    /**
     * Of 'z', the share of what the activation is applied to that lies beyond its saturation point; of a softmax, of its rows
     * with a probability above 0.985; of the 'a' of a cell with gates, of what its gates and its candidate are applied to. 0 to
     * 1; null elsewhere, and where the activation does not saturate.
     */
    readonly saturated: number | null;
    /** Of 'a', the share of units (channels, filters) that are 0 for every example; 0 to 1. Else null. */
    readonly dead: number | null;
    /** Of a weight that was updated, |ΔW| / |W|; at least 0. Only in tables of a training. */
    readonly ratio?: number | null;
    /** The step of a training, from 1. Only in its tables. */
    readonly step?: number;
    /** Only in the tables of `repeat`. */
    readonly seed?: number;
  };

/** A row of `throughTime`: one quantity of one recurrent layer at one step of the sequence. */
export type TimeRow = Place &
  Sizes & {
    /** The step of the sequence, from 1; also where the layer goes through it backwards. */
    readonly time: number;
  };

/** A row of `histograms`: one bin of one quantity of one layer. */
export type HistogramRow = Place & {
  readonly weight: string | null;
  readonly activation: string | null;
  /** The bin's lower edge, in the quantity's unit. */
  readonly from: number;
  /** The bin's upper edge, in the quantity's unit. */
  readonly to: number;
  /** How many values lie in it; a whole number from 0. */
  readonly count: number;
};
