// Arrays: plain ones out of typed ones, and items that must be there.

/** Plain data with plain arrays in place of typed ones, such as a tensor's `dataSync()`, which JSON does not have. */
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
export const first = <T>(values: readonly T[]): T => itemAt(values, 0);

/** The last element of an array that has one. */
export const last = <T>(values: readonly T[]): T => itemAt(values, values.length - 1);

/**
 * The item of a list at an index.
 *
 * @throws {RangeError} when the list has none there
 */
export function itemAt<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`there is no item ${index} in a list of ${list.length}`);
  return item;
}
