// Loops at top level work on local copies of the variables that they assign, and write each new value through: a variable that
// lives in memory, which every later cell sees, costs such a loop four times as much as a local one.
import type { Ts, TypeScript } from '../typescript';
import { boundNames, isAssigned, isReference } from './analysis';
import { isFunctionBoundary, resolve } from './resolve';

export interface LoopCopies {
  /** The statement to put into a block with the copies: the loop, with its labels. */
  readonly statement: TypeScript.Statement;
  readonly names: ReadonlySet<string>;
}

/**
 * The names that a loop can have copies of: those that nothing but the loop itself assigns while it runs. That is so where it
 * does not wait, and no function of the notebook assigns them.
 */
export function loopCopies(
  ts: Ts,
  loop: TypeScript.IterationStatement,
  mayCopy: (name: string) => boolean,
): LoopCopies | null {
  const written = new Set<string>();
  const refused = new Set<string>();
  let waits = false;
  const visit = (node: TypeScript.Node): void => {
    if (isFunctionBoundary(ts, node)) return;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) waits = true;
    if (ts.isVariableDeclaration(node) && isVar(ts, node)) {
      if (ts.isIdentifier(node.name) && ts.isForStatement(node.parent.parent)) written.add(node.name.text);
      else for (const name of boundNames(ts, node.name)) refused.add(name);
    }
    if (
      ts.isIdentifier(node) &&
      isReference(ts, node) &&
      isAssigned(ts, node) &&
      resolve(ts, node) !== 'local'
    )
      (isPlainTarget(ts, node) ? written : refused).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(loop);
  const names = new Set([...written].filter((name) => !refused.has(name) && mayCopy(name)));
  if (waits || names.size === 0) return null;
  let statement: TypeScript.Statement = loop;
  while (ts.isLabeledStatement(statement.parent)) statement = statement.parent;
  return { statement, names };
}

/** `x = …`, `x += …`, `x++`: not a part of a pattern, nor the head of a loop. */
function isPlainTarget(ts: Ts, identifier: TypeScript.Identifier): boolean {
  const { parent } = identifier;
  return (
    // Inside of a pattern, `x = …` gives a default.
    (ts.isBinaryExpression(parent) && parent.left === identifier && !isAssigned(ts, parent)) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isPostfixUnaryExpression(parent)
  );
}

const isVar = (ts: Ts, { parent }: TypeScript.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(parent) && !(parent.flags & ts.NodeFlags.BlockScoped);
