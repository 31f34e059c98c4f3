// The notebook's state from cell to cell, and the running of one cell.
import vm from 'node:vm';
import type { CompiledCell, Compiler } from '../compile/compiler';
import { keepReached } from '../compile/declarations';
import { thrownName } from '../compile/transforms';
import type { SourceFiles } from '../failures/source-files';
import { markThrown } from '../failures/thrown';
import type { Tslab } from '../tslab';
import { CellModules } from './require';
import { Scope, type CellScope } from './scope';
import { releaseModels, resetEngines } from './tensorflow';

type Undisturbed = <T>(work: () => T) => T;
type CellFunction = (
  exports: object,
  require: NodeJS.Require,
  thrown: typeof markThrown,
) => Promise<unknown> | undefined;

/** A cell that compiles. */
export interface RunnableCell {
  /** Runs the cell, which may throw; gives a promise where it awaits at top level. */
  run(): Promise<unknown> | undefined;
  /** The value of the last expression, once the cell has run to its end. */
  takeResult(): unknown;
  /** Leaves to later cells what this one declares: after a failure, what it had reached. */
  commit(succeeded: boolean): void;
}

export class Workspace {
  readonly #tslab: Tslab;
  readonly #files: SourceFiles;
  readonly #compiler: Compiler;
  readonly #undisturbed: Undisturbed;
  readonly #scope = new Scope();
  readonly #modules: CellModules;
  #declarations = '';

  /** The compiler works inside of `undisturbed`. */
  constructor(tslab: Tslab, compiler: Compiler, files: SourceFiles, undisturbed: Undisturbed) {
    this.#tslab = tslab;
    this.#undisturbed = undisturbed;
    this.#files = files;
    this.#compiler = compiler;
    this.#modules = new CellModules(process.cwd(), tslab.publicModule);
  }

  complete(code: string, offset: number) {
    return this.#undisturbed(() => this.#compiler.complete(this.#declarations, code, offset));
  }

  inspect(code: string, offset: number): string | null {
    return this.#undisturbed(() => this.#compiler.inspect(this.#declarations, code, offset));
  }

  /** Compiles a cell; `name` stands for it in stacks. Throws a CompileError. Gives null where there is nothing to run. */
  prepare(code: string, name: string): RunnableCell | null {
    this.#files.addCell(name, code, null);
    const compiled = this.#undisturbed(() => this.#compiler.compile(this.#declarations, code));
    if (!compiled) return null;
    this.#files.addCell(name, code, compiled.maps);
    for (const file of compiled.files) {
      this.#files.addImported(file.path, file.maps, file.isCell);
      this.#modules.define(file.path, file.code);
    }
    const scope = this.#scope.open();
    return {
      run: () => toFunction(compiled, name)(scope.exports, this.#modules.require, markThrown),
      takeResult: () => (compiled.resultName === null ? undefined : this.#scope.take(compiled.resultName)),
      commit: (succeeded) => {
        this.#commit(compiled, scope, succeeded);
      },
    };
  }

  /** Sets right what an interrupted cell has left in disorder; `cutOff` where its code was stopped in the middle. */
  recover(cutOff: boolean): void {
    if (cutOff) resetEngines();
    releaseModels(this.#scope.values());
  }

  #commit({ declared, declarations }: CompiledCell, { written }: CellScope, succeeded: boolean): void {
    if (!succeeded) {
      const keep = (name: string) => !declared.includes(name) || written.has(name);
      this.#declarations = keepReached(this.#tslab.typescript, this.#declarations, declarations, keep);
      return;
    }
    for (const name of declared) if (!written.has(name)) this.#scope.remove(name);
    this.#declarations = declarations;
  }
}

/** In a function, a cell runs faster than as a script, and may declare anew what another has declared. */
function toFunction({ code, isAsync }: CompiledCell, name: string): CellFunction {
  const head = `(${isAsync ? 'async ' : ''}function (exports, require, ${thrownName}) {\n`;
  const script = new vm.Script(`${head}${code}\n})`, { filename: name, lineOffset: -1 });
  return script.runInThisContext({ displayErrors: false }) as CellFunction;
}
