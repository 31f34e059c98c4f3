// A notebook as a TypeScript program: each cell that others may use keeps a file of its own, and only the new one is checked. The
// files are made ahead, each with the same imports, so that from one cell to the next the program keeps its structure.
import { cellFile, cellsModule, namespaceOf, nothingVisible, type CellFile, type Visible } from './cell-file';
import { readCell, type CellSource } from './cell-source';
import { kernelGlobals } from './globals';
import { isLibraryFile, notebookScheme, type NotebookHost } from './host';
import { isJsx, jsxNames } from './jsx';
import type { Ts, TypeScript } from './typescript';

/** The initial number of slots for cells, which doubles when all are in use. */
const INITIAL_SLOTS = 64;

interface Place {
  cell: number;
  /** The cells that it takes names from. */
  needs: ReadonlySet<number>;
}

export interface Opened {
  readonly file: TypeScript.SourceFile;
  readonly program: TypeScript.Program;
  readonly layout: CellFile;
}

export class NotebookProgram {
  readonly #ts: Ts;
  readonly #host: NotebookHost;
  readonly #options: TypeScript.CompilerOptions;
  #places: (Place | null)[] = [];
  #program: TypeScript.Program | undefined;
  /** The place that the next cell gets. */
  #next = 0;

  constructor(ts: Ts, host: NotebookHost, options: TypeScript.CompilerOptions) {
    this.#ts = ts;
    this.#host = host;
    this.#options = options;
    this.#grow(INITIAL_SLOTS);
  }

  /** The program with this cell in it, which is there until the next one is opened, or for as long as it is kept. */
  open(source: CellSource, text: string, visible: Visible, names?: Iterable<string>): Opened {
    this.#next = this.#freePlace(visible);
    const withJsx = isJsx(this.#ts, source.file);
    const used = withJsx ? [...source.used, ...jsxNames(this.#options, text)] : source.used;
    const uses = new Set([...(names ?? []), ...used]);
    const layout = cellFile(text, source, visible, (cell) => this.#placeOf(cell), uses);
    const path = this.#pathOf(this.#next);
    const file = this.#host.setFile(path, layout.text, withJsx);
    const changed = this.#host.refresh(packages(this.#host, source.imports));
    // Imports of a cell are resolved anew: a package may have been installed a moment ago.
    if (source.imports.length > 0) changed.add(path);
    this.#host.invalidated = changed;
    try {
      this.#program = this.#ts.createProgram({
        rootNames: [this.#host.pathOf(cellsModule)],
        options: this.#options,
        host: this.#host,
        ...(this.#program ? { oldProgram: this.#program } : {}),
      });
    } catch (error) {
      this.forget();
      throw error;
    }
    return { file, program: this.#program, layout };
  }

  /** The cell that was opened last is there for later ones, under this number. */
  keep(cell: number, { layout }: Opened): void {
    this.#places[this.#next] = { cell, needs: layout.cells };
  }

  /** Begins anew where the compiler has failed: what it was about to find out is left half done. */
  forget(): void {
    this.#program = undefined;
    this.#empty(this.#next);
  }

  /** The files on disk that a cell imports, directly or not; declarations and libraries aside. */
  importedFiles({ file, program }: Opened): TypeScript.SourceFile[] {
    const checker = program.getTypeChecker();
    const found = new Set([file]);
    for (const one of found) {
      const { imports = [] } = one as { imports?: readonly TypeScript.Expression[] };
      for (const name of imports)
        for (const declaration of checker.getSymbolAtLocation(name)?.declarations ?? []) {
          const from = declaration.getSourceFile();
          const isCell = this.#isCell(from.fileName);
          if (!from.isDeclarationFile && !isCell && !isLibraryFile(from.fileName)) found.add(from);
        }
    }
    found.delete(file);
    return [...found];
  }

  #isCell(path: string): boolean {
    return (
      path.startsWith(this.#host.pathOf(`${notebookScheme}cell-`)) || path === this.#host.pathOf(cellsModule)
    );
  }

  #pathOf(place: number): string {
    return this.#host.pathOf(moduleOf(place));
  }

  #placeOf(cell: number): number {
    return this.#places.findIndex((place) => place?.cell === cell);
  }

  /** One that no visible cell stands in, nor one that such a cell takes names from. */
  #freePlace({ values, types, augmenting }: Visible): number {
    const live = new Set([...[...values.values(), ...types.values()].map(({ cell }) => cell), ...augmenting]);
    for (const cell of live)
      for (const needed of this.#places[this.#placeOf(cell)]?.needs ?? []) live.add(needed);
    const isFree = (place: Place | null): boolean => place === null || !live.has(place.cell);
    const found = this.#places.findIndex(isFree);
    if (found >= 0) {
      this.#places[found] = null;
      return found;
    }
    const count = this.#places.length;
    this.#grow(count);
    return count;
  }

  #grow(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#places.push(null);
      this.#empty(this.#places.length - 1);
    }
    const lines = this.#places.map(
      (_, place) => `export * as ${namespaceOf(place)} from "${moduleOf(place)}";`,
    );
    this.#host.setFile(this.#host.pathOf(cellsModule), [...lines, kernelGlobals].join('\n'));
  }

  #empty(place: number): void {
    const { text } = cellFile('', readCell(this.#ts, ''), nothingVisible, () => 0, []);
    this.#host.setFile(this.#pathOf(place), text);
  }
}

const moduleOf = (place: number): string => `${notebookScheme}cell-${place}.ts`;

const packages = (host: NotebookHost, imports: readonly string[]): string[] =>
  imports.flatMap((name) => host.packageFolder(name) ?? []);
