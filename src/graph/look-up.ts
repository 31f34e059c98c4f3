// A look-up in a map that is known to have the key.

/** The entry of a map for a key that is known to be in it. */
export function lookUp<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined)
    throw new Error('graph: a value has no entry in a table that is to have all of them');
  return value;
}
