// What `require` (and so `import`) means in a cell: modules as seen from the notebook's folder, the kernel's own tslab, and
// TypeScript files beside the notebook, which tslab compiles.
import Module, { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** Parts of Node's module loader that have no types. */
interface LoadableModule extends NodeJS.Module {
  _compile(code: string, path: string): void;
}
const loader = Module as unknown as {
  new (path: string, parent: NodeJS.Module): LoadableModule;
  _nodeModulePaths(folder: string): string[];
};

export class CellModules {
  readonly require: NodeJS.Require;
  readonly #tslab: unknown;
  readonly #sources = new Map<string, string>();
  readonly #loaded = new Map<string, NodeJS.Module>();

  constructor(folder: string, tslab: unknown) {
    this.#tslab = tslab;
    this.require = this.#extend(createRequire(join(folder, 'notebook.js')), folder);
  }

  /** A file that tslab has compiled, or compiled anew; `path` ends in .js. */
  define(path: string, code: string): void {
    this.#sources.set(path, code);
    this.#loaded.delete(path);
  }

  #extend(require: NodeJS.Require, folder: string): NodeJS.Require {
    return new Proxy(require, {
      apply: (target, self, [id]: [string]): unknown => {
        if (id === 'tslab') return this.#tslab;
        const path = typeof id === 'string' ? this.#find(id, folder) : null;
        return path === null ? Reflect.apply(target, self, [id]) : this.#load(path);
      },
    });
  }

  #find(id: string, folder: string): string | null {
    const path = join(folder, extname(id) === '' ? `${id}.js` : id);
    return this.#sources.has(path) ? path : null;
  }

  #load(path: string): unknown {
    let module = this.#loaded.get(path);
    if (!module) {
      const created = new loader(path, require.main!);
      created.filename = path;
      created.paths = loader._nodeModulePaths(dirname(path));
      created.require = this.#extend(created.require.bind(created) as NodeJS.Require, dirname(path));
      this.#loaded.set(path, created); // before it runs: modules may import each other
      try {
        created._compile(this.#sources.get(path)!, path);
      } catch (error) {
        this.#loaded.delete(path);
        throw error;
      }
      module = created;
    }
    return module.exports;
  }
}
