// Declarations of the top level, as assignments.
import type { Ts, TypeScript } from '../typescript';
import { boundNames } from './analysis';
import type { Context } from './context';
import { copyName, runName } from './names';

/** A list of declarations of the top level: assignments. */
export function topList(ctx: Context, list: TypeScript.VariableDeclarationList): void {
  const { ts } = ctx;
  const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
  const isHead = ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent);
  // The list begins with its keyword, and its declarations with the space after that.
  const begin = list.declarations[0]?.getStart() ?? list.declarations.pos;
  ctx.edits.replace(list.getStart(), begin, '');
  for (const { name, initializer, end } of list.declarations) {
    const names = boundNames(ts, name);
    for (const bound of names) {
      ctx.declared.add(bound);
      if (isVar) ctx.hoisted.add(bound);
    }
    if (isHead) {
      pattern(ctx, name);
    } else if (!ts.isIdentifier(name)) {
      ctx.edits.insert(name.getStart(), '(');
      pattern(ctx, name);
      ctx.visit(initializer!);
      ctx.edits.insert(initializer!.end, ')');
    } else if (initializer) {
      target(ctx, name);
      named(ctx, name.text, initializer);
    } else {
      // `var x;` gives it no value, unless it is an enum or a namespace, which begins anew.
      const keeps = isVar && !ctx.scope.fresh.has(name.text);
      const target = ctx.copied.has(name.text)
        ? `${ctx.use(name.text)} = ${copyName(name.text)}`
        : ctx.use(name.text);
      ctx.edits.replace(name.getStart(), name.end, keeps ? 'void 0' : `${target} = void 0`);
    }
    if (!isVar) ctx.edits.insert(end, `, ${declaring(names)}`);
  }
}

/** Rewrites a name as the target of an assignment. */
export function target(ctx: Context, name: TypeScript.Identifier): void {
  const target = ctx.use(name.text);
  const both = ctx.copied.has(name.text) ? `${target} = ${copyName(name.text)}` : target;
  ctx.edits.replace(name.getStart(), name.end, both);
}

/** A pattern of a declaration, as one of an assignment. */
function pattern(ctx: Context, name: TypeScript.BindingName): void {
  const { ts } = ctx;
  if (ts.isIdentifier(name)) {
    ctx.edits.replace(name.getStart(), name.end, ctx.use(name.text));
    return;
  }
  for (const element of name.elements) {
    if (!ts.isBindingElement(element)) continue;
    const { propertyName, name: inner, initializer, dotDotDotToken } = element;
    if (propertyName && ts.isComputedPropertyName(propertyName)) ctx.visit(propertyName.expression);
    if (ts.isObjectBindingPattern(name) && !propertyName && !dotDotDotToken && ts.isIdentifier(inner))
      ctx.edits.replace(inner.getStart(), inner.end, `${inner.text}: ${ctx.use(inner.text)}`);
    else pattern(ctx, inner);
    if (initializer) named(ctx, ts.isIdentifier(inner) ? inner.text : null, initializer);
  }
}

/** A value that, if it is a function or a class without a name, is to have this one, as it would in a declaration. */
export function named(ctx: Context, name: string | null, value: TypeScript.Expression): void {
  if (name === null || !isAnonymous(ctx.ts, value)) {
    ctx.visit(value);
    return;
  }
  const key = JSON.stringify(name);
  ctx.edits.insert(value.getStart(), `({ [${key}]: `);
  ctx.visit(value);
  ctx.edits.insert(value.end, ` })[${key}]`);
}

export const declaring = (names: readonly string[]): string =>
  `${runName}.declare(${names.map((name) => JSON.stringify(name)).join(', ')})`;

/** True for a function or class that gets its name from the variable that it is assigned to. */
export function isAnonymous(ts: Ts, value: TypeScript.Expression): boolean {
  let inner = value;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (ts.isClassExpression(inner) || ts.isFunctionExpression(inner)) return inner.name === undefined;
  return ts.isArrowFunction(inner);
}
