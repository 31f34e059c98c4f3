// The types of what is measured of a state: plain data, which a worker sends to a page.
import type { PlayState } from './state';

/** A layer with weights, as the first pass of a batch finds it. */
export interface LayerMeasurement {
  /** The number of the layer, from 1 nearest the input. */
  readonly depth: number;
  readonly name: string;
  /** The norm of dL/dz. */
  readonly gradient: number;
  /** The root mean square of z. */
  readonly z: number;
  /** The shares of saturated and of dead units; null where there is no such thing. */
  readonly saturated: number | null;
  readonly dead: number | null;
  /** The root mean square of dL/dz. */
  readonly gradientRms: number;
  /** The activations of some units for the first example. */
  readonly units: readonly number[];
  /** How many of some two thousand values of z lie in each bin of the axis of z. */
  readonly zBins: readonly number[];
  /** How many of some two thousand values of |dL/dz| lie in each bin between two powers of ten. */
  readonly gradientBins: readonly number[];
  /** The share of values of dL/dz that are exactly 0. */
  readonly zeroGradients: number;
}

/** The prediction of theory for each layer, or the reason why there is none. */
export interface Prediction {
  /** The norm of dL/dz by layer, from the measured one at the logits. */
  readonly gradients: readonly number[] | null;
  /** The factor of a layer on the way back, from the last hidden layer to the first. */
  readonly factor: number | null;
  readonly reason: string | null;
}

/**
 * A symmetric axis of z. Where layers differ much in size it is like asinh(z / unit): even around zero, logarithmic beyond the unit,
 * the size of the layer with the smallest z.
 */
export interface ZAxis {
  /** The axis reaches from -limit to limit. */
  readonly limit: number;
  /** Null for an even axis. */
  readonly unit: number | null;
}

/** The place of a value on an axis of z, between -1 and 1. */
export const placeOnZ = ({ limit, unit }: ZAxis, z: number): number =>
  unit === null ? z / limit : Math.asinh(z / unit) / Math.asinh(limit / unit);

/** The value at a place of an axis of z. */
export const valueOnZ = ({ limit, unit }: ZAxis, place: number): number =>
  unit === null ? place * limit : unit * Math.sinh(place * Math.asinh(limit / unit));

export interface Measurement {
  readonly state: PlayState;
  readonly loss: number;
  readonly layers: readonly LayerMeasurement[];
  readonly theory: Prediction;
  /** The axis of z, which the bins divide evenly. */
  readonly zAxis: ZAxis;
  /** The bins of |dL/dz| reach between these powers of ten. */
  readonly gradientDecades: readonly [number, number];
  /** The |z| above which a unit counts as saturated; null for activations without flat ends. */
  readonly saturation: number | null;
}

/** The norms of dL/dz by layer, from several seeds: their range, or the ends of the band that holds 90 % of many runs. */
export interface Band {
  readonly seeds: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * The factors on the way back: at each layer but the last, its norm over that of the next one. Between layers that are further
 * apart it is the geometric mean over those between them.
 */
export const factorsByLayer = (depths: readonly number[], norms: readonly number[]): number[] =>
  norms.slice(0, -1).map((norm, i) => (norm / norms[i + 1]!) ** (1 / (depths[i + 1]! - depths[i]!)));

/** The geometric mean of the factors between the last hidden layer and the first; null where there is one hidden layer. */
export function meanFactor({ layers }: Pick<Measurement, 'layers'>): number | null {
  const [from, to] = [layers[0]!, layers.at(-2)];
  if (to === undefined || to.depth <= from.depth) return null;
  return (from.gradient / to.gradient) ** (1 / (to.depth - from.depth));
}

/** The largest share of saturated units in a layer. */
export const saturatedShare = ({ layers }: Pick<Measurement, 'layers'>): number =>
  Math.max(0, ...layers.map(({ saturated }) => saturated ?? 0));
