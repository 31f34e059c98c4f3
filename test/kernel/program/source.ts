// The state that the parts of the generator share: random choices, and the names of the program at hand.

/** The types that generated variables have. */
export interface Types {
  number: 'number';
  string: 'string';
  boolean: 'boolean';
  numbers: 'number[]';
  pair: '{ a: number; b: string }';
  maybe: 'number | undefined';
  record: 'Record<string, number>';
  call: '(n: number) => number';
  task: '(n: number) => Promise<number>';
  sequence: '() => Iterable<number>';
  class: 'new (n: number) => { value: number; bump(by: number): number }';
}
export type Kind = keyof Types;
export const typeNames: Types = {
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  numbers: 'number[]',
  pair: '{ a: number; b: string }',
  maybe: 'number | undefined',
  record: 'Record<string, number>',
  call: '(n: number) => number',
  task: '(n: number) => Promise<number>',
  sequence: '() => Iterable<number>',
  class: 'new (n: number) => { value: number; bump(by: number): number }',
};

export interface Variable {
  readonly name: string;
  readonly kind: Kind;
  /** May be assigned to, with any value of its type. */
  readonly writable: boolean;
  /** How many calls a call of it makes, at most; keeps programs short. */
  readonly cost: number;
}

/** Random choices and names of one program. */
export class Source {
  #state: number;
  #count = 0;
  #spent = 0;
  #variables: Variable[] = [];
  /** True where calls may be written: not in what is given to a function variable, which could then call itself. */
  #calls = true;

  constructor(
    seed: number,
    readonly prefix: string,
  ) {
    this.#state = seed;
  }

  /** A whole number from 0 to `end` - 1 (mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  choose<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** Calls one of the functions. */
  one(...choices: (() => string)[]): string {
    return this.choose(choices)();
  }

  /** A name that the program does not have yet. */
  fresh(stem: string): string {
    return `${this.prefix}${stem}${this.#count++}`;
  }

  /** A name for a parameter or a local variable: new, or one that hides a name of the top level. */
  local(): string {
    return this.#variables.length && this.once(3)
      ? this.choose(this.#variables).name
      : `local${this.#count++}`;
  }

  declare(kind: Kind, name: string, { writable = false, cost = 1 } = {}): string {
    this.#variables.push({ name, kind, writable, cost });
    return name;
  }

  /** A variable of that kind, if there is one that may be used here. */
  variable(kind: Kind, mustBeWritable = false): Variable | undefined {
    const fits = this.#variables.filter(
      (variable) =>
        variable.kind === kind &&
        (!mustBeWritable || variable.writable) &&
        variable.cost <= 20 &&
        (this.#calls || !['call', 'task', 'sequence', 'class'].includes(kind)),
    );
    if (!fits.length) return undefined;
    const variable = this.choose(fits);
    this.#spent += variable.cost - 1;
    return variable;
  }

  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** Writes what sees some more variables, which hide others of the same name. */
  within<T>(locals: readonly (readonly [Kind | undefined, string])[], write: () => T): T {
    const outer = this.#variables;
    const names = new Set(locals.map(([, name]) => name));
    this.#variables = outer.filter(({ name }) => !names.has(name));
    for (const [kind, name] of locals) if (kind) this.declare(kind, name);
    try {
      return write();
    } finally {
      this.#variables = outer;
    }
  }

  /** Writes the body of a function, and measures how much a call of it costs. */
  body(
    locals: readonly (readonly [Kind | undefined, string])[],
    write: () => string,
  ): { code: string; cost: number } {
    const before = this.#spent;
    this.#spent = 0;
    const code = this.within(locals, write);
    const cost = 1 + this.#spent;
    this.#spent = before + cost;
    return { code, cost };
  }

  withoutCalls<T>(write: () => T): T {
    const before = this.#calls;
    this.#calls = false;
    try {
      return write();
    } finally {
      this.#calls = before;
    }
  }

  /** Counts the cost of a statement that repeats its body. */
  repeated(times: number, write: () => string): string {
    const before = this.#spent;
    const code = write();
    this.#spent = before + (this.#spent - before) * times;
    return code;
  }
}
