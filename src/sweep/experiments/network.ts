// The network and the data of a point of a built-in experiment.
import type { tf } from '../../backend';
import * as datasets from '../../datasets';
import type { InitializerOptions, InitializerSpec } from '../../initializers';
import { build, type MlpSpec, type NetworkSpec } from '../../networks';
import { SPEC_COLUMNS } from './columns';

/** The columns of a point that describe its network, a multilayer perceptron on the digits, or any other as `spec`. */
export interface NetworkPoint {
  /** A whole spec, in the place of the columns below but `seed`. */
  readonly spec?: NetworkSpec;
  /** The number of hidden layers. Default 10. */
  readonly depth?: number;
  /** Their width. Default 64. */
  readonly width?: number;
  /** Their activation. Default 'tanh'. */
  readonly activation?: string;
  /** The initialiser. Default 'xavierNormal'; with `weightVariance` 'lecunNormal', whose variance is gain² / fan-in. */
  readonly initializer?: InitializerSpec;
  /** The gain of the initialiser. */
  readonly gain?: number;
  /** The variance of a weight times the fan-in, σw². */
  readonly weightVariance?: number;
  /** The variance of a bias, σb². */
  readonly biasVariance?: number;
  readonly normalization?: 'none' | 'batch' | 'layer';
  readonly skip?: boolean | number;
  /** The seed of weights and batches. Default 0. */
  readonly seed?: number;
}

const [DEPTH, WIDTH] = [10, 64];

/** The spec of a point's network. */
export function specOf(point: NetworkPoint): NetworkSpec {
  const { seed = 0 } = point;
  if (point.spec !== undefined) {
    const other = SPEC_COLUMNS.find((name) => point[name] !== undefined);
    if (other !== undefined) throw new TypeError(`point: give spec or ${other}, not both`);
    return { ...point.spec, seed };
  }
  const { depth = DEPTH, width = WIDTH, activation = 'tanh', normalization, skip } = point;
  return {
    inputs: 64,
    hidden: Array.from({ length: depth }, () => width),
    outputs: 10,
    activation,
    initializer: initializerOf(point),
    seed,
    ...(normalization === undefined ? {} : { normalization }),
    ...(skip === undefined ? {} : { skip }),
  } satisfies MlpSpec;
}

function initializerOf({ initializer, gain, weightVariance, biasVariance }: NetworkPoint): InitializerSpec {
  if (gain !== undefined && weightVariance !== undefined)
    throw new TypeError('point: give gain or weightVariance, not both');
  const given = initializer ?? (weightVariance === undefined ? 'xavierNormal' : 'lecunNormal');
  const { name, ...options }: { name: string } & InitializerOptions =
    typeof given === 'string' ? { name: given } : given;
  return {
    name,
    ...options,
    ...(gain === undefined ? {} : { gain }),
    ...(weightVariance === undefined ? {} : { gain: Math.sqrt(weightVariance) }),
    ...(biasVariance === undefined ? {} : { biasStd: Math.sqrt(biasVariance) }),
  };
}

/** Runs with a new network and the digits, and disposes of them. */
export async function withNetwork<T>(
  point: NetworkPoint,
  run: (network: tf.LayersModel, digits: ReturnType<typeof datasets.digits>) => T | Promise<T>,
): Promise<T> {
  const network = build(specOf(point));
  try {
    return await withDigits((digits) => run(network, digits));
  } finally {
    network.dispose();
  }
}

/** Runs with the digits, and disposes of them. */
export async function withDigits<T>(
  run: (digits: ReturnType<typeof datasets.digits>) => T | Promise<T>,
): Promise<T> {
  const digits = datasets.digits();
  try {
    return await run(digits);
  } finally {
    for (const { x, y } of [digits.train, digits.test]) {
      x.dispose();
      y.dispose();
    }
  }
}
