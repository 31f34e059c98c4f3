// Declarations of libraries, read once for all notebooks that one process compiles: what a compiler does for a second or two
// before it comes to the first cell. A syntax tree may belong to many programs, as it does in TypeScript's language service.
import { resolve } from 'node:path';
import type { TypeScript } from '../tslab';

type GetSourceFile = TypeScript.CompilerHost['getSourceFile'];

/** The library's own declarations, to which node_modules only links. */
const own = `${resolve(__dirname, '..', '..').replaceAll('\\', '/')}/`;

/** A file that stays as it is while the process runs. */
const isLibrary = (file: string): boolean =>
  file.endsWith('.d.ts') && (file.includes('/node_modules/') || file.startsWith(own));

export class SharedFiles {
  readonly #files = new Map<string, TypeScript.SourceFile>();
  readonly #hosts = new WeakSet<TypeScript.CompilerHost>();

  /** Has the host take the trees from here. */
  lend(host: TypeScript.CompilerHost): void {
    if (this.#hosts.has(host)) return;
    this.#hosts.add(host);
    const read = host.getSourceFile.bind(host);
    const readByPath = host.getSourceFileByPath?.bind(host);
    host.getSourceFile = (file, ...rest) => this.#find(file, () => read(file, ...rest));
    if (readByPath)
      host.getSourceFileByPath = (file, ...rest) => this.#find(file, () => readByPath(file, ...rest));
  }

  #find(file: string, read: () => ReturnType<GetSourceFile>): ReturnType<GetSourceFile> {
    if (!isLibrary(file)) return read();
    const known = this.#files.get(file);
    if (known) return known;
    const found = read();
    if (found) this.#files.set(file, found);
    return found;
  }
}
