// The declarations that a cell leaves to later ones, as text of a .d.ts file. After a cell that failed halfway, those that it
// reached stay, as a Python reader expects; for the others, what was declared before stays.
import type { TypeScript } from '../tslab';

type Ts = typeof TypeScript;

/** The values that a statement declares; an interface or a type alias declares none. */
function namesOf(ts: Ts, statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => (name as TypeScript.Identifier).text);
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const names = name ? [name.text] : [];
    if (!namedBindings) return names;
    if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text];
    return [...names, ...namedBindings.elements.map((element) => element.name.text)];
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name ? [statement.name.text] : [];
  return [];
}

/** The statement without the names that fail `keep`; null where nothing is left of it. */
function restrict(
  ts: Ts,
  statement: TypeScript.Statement,
  keep: (name: string) => boolean,
): TypeScript.Statement | null {
  const names = namesOf(ts, statement);
  if (names.every(keep)) return statement;
  if (!ts.isVariableStatement(statement) || !names.some(keep)) return null;
  const { declarationList, modifiers } = statement;
  const kept = declarationList.declarations.filter(({ name }) => keep((name as TypeScript.Identifier).text));
  return ts.factory.updateVariableStatement(
    statement,
    modifiers,
    ts.factory.updateVariableDeclarationList(declarationList, kept),
  );
}

/**
 * What holds after a cell that failed: `before` is what held until then, `after` what would hold had it succeeded, and `keep`
 * tells which names of `after` have the value that it declares.
 */
export function keepReached(ts: Ts, before: string, after: string, keep: (name: string) => boolean): string {
  const parse = (text: string) => ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.Latest);
  const [earlier, later] = [parse(before), parse(after)];
  const kept = later.statements.flatMap((statement) => restrict(ts, statement, keep) ?? []);
  const present = new Set(kept.flatMap((statement) => namesOf(ts, statement)));
  const restored = earlier.statements
    .filter((statement) => namesOf(ts, statement).length > 0)
    .flatMap((statement) => restrict(ts, statement, (name) => !present.has(name)) ?? []);
  const printer = ts.createPrinter();
  const print = (file: TypeScript.SourceFile) => (statement: TypeScript.Statement) =>
    printer.printNode(ts.EmitHint.Unspecified, statement, file) + '\n';
  return [...kept.map(print(later)), ...restored.map(print(earlier))].join('');
}
