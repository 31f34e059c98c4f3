// The types of initialisers, which draw a layer's first weights and biases.
import type { RandomStream } from '../random';
import type { Distribution } from './distributions';

/** The numbers of units around one unit (torch.nn.init's fan_in and fan_out). */
export interface Fan {
  /** How many units feed one unit. */
  readonly in: number;
  /** How many units it feeds. */
  readonly out: number;
}

/** The names of fan modes. */
export const FAN_MODES = ['fanIn', 'fanOut', 'fanAvg'] as const;
/** The fan that the variance of a weight is divided by: 'fanIn', 'fanOut', or 'fanAvg', their mean. */
export type FanMode = (typeof FAN_MODES)[number];

/** Options of initialisers; each takes those that belong to it. */
export interface InitializerOptions {
  /** Multiplies the standard deviation (torch.nn.init's gain); of orthogonal and identity matrices, the scale. */
  readonly gain?: number;
  /** The fan that the variance is divided by. Default: the initialiser's own, mostly 'fanIn'. */
  readonly mode?: FanMode;
  /** Cut a normal off at two sigma, as Keras does, with its variance kept. Default false. */
  readonly truncated?: boolean;
  /** The standard deviation of `normal`. */
  readonly std?: number;
  /** The limit of `uniform`. */
  readonly limit?: number;
  /** The value of `constant`. */
  readonly value?: number;
  /** Biases from N(0, biasStd²), for the mean-field phase diagram. Default: as the initialiser has them, mostly 0. */
  readonly biasStd?: number;
  /** Added to every bias, such as a value far below zero, at which ReLUs are dead. Default 0. */
  readonly biasMean?: number;
}

interface Described {
  /** As it is written in a chart. */
  readonly label: string;
  /** Paper and equation, or the library that it is the default of. */
  readonly source: string;
  /** The options that it takes, beside those of biases. */
  readonly options: readonly (keyof InitializerOptions)[];
  /** In a recurrent layer, count the units as the fan of every weight, as torch.nn.RNN does. */
  readonly fansFromUnits?: boolean;
  /** The distribution of a bias; absent for zeros. */
  readonly bias?: (fan: Fan) => Distribution;
}

/** An initialiser with independent weights. */
export interface IndependentInitializer extends Described {
  /** The distribution of a weight. */
  readonly weight: (fan: Fan, options: InitializerOptions) => Distribution;
}

/** An initialiser whose weights depend on each other. */
export interface JointInitializer extends Described {
  /** All weights of a kernel, row by row, the last axis (the outputs) running fastest. */
  readonly weights: (
    shape: readonly number[],
    options: InitializerOptions,
    random: RandomStream,
  ) => Float32Array;
}

export type Initializer = IndependentInitializer | JointInitializer;

/**
 * The fans of a weight matrix or a convolution's kernel.
 *
 * @param shape [in, out] for dense layers, [...window, in, out] for convolutions; a missing axis counts as 1
 * @example fansOf([100, 128]) // { in: 100, out: 128 }
 */
export function fansOf(shape: readonly number[]): Fan {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { in: window * (shape.at(-2) ?? 1), out: window * (shape.at(-1) ?? 1) };
}
