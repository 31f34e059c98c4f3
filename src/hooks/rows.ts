// The rows of the tables that observe, watch and train give, with their columns.
// Types, not interfaces: a row fits Record<string, …>.
/* eslint-disable @typescript-eslint/consistent-type-definitions */
import type { Bin, Summary } from './summary';

/** The columns that name a layer, and the seed and step of a row where there are several. */
export type LayerColumns = {
  /** The layer's place, from 1, nearest the input. A layer without a matrix, such as a normalisation, has that of the one before. */
  readonly depth: number;
  /** The layer's name; 'layer/cell' for one of several cells of a recurrent layer. */
  readonly layer: string;
  /** The layer's class in lower case, such as 'dense'. */
  readonly kind: string;
  /**
   * 'z' the pre-activation, 'a' the activation or the state, 'W' a matrix, 'U' a recurrent matrix, 'dL/dz' and the like the
   * gradients of the loss; other weights by their names, such as 'gamma' and 'dL/dgamma'.
   */
  readonly quantity: string;
};

/**
 * A row of `observe(…).layers`: the statistics of one quantity of one layer, over all its calls and time steps.
 *
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3 });
 * const model = mlp({ inputs: 10, hidden: [8, 8], outputs: 3 });
 * const row: LayerRow | undefined = tables.rows(observe(model, x, y).layers)[0];
 */
export type LayerRow = LayerColumns &
  Summary & {
    /** The weight's name in its layer: 'kernel', 'depthwise_kernel', 'gamma'; null for other quantities. */
    readonly weight: string | null;
    /** The activation's name, such as 'relu', for 'a' and 'dL/da'; a layer that two follow has two rows. Else null. */
    readonly activation: string | null;
    /**
     * The share of saturated values, 0 to 1. For 'z', of the activation's inputs beyond its saturation point; for a softmax, of
     * its rows with a probability above 0.985; for the 'a' of a cell with gates, of the inputs of its gates and its candidate.
     * Null elsewhere, and where the activation does not saturate.
     */
    readonly saturated: number | null;
    /** The share of units (channels, filters) that are 0 for every example, for 'a'; 0 to 1. Else null. */
    readonly dead: number | null;
    /** |ΔW| / |W| of the update, for weights; at least 0. Only in tables of a training. */
    readonly ratio?: number | null;
    /** The training step, from 1. Only in tables of a training. */
    readonly step?: number;
    /** The seed of the run. Only in tables of `repeat`. */
    readonly seed?: number;
  };

/** A row of `observe(…).throughTime`: the statistics of one quantity of one recurrent layer at one time step. */
export type TimeRow = LayerColumns &
  Summary & {
    /** The time step, from 1, in the order of the sequence, also where the layer runs backwards. */
    readonly time: number;
  };

/** A row of `observe(…).histograms`: one bin of the values of one quantity of one layer. */
export type HistogramRow = LayerColumns &
  Bin & {
    /** The weight's name in its layer; null for other quantities. */
    readonly weight: string | null;
    /** The activation's name, for 'a' and 'dL/da'; else null. */
    readonly activation: string | null;
  };

const COLUMNS = ['depth', 'layer', 'kind', 'quantity'] as const;
const TAG_COLUMNS = ['weight', 'activation'] as const;
const SUMMARY_COLUMNS = ['norm', 'rms', 'mean', 'std', 'zeros'] as const;

export const LAYER_COLUMNS = [...COLUMNS, ...TAG_COLUMNS, ...SUMMARY_COLUMNS, 'saturated', 'dead'] as const;
export const TIME_COLUMNS = [...COLUMNS, 'time', ...SUMMARY_COLUMNS] as const;
export const HISTOGRAM_COLUMNS = [...COLUMNS, ...TAG_COLUMNS, 'from', 'to', 'count'] as const;
