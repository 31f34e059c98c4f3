// The type of a function that the kernel wraps.

/** A function of Node's that the kernel wraps, of which it knows neither arguments nor result. */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
