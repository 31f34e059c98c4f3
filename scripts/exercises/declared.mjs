// Lists what cells declare. The question is a list of their sources; the answer is for each its text without comments and spaces, and
// the names that it declares, each with the text of its declaration in the same form. Nothing of them is run.
import { createRequire } from 'node:module';
import { answerLines } from './lines.mjs';

/** @type {typeof import('typescript')} */
const ts = createRequire(import.meta.url)('typescript');

/** Tokens only, a space between two: what is the same but for its layout and comments reads the same. @param {string} text */
function tokensOf(text) {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const tokens = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) tokens.push(scanner.getTokenText());
  return tokens.join(' ');
}

/** @param {import('typescript').BindingName} name @returns {string[]} */
function namesIn(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}

/** @param {import('typescript').Statement} statement @returns {string[]} */
function namesOf(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name.text] : [];
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
  const { left, operatorToken } = statement.expression;
  return ts.isIdentifier(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken ? [left.text] : [];
}

/** @param {string} source */
function declared(source) {
  try {
    const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, false);
    /** @type {Record<string, string>} */
    const names = Object.create(null);
    for (const statement of file.statements) {
      const text = tokensOf(source.slice(statement.pos, statement.end));
      for (const name of namesOf(statement)) names[name] = text;
    }
    return { text: tokensOf(source), names };
  } catch {
    return { text: source.replace(/\s+/g, ' ').trim(), names: {} }; // nested too deeply to be read
  }
}

answerLines((/** @type {string[]} */ sources) => sources.map(declared));
