// Plain arrays, which JSON has, out of typed ones.

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
