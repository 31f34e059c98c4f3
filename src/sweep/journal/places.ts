// The places of points in a journal, by key: numbers in arrays, since there may be millions.

/** A place in the file, in bytes, and whether the point there is faultless. */
export interface Place {
  readonly ok: boolean;
  readonly at: number;
  readonly length: number;
}

export class Places {
  readonly #index = new Map<string, number>();
  readonly #at: number[] = [];
  /** The lengths, negative where the point has a fault. */
  readonly #length: number[] = [];

  get size(): number {
    return this.#index.size;
  }

  /** Whether a point is faultless; undefined where it is not there. */
  status(key: string): boolean | undefined {
    const i = this.#index.get(key);
    return i === undefined ? undefined : this.#length[i]! > 0;
  }

  get(key: string): Place | null {
    const i = this.#index.get(key);
    if (i === undefined) return null;
    const length = this.#length[i]!;
    return { ok: length > 0, at: this.#at[i]!, length: Math.abs(length) };
  }

  set(key: string, { ok, at, length }: Place): void {
    let i = this.#index.get(key);
    if (i === undefined) {
      i = this.#at.length;
      this.#index.set(key, i);
    }
    this.#at[i] = at;
    this.#length[i] = ok ? length : -length;
  }
}
