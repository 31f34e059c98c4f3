// Changes to a cell's syntax tree on its way to JavaScript.
import type { TypeScript } from '../tslab';

type Ts = typeof TypeScript;

/** tslab's names for the cell at hand and for the declarations that earlier cells left. */
export const cellFile = /(^|\/)__tslab__\.ts$/;
const earlierFile = /(^|\/)__prev__\.d\.ts$/;

/** The function, given to every cell, through which its thrown values pass. */
export const thrownName = '__thrown__';

/**
 * `{a}` becomes `{a: exports.a}` where an earlier cell declared `a` (tslab does so for every other use of `a`), and `throw x`
 * becomes `throw __thrown__(x)`, so that the line is known even when x is no Error.
 */
export function transformCell(
  ts: Ts,
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts;
  const isEarlier = (symbol: TypeScript.Symbol | undefined) =>
    symbol?.declarations?.some((declaration) => earlierFile.test(declaration.getSourceFile().fileName)) ??
    false;

  const expandShorthand = (property: TypeScript.ShorthandPropertyAssignment) => {
    const { name, objectAssignmentInitializer: fallback } = property;
    const variable = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name.text);
    const value = fallback ? factory.createAssignment(variable, fallback) : variable;
    return ts.setTextRange(
      factory.createPropertyAssignment(name, ts.setTextRange(value, property)),
      property,
    );
  };
  const markThrow = (statement: TypeScript.ThrowStatement) => {
    const { expression } = statement;
    const call = factory.createCallExpression(factory.createIdentifier(thrownName), undefined, [expression]);
    return factory.updateThrowStatement(statement, ts.setTextRange(call, expression));
  };

  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isThrowStatement(visited)) return markThrow(visited);
      if (
        ts.isShorthandPropertyAssignment(visited) &&
        isEarlier(checker.getShorthandAssignmentValueSymbol(node))
      )
        return expandShorthand(visited);
      return visited;
    };
    return (file) => (cellFile.test(file.fileName) ? ts.visitEachChild(file, visit, context) : file);
  };
}

/** Whether a cell awaits outside of any function. tslab itself misses `await (x)` and `for await`. */
export function hasTopLevelAwait(ts: Ts, code: string): boolean {
  const awaits = (node: TypeScript.Node): boolean => {
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
    return (
      !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => awaits(child) || undefined) ?? false)
    );
  };
  // Only in a module is `await (x)` no call of a function named await.
  return awaits(ts.createSourceFile('cell.ts', `${code}\nexport {};`, ts.ScriptTarget.Latest));
}
