// A bounded store of what holds memory in TensorFlow until it is disposed of.

/** Keeps a number of things by key; beyond it, the one that was not used for the longest time is disposed of. */
export class Kept<T extends { dispose(): void }> {
  /** In the order of use. */
  private readonly all = new Map<string, T>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.all.size;
  }

  /** What is kept under a key, which is used by that. */
  get(key: string): T | undefined {
    const one = this.take(key);
    if (one !== undefined) this.all.set(key, one);
    return one;
  }

  /** The same, which is then the caller's to dispose of. */
  take(key: string): T | undefined {
    const one = this.all.get(key);
    this.all.delete(key);
    return one;
  }

  /** Keeps something, in the place of what had its key. */
  set(key: string, one: T): void {
    this.delete(key);
    this.all.set(key, one);
    for (const [oldest] of this.all) {
      if (this.all.size <= this.most) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.take(key)?.dispose();
  }

  entries(): [string, T][] {
    return [...this.all];
  }

  /** Disposes of everything. */
  clear(): void {
    for (const one of this.all.values()) one.dispose();
    this.all.clear();
  }
}
