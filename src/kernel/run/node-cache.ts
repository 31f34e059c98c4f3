// Node keeps every file that it has loaded. What has changed on disk since is taken out before the next import, with all that was
// made from it; compiled libraries, which a process can load once, stay.
import { isBuiltin } from 'node:module';
import { sep } from 'node:path';
import { isKernelFile } from '../kernel-files';
import { versionOf } from '../compile/host';

const PACKAGE_FOLDER = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/;

export class NodeCache {
  readonly #versions = new Map<string, string>();

  /** Notes what `load` has Node load. */
  noting<T>(load: () => T): T {
    try {
      return load();
    } finally {
      for (const path of Object.keys(require.cache))
        if (!this.#versions.has(path) && !isKernelFile(path)) this.#versions.set(path, versionOf(path));
    }
  }

  /** True for a loaded file that has changed since. */
  hasChanged(path: string): boolean {
    const version = this.#versions.get(path);
    return version !== undefined && version !== versionOf(path);
  }

  /** Forgets changed files before `specifier` is loaded: of the package that it belongs to, or of all files outside of packages. */
  refresh(specifier: string, { resolve }: NodeJS.Require): void {
    if (isBuiltin(specifier)) return;
    let path: string;
    try {
      path = resolve(specifier);
    } catch {
      return; // Node will say so
    }
    const folder = PACKAGE_FOLDER.exec(path)?.[1];
    const isOfInterest = (one: string): boolean =>
      folder === undefined ? !PACKAGE_FOLDER.test(one) : one.startsWith(folder + sep);
    const changed = new Set<string>();
    for (const one of this.#versions.keys()) if (isOfInterest(one) && this.hasChanged(one)) changed.add(one);
    if (changed.size === 0) return;
    for (const one of this.#withDependents(changed)) {
      this.#versions.delete(one);
      Reflect.deleteProperty(require.cache, one);
    }
  }

  #withDependents(changed: Set<string>): Set<string> {
    let size = 0;
    while (size < changed.size) {
      size = changed.size;
      for (const [path, module] of Object.entries(require.cache))
        if (!isKernelFile(path) && module?.children.some(({ filename }) => changed.has(filename)))
          changed.add(path);
    }
    return changed;
  }
}
