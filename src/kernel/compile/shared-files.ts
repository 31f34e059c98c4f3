// Declarations of libraries, read once for all notebooks that one process compiles: what a compiler does for a second or two
// before it comes to the first cell. A syntax tree may belong to many programs, as it does in TypeScript's language service.
import type { TypeScript } from './typescript';

export interface SharedFile {
  readonly file: TypeScript.SourceFile | undefined;
  readonly version: string;
}

export class SharedFiles {
  readonly #files = new Map<string, SharedFile>();

  /** The file, where it was read in this version. */
  find(path: string, version: string): SharedFile | undefined {
    const found = this.#files.get(path);
    return found?.version === version ? found : undefined;
  }

  keep(path: string, file: SharedFile): void {
    if (path.endsWith('.d.ts')) this.#files.set(path, file);
  }
}
