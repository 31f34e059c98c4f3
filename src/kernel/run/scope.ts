// The variables that cells share. Compiled code writes `exports.a = a` where it declares or changes one; later cells read
// `exports.a`.

export interface CellScope {
  readonly exports: object;
  /** The names that the cell has given a value. */
  readonly written: ReadonlySet<string>;
}

export class Scope {
  readonly #variables: Record<string, unknown> = {};

  /** What one cell, and the functions that it defines, see as `exports`. */
  open(): CellScope {
    const written = new Set<string>();
    const set = (name: string | symbol, value: unknown): true => {
      if (typeof name === 'string') written.add(name);
      this.#variables[name as string] = value;
      return true;
    };
    const exports = new Proxy(this.#variables, {
      set: (_target, name, value) => set(name, value),
      // Imports are defined as getters; later cells may declare the same name anew.
      defineProperty: (_target, name, attributes) =>
        name === '__esModule' || set(name, attributes.get ? attributes.get() : attributes.value),
    });
    return { exports, written };
  }

  values(): unknown[] {
    return Object.values(this.#variables);
  }

  /** Takes out a variable that only the kernel reads. */
  take(name: string): unknown {
    const value = this.#variables[name];
    this.remove(name);
    return value;
  }

  /** A variable that was declared but given no value. */
  remove(name: string): void {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the names are the notebook's
    delete this.#variables[name];
  }
}
