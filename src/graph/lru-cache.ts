// A bounded cache of objects that hold memory in TensorFlow until they are disposed of.

interface Entry<T> {
  readonly object: T;
  /** The number of the last use. */
  used: number;
}

/**
 * Keeps objects by key; beyond its capacity, the least recently used one is disposed of. A use only changes a number, so that an
 * interrupt, which ends code anywhere, can't lose an entry.
 */
export class LruCache<T extends { dispose(): void }> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #capacity: number;
  #uses = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The object under a key, which is the most recently used one from now on. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.used = ++this.#uses;
    return entry?.object;
  }

  /** Removes the object under a key, and gives it to the caller to dispose of. */
  take(key: string): T | undefined {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry?.object;
  }

  /** Keeps an object; one that was kept under the same key is disposed of. */
  set(key: string, object: T): void {
    this.delete(key);
    this.#entries.set(key, { object, used: ++this.#uses });
    const surplus = Math.max(0, this.#entries.size - this.#capacity);
    for (const [oldest] of this.entries().slice(0, surplus)) this.delete(oldest);
  }

  /** Disposes of the object under a key. */
  delete(key: string): void {
    this.take(key)?.dispose();
  }

  /** The objects with their keys, in the order of use. */
  entries(): [string, T][] {
    return [...this.#entries]
      .sort(([, one], [, other]) => one.used - other.used)
      .map(([key, { object }]) => [key, object]);
  }

  /** Disposes of every object. */
  clear(): void {
    for (const { object } of this.#entries.values()) object.dispose();
    this.#entries.clear();
  }
}
