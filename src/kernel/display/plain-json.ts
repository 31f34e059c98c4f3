// Converts values that charts hold and JSON has no form for: typed arrays become arrays, big integers numbers.

/** The value, or where something in it has to change, a copy. */
export function plainJson(value: unknown): unknown {
  return convert(value, []);
}

function convert(value: unknown, path: readonly object[]): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (path.includes(value)) return value; // it has no end, as JSON.stringify will say
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? value : Array.from(value as unknown as ArrayLike<number>, Number);
  const inside = [...path, value];
  if (Array.isArray(value)) return convertArray(value, inside);
  const entries: [string, unknown][] = Object.entries(value);
  const converted = entries.map(([key, item]) => ({ key, item, plain: convert(item, inside) }));
  if (converted.every(({ item, plain }) => item === plain)) return value;
  return Object.fromEntries(converted.map(({ key, plain }) => [key, plain]));
}

/** A chart's columns are long: one that holds only numbers or texts is left as it is. */
function convertArray(items: unknown[], inside: readonly object[]): unknown[] {
  if (items.every((item) => typeof item === 'number' || typeof item === 'string')) return items;
  return items.map((item) => convert(item, inside));
}
