// Claims and checks in the code of a notebook: which of them cannot fail.
import ts from 'typescript';

/** A claim as it is written. */
interface WrittenClaim {
  readonly sentence: string;
  readonly measured: ts.Expression;
  readonly expectation: ts.Expression;
}

const isCallOf = (node: ts.Node, name: string): node is ts.CallExpression =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;

function claimOf(parts: readonly ts.Expression[]): WrittenClaim[] {
  const [sentence, measured, expectation] = parts;
  return sentence && measured && expectation
    ? [{ sentence: sentence.getText().slice(1, -1), measured, expectation }]
    : [];
}

/** The claims and checks in the code of a cell. */
function writtenClaims(code: string): WrittenClaim[] {
  const found: WrittenClaim[] = [];
  const visit = (node: ts.Node): void => {
    if (isCallOf(node, 'claim')) found.push(...claimOf(node.arguments));
    if (isCallOf(node, 'checks')) {
      for (const check of node.arguments)
        if (ts.isArrayLiteralExpression(check)) found.push(...claimOf(check.elements));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, true));
  return found;
}

const textOf = (node: ts.Node): string => node.getText().replace(/\s+/g, '');

const namesIn = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) && node.text !== 'Math') ||
  ts.forEachChild(node, (child) => namesIn(child) || undefined) === true;

/** An expression in which nothing is computed but constants: `0.25`, `1 / 4`, `Math.sqrt(1 / 2)`. */
function isConstant(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return textOf(node).startsWith('Math.');
  if (ts.isCallExpression(node))
    return textOf(node.expression).startsWith('Math.') && node.arguments.every(isConstant);
  return !namesIn(node);
}

/** The value of a key in an object literal. */
function valueOf(object: ts.Expression, key: string): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  const entry = object.properties.find((one) => one.name?.getText() === key);
  return entry && ts.isPropertyAssignment(entry) ? entry.initializer : undefined;
}

/** The reason why a claim cannot fail; undefined where it can, as far as its text says. */
function reasonOf({ measured, expectation }: WrittenClaim): string | undefined {
  const expected = valueOf(expectation, 'expected');
  if (expected && textOf(expected) === textOf(measured))
    return 'measured and expected are the same expression';
  if (isConstant(measured)) return 'measured is a constant';
  return undefined;
}

/**
 * Claims and checks of a cell that cannot fail: the same expression is measured and expected, or a constant is measured.
 *
 * @returns for each, its sentence and the reason
 */
export const claimsThatCannotFail = (code: string): string[] =>
  writtenClaims(code).flatMap((claim) => {
    const reason = reasonOf(claim);
    return reason === undefined ? [] : [`“${claim.sentence}”: ${reason}`];
  });

/** Phrases in a sentence that a plain one would not have. */
const AWKWARD: readonly RegExp[] = [
  /\bdiffers? by 0(?![.\d])/,
  /\bby a factor of 1(?![.\d])/,
  /\b(?:at least )?[01] times\b/,
  /\b0 or fewer\b/,
  /\bis exactly zero\b/,
  /\ba share of [01](?![.\d])/,
];

/** Claims and checks of a cell whose sentence holds a number for its own sake ("differ by 0"). */
export const awkwardClaims = (code: string): string[] =>
  writtenClaims(code)
    .map(({ sentence }) => sentence)
    .filter((sentence) => AWKWARD.some((phrase) => phrase.test(sentence)));
