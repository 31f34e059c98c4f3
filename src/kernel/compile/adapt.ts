// The compiler as tslab is to see it: the same, but with source maps and with this kernel's transforms.
import type { SourceMapPayload } from 'node:module';
import type { TypeScript } from '../tslab';
import type { SharedFiles } from './shared-files';
import { sayVariance } from './tensor-variance';
import { cellFile, transformCell } from './transforms';

type Ts = typeof TypeScript;

/** What the compiler keeps to itself. */
interface Internal {
  /** Fills in the names that a file declares. */
  readonly bindSourceFile: (file: TypeScript.SourceFile, options: TypeScript.CompilerOptions) => void;
}

/** tslab compiles in two passes, TypeScript to ES module to CommonJS: a map for each. */
export interface SourceMaps {
  readonly toModule: SourceMapPayload;
  readonly toCommonJs: SourceMapPayload;
}

/** What is known of the result of both passes. */
interface Notes {
  readonly maps: SourceMaps;
  /** The names that it exports: for a cell, all that it declares. */
  readonly exported: readonly string[];
}

/** A process that compiles several notebooks passes `shared`. */
export function adaptTypeScript(ts: Ts, shared?: SharedFiles): Ts {
  const { bindSourceFile: bind } = ts as unknown as Internal;
  const createProgram = ((...args: Parameters<TypeScript.CreateProgram<TypeScript.BuilderProgram>>) => {
    const [, , host] = args;
    if (host) shared?.lend(host);
    // Not the builder that tslab takes: it follows what each of the libraries' declarations refers to, anew for each program,
    // which takes longer than all else.
    const builder = ts.createAbstractBuilder(...args);
    const program = builder.getProgram();
    // tslab looks for what the cell declares, and then adds to it: a checker is made only for what is to be checked.
    for (const name of program.getRootFileNames().filter((one) => cellFile.test(one)))
      bind(program.getSourceFile(name)!, program.getCompilerOptions());
    builder.getAllDependencies = (file) =>
      importedBy(file, program.getTypeChecker()).map(({ fileName }) => fileName);
    const emit = builder.emit.bind(builder);
    builder.emit = (file, write, cancel, onlyDeclarations, transformers) =>
      emit(file, write, cancel, onlyDeclarations, {
        ...transformers,
        before: [transformCell(ts, program.getTypeChecker()), ...(transformers?.before ?? [])],
      });
    return builder;
  }) as typeof ts.createEmitAndSemanticDiagnosticsBuilderProgram;

  // The first pass: tslab leaves out how to create the program.
  const createWatchCompilerHost = (
    files: string[],
    options: TypeScript.CompilerOptions,
    system: TypeScript.System,
    _default: null,
    ...reporters: [TypeScript.DiagnosticReporter?, TypeScript.WatchStatusReporter?]
  ) => {
    // Of the types that are there without being imported, those of Node: not of all that happens to be installed, such as a
    // browser's by way of a tool for tests.
    const mapped = { ...options, types: ['node'], inlineSourceMap: true };
    const host = ts.createWatchCompilerHost(files, mapped, system, createProgram, ...reporters);
    return sayVariance(mendTimers(host));
  };

  // The second pass.
  const transpileModule = (
    input: string,
    options: TypeScript.TranspileOptions,
  ): TypeScript.TranspileOutput => {
    const first = takeLast(input, moduleMap);
    const output = ts.transpileModule(first.code, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
    });
    if (first.value === null) return output;
    const notes: Notes = {
      maps: { toModule: parse(decode(first.value)), toCommonJs: parse(output.sourceMapText!) },
      exported: takeLast(first.code, exportList).value?.split(', ') ?? [],
    };
    const { code } = takeLast(output.outputText, fileMap);
    return { ...output, outputText: `${code}//# notes=${encode(JSON.stringify(notes))}\n` };
  };

  return { ...ts, createWatchCompilerHost, transpileModule } as unknown as Ts;
}

/** A file and all those that it imports, directly or not; declarations aside. */
function importedBy(file: TypeScript.SourceFile, checker: TypeScript.TypeChecker): TypeScript.SourceFile[] {
  const found = new Set([file]);
  for (const one of found) {
    // Every module that is named in it, however it is imported.
    const { imports = [] } = one as { imports?: readonly TypeScript.Expression[] };
    for (const name of imports) {
      for (const declaration of checker.getSymbolAtLocation(name)?.declarations ?? []) {
        const from = declaration.getSourceFile();
        if (!from.isDeclarationFile) found.add(from);
      }
    }
  }
  return [...found];
}

/**
 * tslab knows of one timer, that of the next compilation, and throws when the compiler sets another or when a compilation that
 * failed has left one. The compiler does set another when a file comes or goes near the notebook.
 */
function mendTimers<Host extends TypeScript.WatchHost>(host: Host): Host {
  const set = host.setTimeout!.bind(host);
  const clear = host.clearTimeout!.bind(host);
  let pending: unknown = null;
  host.setTimeout = (callback, milliseconds) => {
    if (callback.name === 'invalidateResolutionsOfFailedLookup') {
      callback(); // no need to wait: it only marks what the next compilation is to look up anew
      return undefined;
    }
    if (pending !== null) clear(pending);
    pending = set(() => {
      callback();
      pending = null;
    }, milliseconds);
    return pending;
  };
  host.clearTimeout = (timer) => {
    clear(timer);
    pending = null;
  };
  return host;
}

/** Takes the notes out of what tslab gives for a cell or a file: they travel through it in a comment. */
export function readNotes(text: string): { code: string; notes: Notes | null } {
  const { code, value } = takeLast(text, notesComment);
  return { code, notes: value === null ? null : (JSON.parse(decode(value)) as Notes) };
}

/** tslab adds it to the end of each cell. */
const exportList = /^export \{ (.+) \};\s*$/;
const moduleMap = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;
const fileMap = /^\/\/# sourceMappingURL=(\S+)\s*$/;
const notesComment = /^\/\/# notes=(\S+)\s*$/;

/** Splits off the last line where it is of this form. */
function takeLast(text: string, form: RegExp): { code: string; value: string | null } {
  const start = text.lastIndexOf('\n', text.trimEnd().length - 1) + 1;
  const match = form.exec(text.slice(start));
  return match ? { code: text.slice(0, start), value: match[1] } : { code: text, value: null };
}

const parse = (json: string) => JSON.parse(json) as SourceMapPayload;
const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (text: string): string => Buffer.from(text, 'base64').toString();
