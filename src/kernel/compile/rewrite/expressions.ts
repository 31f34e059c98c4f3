// Statements and expressions: each use of a name of the top level becomes one of its binding.
import type { Ts, TypeScript } from '../typescript';
import { isAssigned, isReference } from './analysis';
import type { Context } from './context';
import { assignment, assignsCopy, loop, update } from './copies';
import { isAnonymous, named, topList } from './declarations';
import { copyName, isKernelName, runName } from './names';
import { resolve } from './resolve';
import { parameters } from './types';

const NEVER_REWRITTEN = new Set([...parameters, 'arguments', 'undefined', 'eval', 'globalThis']);

export function visit(ctx: Context, node: TypeScript.Node): void {
  const { ts } = ctx;
  if (ts.isIdentifier(node)) {
    if (isReference(ts, node)) reference(ctx, node);
  } else if (ts.isVariableDeclarationList(node) && isTopVar(ctx, node)) topList(ctx, node);
  else if (ts.isFunctionLike(node) || ts.isClassLike(node)) inside(ctx, node);
  else if (ctx.functionDepth === 0 && ts.isIterationStatement(node, false)) loop(ctx, node);
  else if (ts.isThrowStatement(node)) markThrown(ctx, node);
  else if (ts.isCatchClause(node)) restoreCaughtNames(ctx, node);
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    ctx.edits.replace(node.expression.getStart(), node.expression.end, `${runName}.import`);
    for (const argument of node.arguments) visit(ctx, argument);
  } else if (ts.isBinaryExpression(node) && assignsCopy(ctx, node)) assignment(ctx, node);
  else if (ts.isMetaProperty(node)) {
    if (node.keywordToken === ts.SyntaxKind.ImportKeyword)
      ctx.edits.replace(node.getStart(), node.end, `${runName}.meta`);
  } else if (ts.isShorthandPropertyAssignment(node)) shorthand(ctx, node);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) update(ctx, node);
  else if (ts.isBinaryExpression(node) && isNamingAssignment(ctx, node)) {
    visit(ctx, node.left);
    named(ctx, (node.left as TypeScript.Identifier).text, node.right);
  } else
    ts.forEachChild(node, (child) => {
      visit(ctx, child);
    });
}

export function inside(ctx: Context, node: TypeScript.Node): void {
  ctx.functionDepth++;
  const copied = ctx.copied;
  ctx.copied = new Set();
  ctx.ts.forEachChild(node, (child) => {
    visit(ctx, child);
  });
  ctx.copied = copied;
  ctx.functionDepth--;
}

function isTopVar(ctx: Context, list: TypeScript.VariableDeclarationList): boolean {
  return ctx.functionDepth === 0 && !(list.flags & ctx.ts.NodeFlags.BlockScoped);
}

/** `f = () => …`: as in a declaration, the function gets the variable's name. */
function isNamingAssignment(
  ctx: Context,
  { left, right, operatorToken: { kind } }: TypeScript.BinaryExpression,
): boolean {
  const { ts } = ctx;
  const assigns =
    kind === ts.SyntaxKind.EqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
  return assigns && ts.isIdentifier(left) && isAnonymous(ts, right) && ctx.isShared(left);
}

function reference(ctx: Context, node: TypeScript.Identifier): void {
  const { ts } = ctx;
  const { text: name } = node;
  if (isKernelName(name)) return;
  if (!ctx.isShared(node)) {
    if (resolve(ts, node) === 'free') free(ctx, node);
    return;
  }
  const value = ctx.copied.has(name) ? copyName(name) : ctx.use(name);
  const isCalled = isCallee(ts, node);
  const isMember = value !== copyName(name);
  ctx.edits.replace(node.getStart(), node.end, isMember && isCalled ? `(0, ${value})` : value, isCalled);
}

/** A name that nothing declares: one of JavaScript's, a helper of the compiler, or one that is still to come. */
function free(ctx: Context, node: TypeScript.Identifier): void {
  const { ts } = ctx;
  const { text: name } = node;
  if (NEVER_REWRITTEN.has(name)) return;
  if (ctx.scope.helpers.has(name)) ctx.helpers.add(name);
  else if (!(name in globalThis) && !isOperandOfTypeof(ts, node) && !isAssigned(ts, node))
    ctx.edits.replace(node.getStart(), node.end, `${runName}.free(${JSON.stringify(name)})`);
}

function shorthand(
  ctx: Context,
  { name, objectAssignmentInitializer: fallback }: TypeScript.ShorthandPropertyAssignment,
): void {
  if (ctx.isShared(name)) {
    const value = ctx.copied.has(name.text) ? copyName(name.text) : ctx.use(name.text);
    ctx.edits.insert(name.end, `: ${value}`);
  } else if (
    resolve(ctx.ts, name) === 'free' &&
    !NEVER_REWRITTEN.has(name.text) &&
    !(name.text in globalThis)
  )
    ctx.edits.insert(name.end, `: ${runName}.free(${JSON.stringify(name.text)})`);
  if (fallback) named(ctx, name.text, fallback);
}

/** Every thrown value passes the kernel: its line is known then, also of one that is no Error. */
function markThrown(ctx: Context, { expression }: TypeScript.ThrowStatement): void {
  const isList =
    ctx.ts.isBinaryExpression(expression) && expression.operatorToken.kind === ctx.ts.SyntaxKind.CommaToken;
  ctx.edits.insert(expression.getStart(), isList ? `${runName}.thrown = (` : `${runName}.thrown = `);
  visit(ctx, expression);
  if (isList) ctx.edits.insert(expression.end, ')');
}

/** Lets an error that is caught speak of the names in the source. */
function restoreCaughtNames(ctx: Context, { variableDeclaration, block }: TypeScript.CatchClause): void {
  const name = variableDeclaration?.name;
  if (name && ctx.ts.isIdentifier(name))
    ctx.edits.insert(block.getStart() + 1, ` ${runName}.restoreNames(${name.text});`);
  else if (name) visit(ctx, name);
  visit(ctx, block);
}

/** `typeof x` asks whether there is such a name. */
function isOperandOfTypeof(ts: Ts, identifier: TypeScript.Identifier): boolean {
  let node: TypeScript.Node = identifier.parent;
  while (ts.isParenthesizedExpression(node)) node = node.parent;
  return ts.isTypeOfExpression(node);
}

/** Called as a function, a property would get its object as `this`. */
function isCallee(ts: Ts, identifier: TypeScript.Identifier): boolean {
  let node: TypeScript.Node = identifier;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  return (
    (ts.isCallExpression(parent) && parent.expression === node) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === node)
  );
}
