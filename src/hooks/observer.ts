// The interface between the hooks, which see tensors, and the tables, which summarise them.
import type { tf } from '../backend';
import { isGated } from './cells';
import type { ObservedLayer } from './observed-layers';
import type { SaturationThreshold } from './saturation';

/** Identifies a value: its layer, its quantity, and which one of several. */
export interface ValueTag {
  readonly layer: ObservedLayer;
  readonly quantity: string;
  /** The name of the weight, of a weight or its gradient. */
  readonly weight?: string;
  /** The name of the activation, of 'a' and 'dL/da'. */
  readonly activation?: string | null;
  /** The time step, from 1, of a value in a recurrent layer. */
  readonly time?: number;
  /** The number of calls of the recurrent layer before this one. */
  readonly call?: number;
}

/** Receives the values of a forward and backward pass. Tensors are valid only during the call. */
export interface Observer {
  /** Whether a quantity is to be observed; the work for other quantities is left out. */
  wants(quantity: string): boolean;
  /** Receives a value, or a gradient. */
  onValue(tag: ValueTag, value: tf.Tensor): void;
  /** Receives values to count the saturated ones of: an activation's input, or a softmax's output. */
  onSaturation(layer: ObservedLayer, threshold: SaturationThreshold, value: tf.Tensor): void;
  /** Receives the names of variables that the loss depends on and that belong to no layer. */
  onUntrackedVariables(names: readonly string[]): void;
  /** Receives |ΔW| / |W| of an update, a scalar. */
  onUpdate(tag: ValueTag, ratio: tf.Tensor): void;
}

/** The quantity whose row has the share of saturated values: 'z', or 'a' of a cell with gates, which has no z of its own. */
export const saturationQuantity = ({ cell }: ObservedLayer): string => (cell && isGated(cell) ? 'a' : 'z');
