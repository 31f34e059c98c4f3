// The files that the compiler reads: a notebook's cells, which are on no disk, and those that are. A file is read again where it
// has changed; a library's, where a cell imports that library anew.
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { isOwnPackage } from '../own-package';
import type { SharedFiles } from './shared-files';
import { withVariance } from './tensor-variance';
import { asModule, type Ts, type TypeScript } from './typescript';

interface Known {
  readonly file: TypeScript.SourceFile | undefined;
  readonly version: string;
}

/** Module names with this beginning are cells and what holds them together. */
export const notebookScheme = 'notebook:';

const requireHere = createRequire(__filename);
const ownFolder = resolvePath(__dirname, '..', '..');

/** Changes when the file does, also where its time was set back, as package managers do. */
export function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ctimeMs} ${stats.size}` : 'missing';
}

export const isLibraryFile = (path: string): boolean =>
  path.includes('/node_modules/') || path.startsWith(`${ownFolder.replaceAll('\\', '/')}/`);

export class NotebookHost implements TypeScript.CompilerHost {
  readonly #ts: Ts;
  readonly #options: TypeScript.CompilerOptions;
  readonly #folder: string;
  readonly #shared: SharedFiles | null;
  readonly #known = new Map<string, Known>();
  readonly #virtual = new Map<string, TypeScript.SourceFile>();
  readonly #cache: TypeScript.ModuleResolutionCache;
  /** Files of libraries that were read with their comments. */
  readonly #commented = new Set<string>();

  constructor(ts: Ts, folder: string, options: TypeScript.CompilerOptions, shared: SharedFiles | null) {
    this.#ts = ts;
    this.#folder = folder;
    this.#options = options;
    this.#shared = shared;
    this.#cache = ts.createModuleResolutionCache(folder, (path) => path, options);
  }

  /** Files whose imports are to be looked for anew. */
  invalidated: ReadonlySet<string> = new Set();
  hasInvalidatedResolutions = (path: string): boolean => this.invalidated.has(path);

  /** A file that is on no disk. */
  setFile(path: string, text: string, withJsx = false): TypeScript.SourceFile {
    const file = this.#parse(path, text, withJsx ? this.#ts.ScriptKind.TSX : undefined);
    this.#virtual.set(path, file);
    return file;
  }

  /** Has the files in these folders, and the notebook's own, read again where they have changed. Gives what has. */
  refresh(libraries: readonly string[]): Set<string> {
    const changed = new Set<string>();
    for (const [path, { version }] of this.#known) {
      const isOfInterest = !isLibraryFile(path) || libraries.some((library) => path.startsWith(library));
      if (!isOfInterest || versionOf(path) === version) continue;
      this.#known.delete(path);
      changed.add(path);
    }
    return changed;
  }

  getSourceFile = (path: string): TypeScript.SourceFile | undefined => {
    const virtual = this.#virtual.get(path);
    if (virtual) return virtual;
    let known = this.#known.get(path);
    if (known === undefined) {
      const version = versionOf(path);
      const shared = this.#shared?.find(path, version);
      known = shared ?? { version, file: this.#read(path) };
      if (!shared && isLibraryFile(path)) this.#shared?.keep(path, known);
      this.#known.set(path, known);
    }
    return known.file;
  };

  /** Has the comments of a declaration's file be read as well, where they are not yet. Gives whether that changed anything. */
  readComments(path: string): boolean {
    if (this.#commented.has(path) || this.#virtual.has(path)) return false;
    this.#commented.add(path);
    const file = this.#read(path);
    this.#known.set(path, { version: versionOf(path), file });
    return file !== undefined;
  }

  #read(path: string): TypeScript.SourceFile | undefined {
    const text = this.#ts.sys.readFile(path);
    return text === undefined ? undefined : this.#parse(path, withVariance(path, text));
  }

  #parse(path: string, text: string, kind?: TypeScript.ScriptKind): TypeScript.SourceFile {
    const { ParseAll, ParseForTypeErrors } = this.#ts.JSDocParsingMode;
    const isSource = /\.m?tsx?$/.test(path) && !/\.d\.m?ts$/.test(path);
    const options: TypeScript.CreateSourceFileOptions = {
      languageVersion: this.#ts.ScriptTarget.ES2024,
      ...(isSource ? { setExternalModuleIndicator: asModule } : {}),
      // Reading all comments of the libraries takes a fifth of the time in which they are read.
      jsDocParsingMode: isSource || this.#commented.has(path) ? ParseAll : ParseForTypeErrors,
    };
    const file = this.#ts.createSourceFile(path, text, options, false, kind);
    return Object.assign(file, { version: String(versions++) });
  }

  resolveModuleNameLiterals = (
    literals: readonly TypeScript.StringLiteralLike[],
    from: string,
    redirected: TypeScript.ResolvedProjectReference | undefined,
    options: TypeScript.CompilerOptions,
    file: TypeScript.SourceFile,
  ): TypeScript.ResolvedModuleWithFailedLookupLocations[] =>
    literals.map((literal) => {
      const { text: name } = literal;
      if (name.startsWith(notebookScheme))
        return {
          resolvedModule: this.#notebookModule(name),
          failedLookupLocations: [],
        } as TypeScript.ResolvedModuleWithFailedLookupLocations;
      const mode = this.#ts.getModeForUsageLocation(file, literal, options);
      // Files beside the notebook come and go; what a library imports stays as it is.
      const cache = isLibraryFile(from) ? this.#cache : undefined;
      const found = this.#ts.resolveModuleName(name, from, options, this, cache, redirected, mode);
      if (found.resolvedModule || isLibraryFile(from)) return found;
      // The kernel's own tslab, and its package, for a notebook that is somewhere else.
      return name === 'tslab' || isOwnPackage(name)
        ? this.#ts.resolveModuleName(name, __filename, options, this, undefined, redirected, mode)
        : found;
    });

  #notebookModule(name: string): TypeScript.ResolvedModuleFull {
    return {
      resolvedFileName: this.pathOf(name),
      extension: this.#ts.Extension.Ts,
      isExternalLibraryImport: false,
    };
  }

  /** The path that a cell would have if it were a file. */
  pathOf = (name: string): string => `${this.#folder}/${name.slice(notebookScheme.length)}`;

  /** The folder of a package that a cell imports by this name; null for a file, one of Node's, or one that is not there. */
  packageFolder(name: string): string | null {
    if (name.startsWith('.') || name.startsWith('/') || name.startsWith('node:')) return null;
    const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
    for (let at = this.#folder; ; at = dirname(at)) {
      const path = join(at, 'node_modules', ...parts);
      if (this.#ts.sys.directoryExists(path)) return `${this.realpath(path)}/`;
      if (dirname(at) === at) return null;
    }
  }

  fileExists = (path: string): boolean => this.#virtual.has(path) || this.#ts.sys.fileExists(path);
  readFile = (path: string): string | undefined =>
    this.#virtual.get(path)?.text ?? this.#ts.sys.readFile(path);
  directoryExists = (path: string): boolean => this.#ts.sys.directoryExists(path);
  getDirectories = (path: string): string[] => this.#ts.sys.getDirectories(path);
  readDirectory = (...args: Parameters<TypeScript.System['readDirectory']>): string[] =>
    this.#ts.sys.readDirectory(...args);
  realpath = (path: string): string => this.#ts.sys.realpath?.(path) ?? path;
  getCurrentDirectory = (): string => this.#folder;
  getCanonicalFileName = (path: string): string => path;
  useCaseSensitiveFileNames = (): boolean => true;
  getNewLine = (): string => '\n';
  getDefaultLibLocation = (): string => dirname(requireHere.resolve('typescript'));
  getDefaultLibFileName = (): string =>
    join(this.getDefaultLibLocation(), this.#ts.getDefaultLibFileName(this.#options));
  getModuleResolutionCache = (): TypeScript.ModuleResolutionCache => this.#cache;
  writeFile = (): void => undefined;
}

/** Each text that was parsed has its own. */
let versions = 0;
