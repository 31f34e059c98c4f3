// Reads from a cell's syntax, without types, which names it declares, uses and assigns.
import {
  exportSymbolOf,
  identifiersOf,
  isUnchecked,
  localsOf,
  parseDiagnosticsOf,
  type Ts,
  type TypeScript,
} from './typescript';
import { parseCell } from './jsx';
import { isAssigned } from './rewrite/analysis';
import { resolve } from './rewrite/resolve';

/** The kinds of thing that a name stands for; a class or an enum is a value and a type. */
export interface Meaning {
  readonly isValue: boolean;
  readonly isType: boolean;
  /** A variable that another cell may assign, and one that it may not; null for all else. */
  readonly variable: 'let' | 'const' | null;
  /** Declared with `declare`: its value is said to be elsewhere. */
  readonly isAmbient: boolean;
}

export interface CellSource {
  readonly file: TypeScript.SourceFile;
  readonly declared: ReadonlyMap<string, Meaning>;
  readonly used: ReadonlySet<string>;
  /** Names of other cells that it assigns. */
  readonly assigned: ReadonlySet<string>;
  /** Names that it exports itself. */
  readonly exported: ReadonlySet<string>;
  /** Enums and namespaces, which begin anew where a cell declares them. */
  readonly fresh: ReadonlySet<string>;
  /** Names of the scope that it adds to, with `declare global` or `declare module`. */
  readonly augmented: ReadonlySet<string>;
  readonly imports: readonly string[];
  /** True where the cell begins with `@ts-nocheck`. */
  readonly isUnchecked: boolean;
  readonly hasSyntaxErrors: boolean;
  /** The expression that is shown: the last one, unless a semicolon follows. */
  readonly result: TypeScript.ExpressionStatement | null;
}

/** The text with a first line for a shell as a comment of the same length, so that positions stay. */
export const withoutShebang = (text: string): string => (text.startsWith('#!') ? `//${text.slice(2)}` : text);

export function readCell(ts: Ts, text: string): CellSource {
  const file = parseCell(ts, text);
  const declared = new Map<string, Meaning>();
  for (const [key, symbol] of localsOf(file) ?? []) {
    if (key === ts.InternalSymbolName.Global || symbol.declarations?.every(isAmbientModule(ts))) continue;
    const name = ts.unescapeLeadingUnderscores(key);
    const local = exportSymbolOf(symbol) ?? symbol;
    declared.set(name, meaningOf(ts, local.flags | symbol.flags, local));
  }
  const assigned = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node) && isAssigned(ts, node) && resolve(ts, node) === 'free')
      assigned.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const { statements } = file;
  const last = statements.at(-1);
  return {
    file,
    declared,
    used: new Set(identifiersOf(file)),
    assigned,
    exported: exportedNames(ts, file),
    fresh: new Set(
      statements
        .filter((one) => ts.isEnumDeclaration(one) || ts.isModuleDeclaration(one))
        .map(({ name }) => name.text)
        .filter((name) => isOnlyNamespace(ts, file, name)),
    ),
    augmented: augmentedNames(ts, file),
    imports: statements.flatMap((one) => {
      const specifier =
        ts.isImportDeclaration(one) || ts.isExportDeclaration(one)
          ? one.moduleSpecifier
          : ts.isImportEqualsDeclaration(one) && ts.isExternalModuleReference(one.moduleReference)
            ? one.moduleReference.expression
            : undefined;
      return specifier && ts.isStringLiteral(specifier) ? [specifier.text] : [];
    }),
    isUnchecked: isUnchecked(file),
    hasSyntaxErrors: parseDiagnosticsOf(file).length > 0,
    result: last && ts.isExpressionStatement(last) && text[last.end - 1] !== ';' ? last : null,
  };
}

function meaningOf(ts: Ts, flags: TypeScript.SymbolFlags, symbol: TypeScript.Symbol): Meaning {
  const { Alias, Value, Type, Namespace, BlockScopedVariable, FunctionScopedVariable } = ts.SymbolFlags;
  const isAlias = (flags & Alias) !== 0;
  const isVariable = (flags & (BlockScopedVariable | FunctionScopedVariable)) !== 0;
  const isConst = symbol.declarations?.some(
    (one) => (ts.getCombinedNodeFlags(one) & ts.NodeFlags.Constant) !== 0,
  );
  return {
    isValue: isAlias || (flags & Value) !== 0,
    isType: isAlias || (flags & (Type | Namespace)) !== 0,
    variable: isVariable ? (isConst ? 'const' : 'let') : null,
    isAmbient:
      symbol.declarations?.every(
        (one) => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Ambient) !== 0,
      ) ?? false,
  };
}

/** `declare module 'name'`, which adds to a module and declares no name. */
const isAmbientModule =
  (ts: Ts) =>
  (one: TypeScript.Declaration): boolean =>
    ts.isModuleDeclaration(one) && ts.isStringLiteral(one.name);

const isOnlyNamespace = (ts: Ts, file: TypeScript.SourceFile, name: string): boolean =>
  (localsOf(file)?.get(ts.escapeLeadingUnderscores(name))?.declarations ?? []).every(
    (one) => ts.isEnumDeclaration(one) || ts.isModuleDeclaration(one) || ts.isInterfaceDeclaration(one),
  );

function exportedNames(ts: Ts, file: TypeScript.SourceFile): Set<string> {
  const names = new Set<string>();
  const table = (file as unknown as { symbol?: TypeScript.Symbol }).symbol?.exports;
  for (const key of table?.keys() ?? []) names.add(ts.unescapeLeadingUnderscores(key));
  return names;
}

function augmentedNames(ts: Ts, file: TypeScript.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isModuleDeclaration(statement) || !statement.body || !ts.isModuleBlock(statement.body)) continue;
    const isGlobal = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
    if (!isGlobal && !ts.isStringLiteral(statement.name)) continue;
    for (const inner of statement.body.statements) {
      const declared = ts.isVariableStatement(inner) ? inner.declarationList.declarations : [inner];
      for (const { name } of declared as readonly { name?: TypeScript.Node }[])
        names.add(`${statement.name.text}: ${name?.getText() ?? ''}`);
    }
  }
  return names;
}
