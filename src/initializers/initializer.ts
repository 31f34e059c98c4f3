// The types of initialisers, which draw a layer's first weights and biases.
import type { RandomStream } from '../random';
import type { Distribution } from './distributions';

/** The numbers of units around one unit (torch.nn.init's fan_in and fan_out). */
export interface Fan {
  /** The number of units that feed one unit. */
  readonly in: number;
  /** The number of units that one unit feeds. */
  readonly out: number;
}

/** The names of fan modes. */
export const FAN_MODES = ['fanIn', 'fanOut', 'fanAvg'] as const;
/** The fan that the variance of a weight is divided by: 'fanIn', 'fanOut', or 'fanAvg', their mean. */
export type FanMode = (typeof FAN_MODES)[number];

/** Options of initialisers; each takes those that belong to it. */
export interface InitializerOptions {
  /** The factor on the standard deviation (torch.nn.init's gain), or on an orthogonal or identity matrix; at least 0. */
  readonly gain?: number;
  /** The fan that the variance is divided by. Default: the initialiser's own, mostly 'fanIn'. */
  readonly mode?: FanMode;
  /** Whether a normal is truncated at two standard deviations, as in Keras, with its variance kept. Default false. */
  readonly truncated?: boolean;
  /** The standard deviation of `normal`, at least 0. */
  readonly std?: number;
  /** The limit of `uniform`, at least 0. */
  readonly limit?: number;
  /** The value of `constant`; any finite number. */
  readonly value?: number;
  /**
   * The standard deviation of biases from N(0, biasStd²), as in the mean-field phase diagram; at least 0. Default: the
   * initialiser's own, mostly 0.
   */
  readonly biasStd?: number;
  /** A finite number to add to every bias, such as one far below zero, at which ReLUs are dead. Default 0. */
  readonly biasMean?: number;
}

interface InitializerDescription {
  /** The name in charts. */
  readonly label: string;
  /** The paper and equation, or the library that has it as default. */
  readonly source: string;
  /** The options that it takes, besides those of biases. */
  readonly options: readonly (keyof InitializerOptions)[];
  /** Whether the number of units is the fan of every weight of a recurrent layer, as in torch.nn.RNN. */
  readonly fansFromUnits?: boolean;
  /** The distribution of a bias; absent for zeros. */
  readonly bias?: (fan: Fan) => Distribution;
}

/** An initialiser with independent weights. */
export interface IndependentInitializer extends InitializerDescription {
  /** The distribution of a weight. */
  readonly weight: (fan: Fan, options: InitializerOptions) => Distribution;
}

/** An initialiser whose weights depend on each other. */
export interface JointInitializer extends InitializerDescription {
  /** All weights of a kernel in the order of its shape: the last axis, the outputs, runs fastest. */
  readonly weights: (
    shape: readonly number[],
    options: InitializerOptions,
    random: RandomStream,
  ) => Float32Array;
}

/**
 * An initialiser: a distribution of each weight, or of all weights of a kernel together.
 *
 * @example
 * const initializer: Initializer = initializers.heNormal;
 * console.log(initializer.label, initializer.source);
 */
export type Initializer = IndependentInitializer | JointInitializer;

/**
 * The fans of a weight matrix or a convolution's kernel: { in: 100, out: 128 } for [100, 128].
 *
 * @param shape [in, out] for dense layers, [...window, in, out] for convolutions; a missing axis counts as 1
 */
export function fansOf(shape: readonly number[]): Fan {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { in: window * (shape.at(-2) ?? 1), out: window * (shape.at(-1) ?? 1) };
}
