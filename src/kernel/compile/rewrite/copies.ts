// Loops of the top level that work on copies: see loops.ts.
import type { Ts, TypeScript } from '../typescript';
import type { Context } from './context';
import { named, target } from './declarations';
import { loopCopies } from './loops';
import { copyName, runName } from './names';

export function update(
  ctx: Context,
  node: TypeScript.PrefixUnaryExpression | TypeScript.PostfixUnaryExpression,
): void {
  const { ts } = ctx;
  const { operand, operator } = node;
  const isUpdate = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
  if (!isUpdate || !ts.isIdentifier(operand) || !ctx.copied.has(operand.text) || !ctx.isShared(operand)) {
    ctx.visit(operand);
    return;
  }
  const sign = operator === ts.SyntaxKind.PlusPlusToken ? '++' : '--';
  const [value, copy] = [ctx.use(operand.text), copyName(operand.text)];
  // The value of `x++` is the old one, where it is used.
  const text =
    ts.isPrefixUnaryExpression(node) || isUnused(ts, node)
      ? `(${value} = ${sign}${copy})`
      : `(${runName}.old = ${copy}${sign}, ${value} = ${copy}, ${runName}.old)`;
  ctx.edits.replace(node.getStart(), node.end, text);
}

export function loop(ctx: Context, loop: TypeScript.IterationStatement): void {
  const { ts } = ctx;
  const visit = () => {
    ts.forEachChild(loop, (child) => {
      ctx.visit(child);
    });
  };
  const copies = ctx.copied.size > 0 ? null : loopCopies(ts, loop, (name) => mayCopy(ctx, name));
  if (!copies) {
    visit();
    return;
  }
  const { statement, names } = copies;
  const list = Array.from(names, (name) => `${copyName(name)} = ${ctx.use(name)}`).join(', ');
  ctx.edits.insert(statement.getStart(), `{ let ${list}; `);
  ctx.copied = names;
  visit();
  ctx.copied = new Set();
  ctx.edits.insert(statement.end, ' }');
}

function mayCopy(ctx: Context, name: string): boolean {
  return (
    !ctx.imported.has(name) &&
    !ctx.analysis.writtenInFunctions.has(name) &&
    !ctx.analysis.mayBeReadEarly.has(name) &&
    !ctx.scope.changing.has(name)
  );
}

export function assignsCopy(ctx: Context, node: TypeScript.BinaryExpression): boolean {
  const { left } = node;
  const isCopy = ctx.ts.isIdentifier(left) && ctx.copied.has(left.text) && ctx.isShared(left);
  return isCopy && isAssignmentOperator(ctx.ts, node);
}

/** `x = …` becomes `(x = copy = …)`, `x += …` becomes `(x = copy += …)`. */
export function assignment(ctx: Context, node: TypeScript.BinaryExpression): void {
  const name = node.left as TypeScript.Identifier;
  ctx.edits.insert(node.getStart(), '(');
  target(ctx, name);
  named(ctx, name.text, node.right);
  ctx.edits.insert(node.end, ')');
}

const isUnused = (ts: Ts, node: TypeScript.Expression): boolean => {
  const { parent } = node;
  return ts.isExpressionStatement(parent) || (ts.isForStatement(parent) && parent.condition !== node);
};

const isAssignmentOperator = (ts: Ts, { operatorToken: { kind } }: TypeScript.BinaryExpression): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
