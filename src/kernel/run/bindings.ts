// The variables that cells share: each name has one binding, an object with one property that all code refers to. V8 keeps track of
// what kind of value a property of a name holds, so that numbers stay numbers; one object with a property for each name would be
// slow from some hundred names on.

/** Its one property has the name's own name; it is not there before the first value is. */
export type Binding = Record<string, unknown>;

/** The prototype of bindings: it lacks the names that every object has. */
const bare = Object.create(null) as object;

export class Bindings {
  readonly #bindings = new Map<string, Binding>();
  /** The names that have been declared. */
  readonly #declared = new Set<string>();

  /** The binding of a name, which is created where there is none. */
  get(name: string): Binding {
    let binding = this.#bindings.get(name);
    if (!binding) {
      binding = {};
      Object.setPrototypeOf(binding, bare);
      this.#bindings.set(name, binding);
    }
    return binding;
  }

  read(name: string): unknown {
    return this.get(name)[name];
  }

  has(name: string): boolean {
    return this.#declared.has(name);
  }

  declare(name: string): void {
    this.#declared.add(name);
  }

  names(): string[] {
    return [...this.#declared];
  }

  /** The values of all names; of an import, what it is now. */
  values(): unknown[] {
    return Array.from(this.#declared, (name) => {
      try {
        return this.read(name);
      } catch {
        return undefined; // an import of a module that is not ready
      }
    });
  }

  /** Has the name stand for something that changes elsewhere: what a module exports. */
  link(name: string, read: () => unknown): void {
    Object.defineProperty(this.get(name), name, {
      get: read,
      set: () => {
        throw new TypeError(`Assignment to constant variable '${name}'.`);
      },
      configurable: true,
      enumerable: true,
    });
  }

  /** Has the name stand for this value, whatever it stood for. */
  set(name: string, value: unknown): void {
    this.release([name]);
    this.get(name)[name] = value;
  }

  /** Names that are declared anew as variables: those that stood for something elsewhere keep its value of now. */
  release(names: readonly string[]): void {
    for (const name of names) {
      const binding = this.#bindings.get(name);
      const isLink = binding && Object.getOwnPropertyDescriptor(binding, name)?.get !== undefined;
      if (isLink) define(binding, name, this.has(name) ? binding[name] : undefined);
    }
  }

  /** Has reading the name fail until it is assigned. Gives what puts back what it was, where it never is. */
  awaitValue(name: string): () => void {
    const binding = this.get(name);
    const before = Object.getOwnPropertyDescriptor(binding, name);
    let isAwaited = true;
    Object.defineProperty(binding, name, {
      get: () => {
        throw new ReferenceError(`Cannot access '${name}' before initialization`);
      },
      set: (value) => {
        isAwaited = false;
        define(binding, name, value);
      },
      configurable: true,
      enumerable: true,
    });
    return () => {
      if (!isAwaited) return;
      if (before) Object.defineProperty(binding, name, before);
      else Reflect.deleteProperty(binding, name);
    };
  }
}

const define = (binding: Binding, name: string, value: unknown): void => {
  Object.defineProperty(binding, name, { value, writable: true, configurable: true, enumerable: true });
};
