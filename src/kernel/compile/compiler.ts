// A cell's TypeScript to JavaScript that can run, by tslab's converter.
import { join } from 'node:path';
import type { Converter, Tslab } from '../tslab';
import { readNotes, type SourceMaps } from './adapt';
import { CompileError, toProblems } from './compile-error';
import { hasTopLevelAwait } from './transforms';

export interface CompiledCell {
  readonly code: string;
  readonly maps: SourceMaps | null;
  readonly isAsync: boolean;
  /** The names that the cell declares. */
  readonly declared: readonly string[];
  /** Where the code leaves the value of the last expression. */
  readonly resultName: string | null;
  /** What later cells see, once this one has succeeded. */
  readonly declarations: string;
  /** Files beside the notebook that the cell imports, since they have changed. */
  readonly files: readonly CompiledFile[];
}

export interface CompiledFile {
  /** Ends in .js, whatever the source was. */
  readonly path: string;
  readonly code: string;
  readonly maps: SourceMaps | null;
  /** It is a @module cell, not a file on disk. */
  readonly isCell: boolean;
}

export interface Compiler {
  /**
   * What `declarations` says is visible to the cell. Gives null for a cell that only defines a module to import. Throws a
   * CompileError.
   */
  compile(declarations: string, source: string): CompiledCell | null;
  complete(declarations: string, source: string, offset: number): ReturnType<Converter['complete']>;
  /** The type and the documentation of what stands there, as text. */
  inspect(declarations: string, source: string, offset: number): string | null;
}

/** Compiles in this process. */
export class LocalCompiler implements Compiler {
  readonly #tslab: Tslab;
  readonly #folder: string;
  readonly #forNode: Converter;
  #forBrowser: Converter | null = null;
  /** The paths at which @module cells are found. */
  readonly #modules = new Set<string>();

  /** Of the notebook in this folder. Takes about a second: the compiler reads its library's declarations. */
  constructor(tslab: Tslab, folder: string) {
    this.#tslab = tslab;
    this.#folder = folder;
    this.#forNode = this.#createConverter(false);
  }

  compile(declarations: string, source: string): CompiledCell | null {
    const metadata = this.#tslab.metadata.getCodeMetadata(source);
    if (metadata.module !== undefined) {
      const problems = this.#converterFor(source).addModule(metadata.module, source, metadata);
      if (problems.length > 0) throw new CompileError(toProblems(problems, source));
      this.#modules.add(join(this.#folder, `${metadata.module}.js`));
      return null;
    }
    if (metadata.mode === 'browser') throw new Error('tslab runs no @browser cell; give it a @module name');
    const converted = this.#forNode.convert(declarations, source);
    if (converted.diagnostics.length > 0) throw new CompileError(toProblems(converted.diagnostics, source));
    const { code, notes } = readNotes(converted.output ?? '');
    const declared = notes?.exported ?? [];
    const resultName = converted.lastExpressionVar ?? null;
    return {
      code: withoutPrologue(code, (name) => declared.includes(name) || name === resultName),
      maps: notes?.maps ?? null,
      declared,
      resultName,
      isAsync: hasTopLevelAwait(this.#tslab.typescript, source),
      declarations: converted.declOutput ?? '',
      files: (converted.sideOutputs ?? []).map(({ path, data }) => {
        const file = readNotes(data);
        return { path, code: file.code, maps: file.notes?.maps ?? null, isCell: this.#modules.has(path) };
      }),
    };
  }

  /** Frees what it keeps of the notebook. */
  close(): void {
    this.#forNode.close();
    this.#forBrowser?.close();
  }

  complete(declarations: string, source: string, offset: number) {
    return this.#converterFor(source).complete(declarations, source, offset);
  }

  inspect(declarations: string, source: string, offset: number): string | null {
    const info = this.#converterFor(source).inspect(declarations, source, offset) as
      ReturnType<Converter['inspect']> | undefined;
    return info ? this.#tslab.inspect.printQuickInfo(info) : null;
  }

  #converterFor(source: string): Converter {
    if (this.#tslab.metadata.getCodeMetadata(source).mode !== 'browser') return this.#forNode;
    this.#forBrowser ??= this.#createConverter(true);
    return this.#forBrowser;
  }

  #createConverter(isBrowser: boolean): Converter {
    const { converter, typescript } = this.#tslab;
    typescript.sys.getCurrentDirectory = () => this.#folder; // where tslab looks for the notebook
    return converter.createConverter({ isJS: false, isBrowser });
  }
}

/**
 * The compiled code begins by setting all that the cell exports to undefined. Left out, a cell that fails before it comes to a
 * declaration leaves the variable of an earlier cell as it was. The lines stay, empty, for the source maps.
 */
function withoutPrologue(code: string, isExported: (name: string) => boolean): string {
  const lines = code.split('\n');
  const first = lines.findIndex((line) => line.startsWith('Object.defineProperty(exports, "__esModule"')) + 1;
  for (let i = first; i < lines.length; i++) {
    const names = /^((?:exports\.[^\s=]+ = )+)void 0;$/.exec(lines[i])?.[1]!.match(/[^.]+(?= = )/g);
    if (!names?.every(isExported)) break;
    lines[i] = '';
  }
  return lines.join('\n');
}
