// From what a spec says of initialisation to how a kernel and a bias are filled.
import { flag, knownKeys, nonNegative, oneOf, wrong, type NameOf } from '../errors';
import type { Stream } from '../random';
import { draw } from './distributions';
import { fanModes, fansOf, type Initializer, type InitializerOptions } from './initializer';
import { initializerNames, initializers, type InitializerName } from './table';

/** An initialiser by name, or by name with options: `'heNormal'`, `{ name: 'orthogonal', gain: 1.1 }`. */
export type InitializerSpec =
  NameOf<InitializerName> | ({ readonly name: NameOf<InitializerName> } & InitializerOptions);

export interface ResolvedInitializer {
  readonly name: InitializerName;
  readonly initializer: Initializer;
  readonly options: InitializerOptions;
}

const checks: Record<keyof InitializerOptions, (where: string, value: unknown) => unknown> = {
  gain: (where, value) => nonNegative(where, 'initializer.gain', value),
  std: (where, value) => nonNegative(where, 'initializer.std', value),
  limit: (where, value) => nonNegative(where, 'initializer.limit', value),
  biasStd: (where, value) => nonNegative(where, 'initializer.biasStd', value),
  mode: (where, value) => oneOf(where, 'initializer.mode', value, fanModes),
  truncated: (where, value) => flag(where, 'initializer.truncated', value),
  value: (where, value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw wrong(where, 'initializer.value', 'a number', value);
  },
};

/**
 * The initialiser that a spec asks for.
 *
 * @throws {TypeError} that names what is not right, and the options that the initialiser takes
 */
export function resolveInitializer(where: string, spec: InitializerSpec): ResolvedInitializer {
  const { name: asked, ...options } = typeof spec === 'object' && spec !== null ? spec : { name: spec };
  const name = oneOf(where, 'initializer', asked, initializerNames);
  const initializer: Initializer = initializers[name];
  knownKeys(where, `initializer '${name}'`, options, [...initializer.options, 'biasStd']);
  for (const [key, value] of Object.entries(options)) checks[key as keyof InitializerOptions](where, value);
  return { name, initializer, options };
}

/** A kernel's weights, in the order of its shape. */
export function drawKernel(
  { initializer, options }: ResolvedInitializer,
  shape: readonly number[],
  random: Stream,
): Float32Array {
  if ('weights' in initializer) return initializer.weights(shape, options, random);
  const size = shape.reduce((a, b) => a * b, 1);
  return draw(initializer.weight(fansOf(shape), options), size, random);
}

/** The biases of a layer whose kernel has the given shape. */
export function drawBias(
  { initializer, options }: ResolvedInitializer,
  kernel: readonly number[],
  size: number,
  random: Stream,
): Float32Array {
  if (options.biasStd !== undefined) return draw({ normal: options.biasStd }, size, random);
  return initializer.bias ? draw(initializer.bias(fansOf(kernel)), size, random) : new Float32Array(size);
}
