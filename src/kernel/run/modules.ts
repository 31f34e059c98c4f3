// Loading what code imports. Source files beside the notebook, and modules of JavaScript, are compiled and run by the kernel, so that
// they are new once they have changed, may await, and name their lines in errors; all else is loaded by Node.
import Module, { createRequire, isBuiltin } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CompiledCode } from '../compile/compiler';
import { versionOf } from '../compile/host';
import type { SourceFiles } from '../failures/source-files';
import { requireFor } from '../own-package';
import { Bindings } from './bindings';
import { call, Run, toFunction, type Place } from './code';
import { importFrom } from './import-from';
import { awaitAll, bindImports, PlainModule, reexport, SourceModule, type Loaded } from './loaded';
import { NodeCache } from './node-cache';
import { formatOf, isInPackage, isPath, resolvePath } from './resolve';

/** The codes of Node's errors where `require` can't load a module that `import` can. */
const IMPORT_ONLY_ERRORS = new Set([
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

export class Modules {
  readonly #compile: (path: string) => CompiledCode | null;
  readonly #isDefined: (path: string) => boolean;
  readonly #files: SourceFiles;
  readonly #tslab: PlainModule;
  readonly #sources = new Map<string, SourceModule>();
  readonly #json = new Map<string, { version: string; loaded: PlainModule }>();
  readonly #cache = new NodeCache();

  /** `compile` and `isDefined` are of source files, cells that are modules included. */
  constructor(parts: {
    compile: (path: string) => CompiledCode | null;
    isDefined: (path: string) => boolean;
    files: SourceFiles;
    tslab: unknown;
  }) {
    this.#compile = parts.compile;
    this.#isDefined = parts.isDefined;
    this.#files = parts.files;
    this.#tslab = new PlainModule(parts.tslab);
  }

  /** Loads what code in this folder imports; gives a promise where that has to wait. */
  load(specifier: string, folder: string): Loaded | Promise<Loaded> {
    if (specifier === 'tslab') return this.#tslab;
    if (isPath(specifier)) {
      const path = resolvePath(specifier, folder, this.#isDefined);
      if (path !== null) return this.#loadFile(path);
    }
    return this.#loadByNode(specifier, folder);
  }

  /** The place of code in this file, which is `main` for itself where it is the notebook. */
  placeOf(filename: string): Place {
    const folder = dirname(filename);
    const module = new Module(filename);
    module.filename = filename;
    module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(
      folder,
    );
    const require = this.#requireFrom(filename, folder);
    module.require = require;
    return {
      filename,
      folder,
      require,
      module,
      import: async (specifier) => (await this.load(specifier, folder)).read('*'),
    };
  }

  #requireFrom(filename: string, folder: string): NodeJS.Require {
    const anywhere = createRequire(filename);
    const require = (specifier: string): unknown => {
      if (typeof specifier !== 'string' || isBuiltin(specifier)) return anywhere(specifier) as unknown;
      const plain = requireFor(specifier, filename);
      const path = isPath(specifier) ? resolvePath(specifier, folder, this.#isDefined) : null;
      if (specifier !== 'tslab' && (path === null || formatOf(path) === 'commonjs')) {
        this.#cache.refresh(specifier, plain);
        const target = path === null ? this.#ownPath(specifier, plain) : null;
        if (target === null) return this.#cache.noting(() => plain(specifier) as unknown);
        return this.#exportsNow(this.#loadFile(target), specifier);
      }
      return this.#exportsNow(this.load(specifier, folder), specifier);
    };
    return Object.assign(require, anywhere, { main: undefined });
  }

  #exportsNow(loaded: Loaded | Promise<Loaded>, specifier: string): unknown {
    if (loaded instanceof Promise) {
      loaded.catch(() => undefined);
      throw new Error(
        `require('${specifier}') can't wait for a module that awaits; write await import('${specifier}')`,
      );
    }
    return (loaded as SourceModule | PlainModule).exports;
  }

  /** A package's entry that the kernel is to compile: TypeScript, as packages of a workspace have it. */
  #ownPath(specifier: string, require: NodeJS.Require): string | null {
    if (isBuiltin(specifier)) return null;
    let path: string;
    try {
      path = require.resolve(specifier);
    } catch {
      return null;
    }
    const format = formatOf(path);
    const isOwn =
      format === 'source' || (format === 'module' && (!isInPackage(path) || this.#cache.hasChanged(path)));
    return isOwn ? path : null;
  }

  #loadByNode(specifier: string, folder: string): Loaded | Promise<Loaded> {
    const require = requireFor(specifier, join(folder, 'notebook.js'));
    this.#cache.refresh(specifier, require);
    const own = this.#ownPath(specifier, require);
    if (own !== null) return this.#loadFile(own);
    try {
      return new PlainModule(this.#cache.noting(() => require(specifier) as unknown));
    } catch (error) {
      if (!IMPORT_ONLY_ERRORS.has(String(codeOf(error)))) throw error;
      return importFrom(folder, specifier).then((exports) => new PlainModule(exports));
    }
  }

  #loadFile(path: string): Loaded | Promise<Loaded> {
    const format = this.#isDefined(path) ? 'source' : formatOf(path);
    if (format === 'json') return this.#loadJson(path);
    if (format === 'source' || format === 'module') return this.#loadSource(path);
    const require = createRequire(path);
    this.#cache.refresh(path, require);
    return new PlainModule(this.#cache.noting(() => require(path) as unknown));
  }

  #loadJson(path: string): PlainModule {
    const version = versionOf(path);
    const known = this.#json.get(path);
    if (known?.version === version) return known.loaded;
    const loaded = new PlainModule(JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')));
    this.#json.set(path, { version, loaded });
    return loaded;
  }

  #loadSource(path: string): SourceModule | Promise<SourceModule> {
    const known = this.#sources.get(path);
    const found = known && !this.#isStale(known) ? known : this.#runSource(path);
    return found.ready ? found.ready.then(() => found) : found;
  }

  /** True where the file, or one that it imports, has changed since it ran. */
  #isStale(source: SourceModule, seen = new Set<SourceModule>()): boolean {
    if (seen.has(source)) return false;
    seen.add(source);
    return (
      this.#versionOf(source.path) !== source.version ||
      source.dependencies.some(({ path, version }) => {
        const inner = this.#sources.get(path);
        return inner
          ? inner.version !== version || this.#isStale(inner, seen)
          : this.#versionOf(path) !== version;
      })
    );
  }

  readonly #defined = new Map<string, number>();

  /** A cell has defined this module, or defined it anew. */
  redefine(path: string): void {
    this.#defined.set(path, (this.#defined.get(path) ?? 0) + 1);
  }

  #versionOf(path: string): string {
    const times = this.#defined.get(path);
    return times === undefined ? versionOf(path) : `cell ${times}`;
  }

  #runSource(path: string): SourceModule {
    const version = this.#versionOf(path);
    const code = this.#compile(path);
    if (!code) throw new Error(`Cannot find module '${path}'`);
    this.#files.addImported(path, code);
    const place = this.placeOf(path);
    const source = new SourceModule(path, version, place.module as NodeJS.Module);
    this.#sources.set(path, source); // before it runs: modules may import each other
    try {
      this.#start(source, code, place);
    } catch (error) {
      this.#sources.delete(path);
      throw error;
    }
    source.ready?.catch(() => this.#sources.delete(path));
    return source;
  }

  #start(source: SourceModule, code: CompiledCode, place: Place): void {
    const bindings = new Bindings();
    const run = new Run(bindings, code.names, place);
    for (const { exported, ...from } of code.exports)
      if ('local' in from) source.export(exported, () => bindings.read(from.local));
    const loading = code.imports.map(({ specifier }) => this.load(specifier, place.folder));
    const execute = (imports: readonly Loaded[]): Promise<unknown> | undefined => {
      this.#note(source, imports);
      bindImports(code, imports, bindings);
      reexport(code, imports, source);
      return call(toFunction(code, source.path), run, place);
    };
    const isWaiting = loading.some((one) => one instanceof Promise);
    const finish = (running: Promise<unknown> | undefined) => running?.then(() => undefined) ?? null;
    source.ready = isWaiting
      ? awaitAll(loading).then((imports) => finish(execute(imports)) ?? undefined)
      : finish(execute(loading as Loaded[]));
    if (source.ready)
      source.ready = source.ready.then(() => {
        source.ready = null;
      });
  }

  #note(source: SourceModule, imports: readonly Loaded[]): void {
    for (const one of imports) {
      if (one instanceof SourceModule) source.dependencies.push({ path: one.path, version: one.version });
      for (const [path, { version, loaded }] of this.#json)
        if (loaded === one) source.dependencies.push({ path, version });
    }
  }
}
