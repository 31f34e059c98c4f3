// The project's own TypeScript, which compiles cells: loaded once it is needed, since that takes a quarter of a second.
import type TypeScript from 'typescript';

export type { TypeScript };
export type Ts = typeof TypeScript;

let loaded: Ts | null = null;

export function loadTypeScript(): Ts {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded late
  loaded ??= require('typescript') as Ts;
  return loaded;
}

/** Parts of the compiler that it does not declare. */
interface Internal {
  /** Fills in `symbol` and `locals` of the nodes of a file. */
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void;
}

/** The names that a node declares, under their escaped form; undefined where it declares none. */
export const localsOf = (node: TypeScript.Node): TypeScript.SymbolTable | undefined =>
  (node as { locals?: TypeScript.SymbolTable }).locals;

/** The text of every identifier in a file. */
export const identifiersOf = (file: TypeScript.SourceFile): Iterable<string> =>
  (file as unknown as { identifiers: ReadonlyMap<string, string> }).identifiers.keys();

export const parseDiagnosticsOf = (
  file: TypeScript.SourceFile,
): readonly TypeScript.DiagnosticWithLocation[] =>
  (file as unknown as { parseDiagnostics: TypeScript.DiagnosticWithLocation[] }).parseDiagnostics;

/** The symbol of an exported name, which tells what it is; its local symbol says little. */
export const exportSymbolOf = (symbol: TypeScript.Symbol): TypeScript.Symbol | undefined =>
  (symbol as { exportSymbol?: TypeScript.Symbol }).exportSymbol;

/** True for a file that begins with `@ts-nocheck`. */
export const isUnchecked = (file: TypeScript.SourceFile): boolean =>
  (file as { checkJsDirective?: { enabled: boolean } }).checkJsDirective?.enabled === false;

/** Has a file count as a module, also where it neither imports nor exports: only there is `await` what it is. */
export function asModule(file: TypeScript.SourceFile): void {
  (file as { externalModuleIndicator?: true }).externalModuleIndicator = true;
}

/** Parses a file that stands alone, and finds out which node declares which names. */
export function parseBound(ts: Ts, name: string, text: string): TypeScript.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.ES2024, setExternalModuleIndicator: asModule };
  const file = ts.createSourceFile(name, text, options, true);
  (ts as unknown as Internal).bindSourceFile(file, { alwaysStrict: true, target: ts.ScriptTarget.ES2024 });
  return file;
}
