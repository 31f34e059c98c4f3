// The notebook's state from cell to cell, and the running of one cell.
import { basename, join } from 'node:path';
import type { CompiledCell, Compiler } from '../compile/compiler';
import { codeMetadata } from '../compile/metadata';
import type { SourceFiles } from '../failures/source-files';
import type { Tslab } from '../tslab';
import { Bindings } from './bindings';
import { call, Run, toFunction, type Place } from './code';
import { Declarations } from './declarations';
import { awaitAll, bindImports, checkImports, type Loaded } from './loaded';
import { Modules } from './modules';
import { releaseModels, resetEngines } from './tensorflow';

type Undisturbed = <T>(work: () => T) => T;

/** A cell that compiles. */
export interface RunnableCell {
  /** Runs the cell, which may throw; gives a promise where it awaits at top level, or imports what does. */
  run(): Promise<unknown> | undefined;
  /** The value of the last expression, once the cell has run to its end. */
  takeResult(): unknown;
  /** Leaves to later cells what this one declares: after a failure, what it had reached. */
  commit(succeeded: boolean): void;
}

export class Workspace {
  readonly #files: SourceFiles;
  readonly #compiler: Compiler;
  readonly #undisturbed: Undisturbed;
  readonly #bindings = new Bindings();
  readonly #declarations = new Declarations();
  readonly #modules: Modules;
  readonly #defined = new Set<string>();
  readonly #folder = process.cwd();
  readonly #place: Place;
  #cells = 0;

  /** The compiler works inside of `undisturbed`. */
  constructor(tslab: Tslab, compiler: Compiler, files: SourceFiles, undisturbed: Undisturbed) {
    this.#undisturbed = undisturbed;
    this.#files = files;
    this.#compiler = compiler;
    this.#modules = new Modules({
      compile: (path) => undisturbed(() => compiler.compileFile(path)),
      isDefined: (path) => this.#defined.has(path),
      files,
      tslab: tslab.publicModule,
    });
    this.#place = this.#modules.placeOf(join(this.#folder, notebookName()));
    Object.assign(this.#place.require, { main: this.#place.module });
  }

  complete(code: string, offset: number) {
    return this.#undisturbed(() => this.#compiler.complete(code, offset, this.#declarations.visible));
  }

  inspect(code: string, offset: number): string | null {
    return this.#undisturbed(() => this.#compiler.inspect(code, offset, this.#declarations.visible));
  }

  /** Compiles a cell; `name` stands for it in stacks. Throws a CompileError. Gives null where there is nothing to run. */
  prepare(code: string, name: string): RunnableCell | null {
    this.#files.addCell(name, code, null);
    const cell = ++this.#cells;
    const scope = this.#declarations.scope(this.#bindings.names());
    const compiled = this.#undisturbed(() => this.#compiler.compile(cell, code, scope));
    if (!compiled) {
      this.#define(codeMetadata(code).module!);
      return null;
    }
    this.#files.addCell(name, code, compiled);
    const run = new Run(this.#bindings, compiled.names, this.#place);
    return {
      run: () => this.#run(compiled, run, name),
      takeResult: () => run.result,
      commit: (succeeded) => {
        run.end();
        this.#declarations.add(cell, compiled, (declared) => succeeded || run.reached.has(declared));
      },
    };
  }

  #define(module: string): void {
    const path = join(this.#folder, `${module}.ts`);
    this.#defined.add(path);
    this.#modules.redefine(path);
  }

  #run(compiled: CompiledCell, run: Run, name: string): Promise<unknown> | undefined {
    const loading = compiled.imports.map(({ specifier }) => this.#modules.load(specifier, this.#folder));
    const execute = (imports: readonly Loaded[]): Promise<unknown> | undefined => {
      checkImports(compiled, imports);
      bindImports(compiled, imports, this.#bindings);
      const imported = compiled.imports.flatMap(({ names }) => names.map(({ local }) => local));
      for (const one of imported) run.reached.add(one);
      this.#bindings.release(compiled.declared.filter((one) => !imported.includes(one)));
      return call(toFunction(compiled, name), run, this.#place);
    };
    return loading.some((one) => one instanceof Promise)
      ? awaitAll(loading).then(execute)
      : execute(loading as Loaded[]);
  }

  /** Sets right what an interrupted cell has left in disorder; `cutOff` where its code was stopped in the middle. */
  recover(cutOff: boolean): void {
    if (cutOff) resetEngines();
    releaseModels(this.#bindings.values());
  }
}

/** Jupyter says which notebook it is, in newer versions. */
function notebookName(): string {
  const path = process.env.JPY_SESSION_NAME;
  return path?.endsWith('.ipynb') ? basename(path) : 'notebook.ipynb';
}
