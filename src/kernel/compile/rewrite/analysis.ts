// Analyses how a file of JavaScript uses the names of its top level, before any of it is changed.
import { localsOf, type Ts, type TypeScript } from '../typescript';
import { isFunctionBoundary, resolve } from './resolve';

export interface Analysis {
  /** Names that a function of the file assigns: they may change at any call. */
  readonly writtenInFunctions: ReadonlySet<string>;
  /** Names of `let`, `const` and `class` that a function may read before they have a value. */
  readonly mayBeReadEarly: ReadonlySet<string>;
  /** True where the file awaits outside of its functions. */
  readonly awaits: boolean;
}

/** True for an expression that is the target of an assignment: `x = …`, `x++`, `[x] = …`, `for (x of …)`. */
export function isAssigned(ts: Ts, target: TypeScript.Expression): boolean {
  let node: TypeScript.Node = target;
  for (let { parent } = node; ; node = parent, { parent } = node) {
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      const isAssignment =
        kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment && parent.left === node;
      return isAssignment;
    }
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
      return (
        parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
      );
    if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
    const isPartOfPattern =
      ts.isParenthesizedExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      (ts.isShorthandPropertyAssignment(parent) && parent.name === node) ||
      (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
      ts.isAsExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isSatisfiesExpression(parent);
    if (!isPartOfPattern) return false;
  }
}

/** True for an identifier that is a use of a variable: not a property, a label, or a name that is being declared. */
export function isReference(ts: Ts, identifier: TypeScript.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === identifier;
  if (ts.isBindingElement(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent))
    return parent.initializer === identifier;
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === identifier;
  if (ts.isMetaProperty(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isLabeledStatement(parent)) return parent.statement === (identifier as TypeScript.Node);
  if (ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isFunctionLike(parent) || ts.isClassLike(parent))
    return (parent as { body?: TypeScript.Node }).body === identifier;
  return !(
    ts.isImportClause(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isNamespaceExport(parent)
  );
}

export function analyze(ts: Ts, file: TypeScript.SourceFile): Analysis {
  const locals = localsOf(file);
  const writtenInFunctions = new Set<string>();
  const lexical = lexicalDeclarations(ts, file);
  /** The first place outside of any function at which each function of the top level is named. */
  const firstUses = new Map<string, number>();
  /** The functions that refer to each lexical name: where they begin, and the names of hoisted ones. */
  const readers: { name: string; start: number; hoisted: string | null }[] = [];
  let awaits = false;

  const visit = (node: TypeScript.Node, owner: TypeScript.Node | null): void => {
    if (ts.isIdentifier(node)) {
      if (!isReference(ts, node)) return;
      if (!locals?.has(node.escapedText) && owner === null) return;
      if (resolve(ts, node) === 'local') return;
      if (owner !== null && isAssigned(ts, node)) writtenInFunctions.add(node.text);
      if (owner === null) {
        if (!firstUses.has(node.text)) firstUses.set(node.text, node.pos);
      } else if (lexical.has(node.text)) {
        const hoisted =
          ts.isFunctionDeclaration(owner) && ts.isSourceFile(owner.parent)
            ? (owner.name?.text ?? null)
            : null;
        readers.push({ name: node.text, start: owner.pos, hoisted });
      }
      return;
    }
    if (owner === null && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)))
      awaits = true;
    const inner = owner ?? (isFunctionBoundary(ts, node) ? node : null);
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(file, null);

  // Any of the hoisted functions: one may call another.
  const earliestCall = Math.min(
    ...Array.from(firstUses, ([name, at]) => (isHoisted(ts, locals, name) ? at : Infinity)),
  );
  const mayBeReadEarly = new Set(
    readers
      .filter(({ name, start, hoisted }) => (hoisted === null ? start : earliestCall) < lexical.get(name)!)
      .map(({ name }) => name),
  );
  return { writtenInFunctions, mayBeReadEarly, awaits };
}

const isHoisted = (ts: Ts, locals: TypeScript.SymbolTable | undefined, name: string): boolean =>
  locals?.get(ts.escapeLeadingUnderscores(name))?.declarations?.some(ts.isFunctionDeclaration) ?? false;

/** The names of `let`, `const` and `class` at top level, with the place from which on they have a value. */
function lexicalDeclarations(ts: Ts, file: TypeScript.SourceFile): Map<string, number> {
  const found = new Map<string, number>();
  for (const statement of file.statements) {
    if (ts.isClassDeclaration(statement) && statement.name) found.set(statement.name.text, statement.end);
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.BlockScoped))
      continue;
    for (const declaration of statement.declarationList.declarations)
      for (const name of boundNames(ts, declaration.name)) found.set(name, declaration.end);
  }
  return found;
}

/** The names that a declaration or a pattern declares. */
export function boundNames(ts: Ts, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(ts, element.name) : [],
  );
}
