// Running compiled code, a cell's or a file's: its function, and through what that function reaches the kernel.
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { helpers } from '../compile/helpers';
import type { Rewritten } from '../compile/rewrite/rewrite';
import { markThrown } from '../failures/thrown';
import { restoreNames } from '../failures/source-names';
import type { Binding, Bindings } from './bindings';

/** The location of code, and how it loads other code. */
export interface Place {
  readonly filename: string;
  readonly folder: string;
  readonly require: NodeJS.Require;
  readonly module: { exports: unknown };
  import(specifier: string): Promise<unknown>;
}

export class Run {
  readonly bindings: Record<string, Binding>;
  readonly helpers = helpers;
  readonly meta: ImportMeta;
  /** The names that the code has come to. */
  readonly reached = new Set<string>();
  /** The old value of what `x++` changes. */
  old: unknown;
  /** The value of the last expression. */
  result: unknown;
  readonly #all: Bindings;
  readonly #place: Place;
  readonly #restore: (() => void)[] = [];

  constructor(all: Bindings, names: readonly string[], place: Place) {
    this.#all = all;
    this.#place = place;
    this.bindings = Object.fromEntries(names.map((name) => [name, all.get(name)]));
    const { filename, folder: dirname, require } = place;
    this.meta = {
      url: pathToFileURL(filename).href,
      filename,
      dirname,
      resolve: (specifier: string) => pathToFileURL(require.resolve(specifier)).href,
    };
  }

  /** These names have their values now. */
  declare(...names: string[]): void {
    for (const name of names) {
      this.#all.declare(name);
      this.reached.add(name);
    }
  }

  /** The names of `var`: there from the beginning, with the value of an earlier cell where that had one. */
  hoist(...names: string[]): void {
    this.declare(...names);
  }

  /** Names that a function may read before they have a value. */
  awaitValue(...names: string[]): void {
    for (const name of names) this.#restore.push(this.#all.awaitValue(name));
  }

  /** Restores the bindings that the code has not come to. */
  end(): void {
    for (const restore of this.#restore) restore();
  }

  set thrown(value: unknown) {
    markThrown(value);
  }

  restoreNames(error: unknown): unknown {
    return restoreNames(error);
  }

  /** A name that was not declared when the code was compiled. */
  free(name: string): unknown {
    if (this.#all.has(name)) return this.#all.read(name);
    if (name in globalThis) return (globalThis as Record<string, unknown>)[name];
    throw new ReferenceError(`${name} is not defined`);
  }

  import(specifier: unknown): Promise<unknown> {
    return this.#place.import(String(specifier));
  }
}

type CodeFunction = (
  this: undefined,
  run: Run,
  require: NodeJS.Require,
  module: { exports: unknown },
  exports: unknown,
  filename: string,
  dirname: string,
) => Promise<unknown> | undefined;

/** Compiles it in V8; `name` stands for it in stacks. In a function, code runs faster than as a script. */
export function toFunction({ code }: Rewritten, name: string): CodeFunction {
  const script = new vm.Script(code, { filename: name, lineOffset: -1 });
  return script.runInThisContext({ displayErrors: false }) as CodeFunction;
}

export function call(
  run: CodeFunction,
  context: Run,
  { require, module, filename, folder }: Place,
): Promise<unknown> | undefined {
  return run.call(undefined, context, require, module, module.exports, filename, folder);
}
