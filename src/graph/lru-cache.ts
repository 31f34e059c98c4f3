// A bounded cache of objects that hold memory in TensorFlow until they are disposed of.

/** Keeps objects by key; beyond its capacity, the least recently used one is disposed of. */
export class LruCache<T extends { dispose(): void }> {
  /** The entries in the order of use. */
  readonly #entries = new Map<string, T>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The object under a key, which is the most recently used one from now on. */
  get(key: string): T | undefined {
    const entry = this.take(key);
    if (entry !== undefined) this.#entries.set(key, entry);
    return entry;
  }

  /** Removes the object under a key, and gives it to the caller to dispose of. */
  take(key: string): T | undefined {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry;
  }

  /** Keeps an object; one that was kept under the same key is disposed of. */
  set(key: string, entry: T): void {
    this.delete(key);
    this.#entries.set(key, entry);
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= this.#capacity) break;
      this.delete(oldest);
    }
  }

  /** Disposes of the object under a key. */
  delete(key: string): void {
    this.take(key)?.dispose();
  }

  entries(): [string, T][] {
    return [...this.#entries];
  }

  /** Disposes of every object. */
  clear(): void {
    for (const entry of this.#entries.values()) entry.dispose();
    this.#entries.clear();
  }
}
