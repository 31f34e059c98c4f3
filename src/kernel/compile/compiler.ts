// A cell's TypeScript to JavaScript that can run.
import { join, resolve } from 'node:path';
import { codeMetadata } from './metadata';
import type { Visible } from './cell-file';
import { nothingVisible } from './cell-file';
import { readCell, withoutShebang, type Meaning } from './cell-source';
import { CompileError } from './compile-error';
import { Completer, type Completion } from './completer';
import { foreignSyntax, ofWholeCell, withHint } from './hints';
import { NotebookHost } from './host';
import { NotebookProgram, type Opened } from './notebook-program';
import { readSettings, type Settings } from './options';
import { findProblems } from './problems';
import { rewrite, type Rewritten } from './rewrite/rewrite';
import type { SharedFiles } from './shared-files';
import { cellToJavaScript, fileToJavaScript, type JavaScript } from './to-javascript';
import { helperNames } from './helpers';
import { loadTypeScript, localsOf, type Ts } from './typescript';
import type { SourceMapPayload } from 'node:module';

/** The declarations that a new cell can use. */
export interface CellScope {
  readonly visible: Visible;
  /** The names that have a binding. */
  readonly known: readonly string[];
  /** Those of them whose value a function may change, or a module. */
  readonly changing: readonly string[];
}

export interface CompiledCode extends Rewritten {
  /** The source map from its JavaScript to its TypeScript; null where it was JavaScript. */
  readonly map: SourceMapPayload | null;
}

export interface CompiledCell extends CompiledCode {
  /** All that it declares, types included. */
  readonly meanings: readonly (readonly [name: string, meaning: Meaning])[];
  /** The names that it adds to the global scope or to modules. */
  readonly augmented: readonly string[];
}

export interface Compiler {
  /**
   * Compiles a cell, which later ones know by its number. Gives null for a cell that only defines a module to import. Throws a
   * CompileError.
   */
  compile(cell: number, text: string, scope: CellScope): CompiledCell | null;
  /** A source file beside the notebook, or a cell that is a module, by its path; null where it is neither. */
  compileFile(path: string): CompiledCode | null;
  complete(text: string, offset: number, visible: Visible): Completion;
  /** The description of the symbol at an offset, with its documentation, as text. */
  inspect(text: string, offset: number, visible: Visible): string | null;
}

/** Compiles in this process. */
export class LocalCompiler implements Compiler {
  readonly #ts: Ts;
  readonly #folder: string;
  readonly #settings: Settings;
  readonly #host: NotebookHost;
  readonly #program: NotebookProgram;
  #completer: Completer | null = null;
  /** The text of cells that are modules, by the path that they would have. */
  readonly #modules = new Map<string, string>();

  /** A compiler for the notebook in this folder. Takes about a second: it reads its library's declarations. */
  constructor(folder: string, shared: SharedFiles | null = null) {
    this.#ts = loadTypeScript();
    this.#folder = resolve(folder).replaceAll('\\', '/');
    this.#settings = readSettings(this.#ts, this.#folder);
    this.#host = new NotebookHost(this.#ts, this.#folder, this.#settings.options, shared);
    this.#program = new NotebookProgram(this.#ts, this.#host, this.#settings.options);
    this.compile(0, '0', { visible: nothingVisible, known: [], changing: [] });
  }

  compile(cell: number, text: string, scope: CellScope): CompiledCell | null {
    const { module, mode } = codeMetadata(text);
    if (mode === 'browser' && module === undefined)
      throw new CompileError([ofWholeCell(text, 'tslab runs no @browser cell; give it a @module name')]);
    try {
      if (module === undefined) return this.#compileCell(cell, text, scope);
      this.#defineModule(module, text, scope.visible);
      return null;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The compiler calls itself for what is nested, and has come to the end of the stack.
      this.#program.forget();
      throw new CompileError([
        ofWholeCell(text, 'The cell is nested too deep for the compiler: write it as several statements.'),
      ]);
    }
  }

  #compileCell(cell: number, original: string, { visible, known, changing }: CellScope): CompiledCell {
    const ts = this.#ts;
    const text = withoutShebang(original);
    const source = readCell(ts, text);
    const opened = this.#program.open(source, text, visible);
    this.#check(opened, text, source.isUnchecked);
    const javascript = cellToJavaScript(ts, opened, source);
    const { fresh } = source;
    const code = this.#toFunction(javascript, { known: new Set(known), changing: new Set(changing), fresh });
    if (source.declared.size > 0 || source.augmented.size > 0) this.#program.keep(cell, opened);
    return {
      ...code,
      imports: this.#withoutTypes(code.imports, opened),
      meanings: [...source.declared],
      augmented: [...source.augmented],
    };
  }

  #check(opened: Opened, text: string, isUnchecked: boolean): void {
    const files = this.#program.importedFiles(opened).filter(({ fileName }) => /\.[cm]?tsx?$/.test(fileName));
    const problems = findProblems(this.#ts, opened, { text, isUnchecked }, files, this.#settings);
    const foreign = foreignSyntax(text, problems);
    if (foreign) throw new CompileError([foreign]);
    if (problems.length > 0) throw new CompileError(problems.map(withHint));
  }

  #toFunction(
    javascript: JavaScript,
    {
      known,
      changing,
      fresh,
    }: { known: ReadonlySet<string>; changing: ReadonlySet<string>; fresh: ReadonlySet<string> },
  ): CompiledCode {
    const rewritten = rewrite(this.#ts, javascript.text, { known, changing, fresh, helpers: helperNames });
    return { ...rewritten, map: javascript.map };
  }

  /** An import of nothing but types has nothing to load: there may be no such file when the cell runs. */
  #withoutTypes(imports: Rewritten['imports'], { program, file }: Opened): Rewritten['imports'] {
    if (imports.every(({ names }) => names.length === 0)) return imports;
    const ts = this.#ts;
    const checker = program.getTypeChecker();
    const locals = localsOf(file);
    const isType = (name: string): boolean => {
      const symbol = locals?.get(ts.escapeLeadingUnderscores(name));
      if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return false;
      const target = checker.getAliasedSymbol(symbol);
      return !(target.flags & ts.SymbolFlags.Value) && !checker.isUnknownSymbol(target);
    };
    return imports.flatMap((one) => {
      const names = one.names.filter(({ local }) => !isType(local));
      return names.length === 0 && one.names.length > 0 ? [] : [{ ...one, names }];
    });
  }

  #defineModule(name: string, text: string, visible: Visible): void {
    const path = join(this.#folder, `${name}.ts`).replaceAll('\\', '/');
    // It sees no other cell, as a file would not, and leaves them where they are.
    this.#check(this.#program.open(readCell(this.#ts, text), text, visible, []), text, false);
    this.#host.setFile(path, text);
    this.#modules.set(path, text);
  }

  compileFile(path: string): CompiledCode | null {
    const text = this.#modules.get(path) ?? this.#host.readFile(path);
    if (text === undefined) return null;
    const javascript = fileToJavaScript(this.#ts, path, text, this.#settings.options);
    const none = new Set<string>();
    return this.#toFunction(javascript, { known: none, changing: none, fresh: none });
  }

  complete(text: string, offset: number, visible: Visible): Completion {
    return this.#completing().complete(text, offset, visible);
  }

  inspect(text: string, offset: number, visible: Visible): string | null {
    return this.#completing().inspect(text, offset, visible);
  }

  #completing(): Completer {
    this.#completer ??= new Completer(this.#ts, this.#host, this.#program, this.#settings.options);
    return this.#completer;
  }
}
