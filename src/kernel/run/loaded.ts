// A loaded module, as those that import it see it.
import { types } from 'node:util';
import type { CompiledCode } from '../compile/compiler';
import type { Bindings } from './bindings';

/** The exports of a loaded module. */
export interface Loaded {
  /** The export under this name; 'default' for its default, '*' for all in one object. */
  read(name: string): unknown;
  /** The names that it exports. */
  names(): string[];
  /** True where exports may change while the module runs. */
  readonly isLive: boolean;
}

export interface Dependency {
  readonly path: string;
  readonly version: string;
}

/** A source file that the kernel runs. */
export class SourceModule implements Loaded {
  readonly isLive = true;
  readonly module: { exports: unknown };
  readonly dependencies: Dependency[] = [];
  readonly #initial: object;
  /** Settles once the module has run; null where it ran at once. */
  ready: Promise<void> | null = null;

  constructor(
    readonly path: string,
    readonly version: string,
    module: NodeJS.Module,
  ) {
    this.module = module;
    this.#initial = module.exports as object;
    Object.defineProperty(this.#initial, '__esModule', { value: true });
  }

  export(name: string, read: () => unknown): void {
    if (name in this.#initial) return;
    Object.defineProperty(this.#initial, name, { get: read, enumerable: true, configurable: true });
  }

  /** The exports that others get: what `module.exports` was set to, where it was. */
  get exports(): unknown {
    return this.module.exports;
  }

  read(name: string): unknown {
    return readFrom(this.exports, name);
  }

  names(): string[] {
    return Object.keys(this.exports as object);
  }
}

/** A module that Node has loaded, or a file of JSON. */
export class PlainModule implements Loaded {
  readonly isLive = false;
  constructor(readonly exports: unknown) {}
  read(name: string): unknown {
    return readFrom(this.exports, name);
  }
  names(): string[] {
    return Object.keys(Object(this.exports) as object);
  }
}

const isModuleObject = (exports: unknown): boolean =>
  types.isModuleNamespaceObject(exports) ||
  (typeof exports === 'object' &&
    exports !== null &&
    (exports as { __esModule?: unknown }).__esModule === true);

/** Reads an export as TypeScript's `esModuleInterop` does: what is no module stands for its default. */
function readFrom(exports: unknown, name: string): unknown {
  if (name === '*') return isModuleObject(exports) ? exports : { ...Object(exports), default: exports };
  if (name === 'default' && !isModuleObject(exports)) return exports;
  return (exports as Record<string, unknown> | null | undefined)?.[name];
}

/** Defines the re-exports of a module. */
export function reexport(code: CompiledCode, imports: readonly Loaded[], source: SourceModule): void {
  for (const one of code.exports) {
    if (!('from' in one)) continue;
    const loaded = imports[one.from];
    if (!loaded) continue;
    const names = one.exported === '*' ? loaded.names().filter((name) => name !== 'default') : [one.exported];
    for (const name of names)
      source.export(name, () => loaded.read(one.exported === '*' ? name : one.imported));
  }
}

/** Throws as Node does where a module has no export of a name that is imported. */
export function checkImports({ imports }: Pick<CompiledCode, 'imports'>, loaded: readonly Loaded[]): void {
  imports.forEach(({ specifier, names }, i) => {
    const source = loaded[i];
    const known = (name: string): boolean =>
      name === '*' || source?.read(name) !== undefined || (source?.names() ?? []).includes(name);
    const missing = names.find(({ imported }) => !known(imported));
    if (missing)
      throw new SyntaxError(
        `The requested module '${specifier}' does not provide an export named '${missing.imported}'`,
      );
  });
}

/** Gives the imported names their values. */
export function bindImports(
  code: Pick<CompiledCode, 'imports'>,
  imports: readonly Loaded[],
  bindings: Bindings,
): void {
  code.imports.forEach(({ names }, i) => {
    const source = imports[i];
    for (const { imported, local } of names) {
      if (source?.isLive && imported !== '*') bindings.link(local, () => source.read(imported));
      else bindings.set(local, source?.read(imported));
      bindings.declare(local);
    }
  });
}

export const awaitAll = (loading: readonly (Loaded | Promise<Loaded>)[]): Promise<Loaded[]> =>
  Promise.all(loading.map(async (one) => one));
