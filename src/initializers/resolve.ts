// The initialiser of a spec, and its draws of kernels and biases.
import { checkKeys, finite, flag, nonNegative, oneOf, type NameOf } from '../errors';
import type { RandomStream } from '../random';
import { draw } from './distributions';
import { FAN_MODES, fansOf, type Fan, type Initializer, type InitializerOptions } from './initializer';
import { INITIALIZER_NAMES, initializers, type InitializerName } from './table';

/**
 * An initialiser by name, or by name with options.
 *
 * @example
 * const spec: InitializerSpec = { name: 'orthogonal', gain: 1.1 };
 * const model = mlp({ inputs: 4, hidden: [8], outputs: 2, initializer: spec });
 */
export type InitializerSpec =
  | NameOf<InitializerName>
  | ({
      /** The name of the initialiser. */
      readonly name: NameOf<InitializerName>;
    } & InitializerOptions);

export interface ResolvedInitializer {
  readonly name: InitializerName;
  readonly initializer: Initializer;
  readonly options: InitializerOptions;
}

const CHECKS: Record<keyof InitializerOptions, (where: string, value: unknown) => unknown> = {
  gain: (where, value) => nonNegative(where, 'initializer.gain', value),
  std: (where, value) => nonNegative(where, 'initializer.std', value),
  limit: (where, value) => nonNegative(where, 'initializer.limit', value),
  biasStd: (where, value) => nonNegative(where, 'initializer.biasStd', value),
  mode: (where, value) => oneOf(where, 'initializer.mode', value, FAN_MODES),
  truncated: (where, value) => flag(where, 'initializer.truncated', value),
  value: (where, value) => finite(where, 'initializer.value', value),
  biasMean: (where, value) => finite(where, 'initializer.biasMean', value),
};

/**
 * The initialiser that a spec asks for.
 *
 * @throws {TypeError} that names the option that is not right, and the options that the initialiser takes
 */
export function resolveInitializer(where: string, spec: InitializerSpec): ResolvedInitializer {
  const { name: asked, ...options } = typeof spec === 'object' && spec !== null ? spec : { name: spec };
  const name = oneOf(where, 'initializer', asked, INITIALIZER_NAMES);
  const initializer: Initializer = initializers[name];
  checkKeys(where, `initializer '${name}'`, options, [...initializer.options, 'biasStd', 'biasMean']);
  for (const [key, value] of Object.entries(options)) CHECKS[key as keyof InitializerOptions](where, value);
  return { name, initializer, options };
}

/** The fans for an initialiser: a recurrent layer's where it has `fansFromUnits`, else the kernel's. */
const fanFor = (
  { initializer }: ResolvedInitializer,
  kernel: readonly number[],
  recurrent: Fan | undefined,
): Fan => (recurrent !== undefined && initializer.fansFromUnits ? recurrent : fansOf(kernel));

/**
 * Draws a kernel's weights, in the order of its shape.
 *
 * @param recurrent the fans of the recurrent matrix, in a recurrent layer
 */
export function drawKernel(
  resolved: ResolvedInitializer,
  shape: readonly number[],
  random: RandomStream,
  recurrent?: Fan,
): Float32Array {
  const { initializer, options } = resolved;
  if ('weights' in initializer) return initializer.weights(shape, options, random);
  const size = shape.reduce((a, b) => a * b, 1);
  return draw(initializer.weight(fanFor(resolved, shape, recurrent), options), size, random);
}

/** Draws the biases of a layer whose kernel has the given shape. */
export function drawBias(
  resolved: ResolvedInitializer,
  kernel: readonly number[],
  size: number,
  random: RandomStream,
  recurrent?: Fan,
): Float32Array {
  const { initializer, options } = resolved;
  const { biasStd, biasMean = 0 } = options;
  const own = initializer.bias?.(fanFor(resolved, kernel, recurrent));
  const distribution = biasStd === undefined ? own : { normal: biasStd };
  const values = distribution ? draw(distribution, size, random) : new Float32Array(size);
  return biasMean === 0 ? values : values.map((bias) => bias + biasMean);
}
