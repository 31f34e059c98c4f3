// Plain arrays out of typed ones, and safe reading of arrays.

/** Plain data with arrays in the place of typed ones, such as a tensor's `dataSync()`: JSON has no other. */
export function toPlainArrays<T>(value: T): T {
  const plain = (part: unknown): unknown => {
    if (ArrayBuffer.isView(part) && !(part instanceof DataView)) return Array.from(part as Float32Array);
    if (Array.isArray(part)) return part.some((one) => typeof one === 'object') ? part.map(plain) : part;
    if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype)
      return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, plain(one)]));
  };
  return plain(value) as T;
}

/** The first element of an array that has one. */
export const first = <T>(values: readonly T[]): T => element(values, 0);

/** The last element of an array that has one. */
export const last = <T>(values: readonly T[]): T => element(values, values.length - 1);

/** The element at an index that the array has; a RangeError where it has not. */
export function element<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value !== undefined) return value;
  throw new RangeError(`no element ${index} in an array of ${values.length}`);
}

/**
 * The item of a list at an index that is within it.
 *
 * @throws {RangeError} when it is not
 */
export function itemAt<T>(list: ArrayLike<T>, index: number): T {
  if (index >= 0 && index < list.length) return list[index];
  throw new RangeError(`there is no item ${index} in a list of ${list.length}`);
}
