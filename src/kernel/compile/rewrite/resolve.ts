// Resolves a name in JavaScript to its declaration: one of the file's own top level, one further inside, or none of the file.
import { localsOf, type Ts, type TypeScript } from '../typescript';

export type Resolution = 'top' | 'local' | 'free';

/** Finds the declaration of `identifier`, in a file that is bound. */
export function resolve(ts: Ts, identifier: TypeScript.Identifier): Resolution {
  const name = ts.escapeLeadingUnderscores(identifier.text);
  for (let node: TypeScript.Node = identifier.parent; node !== undefined; node = node.parent) {
    if (ts.isSourceFile(node)) return localsOf(node)?.has(name) ? 'top' : 'free';
    if (declares(ts, node, name, identifier)) return 'local';
  }
  return 'free';
}

function declares(
  ts: Ts,
  node: TypeScript.Node,
  name: TypeScript.__String,
  identifier: TypeScript.Identifier,
): boolean {
  // Inside of a class, its name is its own, whatever happens to the variable.
  if ((ts.isClassLike(node) || ts.isFunctionExpression(node)) && node.name?.text === identifier.text)
    return true;
  const symbol = localsOf(node)?.get(name);
  if (!symbol) return false;
  if (!ts.isFunctionLike(node)) return true;
  // The default of a parameter does not see the variables of the body.
  const { body } = node as TypeScript.FunctionLikeDeclaration;
  const isBefore = body !== undefined && identifier.end <= body.pos;
  return !isBefore || !(symbol.declarations ?? []).every((one) => one.pos >= body.pos);
}

/** True for a node whose code (a function's, a class's fields) may run at another time than the code around it. */
export const isFunctionBoundary = (ts: Ts, node: TypeScript.Node): boolean =>
  ts.isFunctionLike(node) || ts.isPropertyDeclaration(node) || ts.isClassStaticBlockDeclaration(node);
