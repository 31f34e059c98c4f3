// Compares the answers of a class with one another. What is compared is not the text but its shape: names, numbers, comments and
// layout don't count, and neither does what the assignment itself gave, or what most of the class wrote alike.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** @type {typeof import('typescript')} */
const ts = createRequire(import.meta.url)('typescript');

/**
 * An answer of a student.
 * @typedef {object} Answer
 * @property {string} student
 * @property {string} assignment
 * @property {string} exercise
 * @property {boolean} inWords
 * @property {string} text
 */

/** @typedef {{ share: number, a: Answer, b: Answer }} Pair */

/** The number of consecutive tokens that are compared. */
const WINDOW = 5;
/** Answers with fewer tokens are not compared: short answers are alike by chance. */
const LEAST = 12;

/** The tokens of code; a name is a name, and a number a number. @param {string} text */
function codeTokens(text) {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const tokens = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.Identifier) tokens.push('name');
    else if (kind === ts.SyntaxKind.NumericLiteral) tokens.push('0');
    else if (kind !== ts.SyntaxKind.SemicolonToken) tokens.push(scanner.getTokenText());
  }
  return tokens;
}

/** @param {string} text */
const wordTokens = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** @param {Pick<Answer, 'inWords' | 'text'>} answer */
function windowsOf({ inWords, text }) {
  const tokens = inWords ? wordTokens(text) : codeTokens(text);
  return new Set(tokens.slice(WINDOW - 1).map((_, i) => tokens.slice(i, i + WINDOW).join(' ')));
}

/** The Dice coefficient of two sets. @param {Set<string>} a @param {Set<string>} b */
function shareOf(a, b) {
  const both = [...a].filter((one) => b.has(one)).length;
  return (2 * both) / (a.size + b.size);
}

/**
 * Pairs of answers to one exercise that have much in common, the most alike first.
 * @param {Answer[]} answers to one exercise
 * @param {string} stub what students were given
 * @param {number} threshold the share from which on a pair counts, 0 to 1
 * @returns {Pair[]}
 */
export function similarPairs(answers, stub, threshold) {
  const [first] = answers;
  if (first === undefined) return [];
  const given = windowsOf({ inWords: first.inWords, text: stub });
  const all = answers.map((answer) => ({ answer, windows: windowsOf(answer) }));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { windows } of all) for (const one of windows) counts.set(one, (counts.get(one) ?? 0) + 1);
  const isCommon = (/** @type {string} */ one) =>
    given.has(one) || (answers.length >= 6 && (counts.get(one) ?? 0) > answers.length / 2);
  const own = all.map(({ answer, windows }) => ({
    answer,
    windows: new Set([...windows].filter((one) => !isCommon(one))),
  }));
  const long = own.filter(({ windows }) => windows.size >= LEAST);
  const pairs = long.flatMap((a, i) =>
    long.slice(i + 1).map((b) => ({ share: shareOf(a.windows, b.windows), a: a.answer, b: b.answer })),
  );
  return pairs.filter(({ share }) => share >= threshold).sort((a, b) => b.share - a.share);
}

/** @param {string} file @returns {{ cells: { cell_type: string, source: string | string[], metadata: any }[] }} */
const notebook = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The answers in a notebook, by exercise. @param {string} file */
function answersIn(file) {
  const cells = notebook(file).cells.filter(({ metadata }) => metadata.nbgrader?.solution);
  return cells.map(({ cell_type, source, metadata }) => ({
    exercise: String(metadata.nbgrader.grade_id),
    inWords: cell_type === 'markdown',
    text: Array.isArray(source) ? source.join('') : source,
  }));
}

/** @param {string} folder */
const notebooksIn = (folder) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : [];

/**
 * All pairs of an assignment, from what was graded.
 * @param {string} course its folder
 * @param {string} assignment
 * @param {number} threshold
 * @returns {Pair[]}
 */
export function similarIn(course, assignment, threshold) {
  const release = path.join(course, 'release', assignment);
  const graded = path.join(course, 'autograded');
  const students = existsSync(graded) ? readdirSync(graded).sort() : [];
  return notebooksIn(release).flatMap((name) => {
    const answers = students
      .map((student) => ({ student, file: path.join(graded, student, assignment, name) }))
      .filter(({ file }) => existsSync(file))
      .flatMap(({ student, file }) => answersIn(file).map((answer) => ({ student, assignment, ...answer })));
    return answersIn(path.join(release, name)).flatMap(({ exercise, text }) => {
      const own = answers.filter(
        (answer) => answer.exercise === exercise && answer.text.trim() !== text.trim(),
      );
      return similarPairs(own, text, threshold);
    });
  });
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

/** @param {Pair} pair */
const section = ({ share, a, b }) => `<section>
<h2>${escaped(a.assignment)}, ${escaped(a.exercise)}: ${Math.round(100 * share)} %</h2>
<div><figure><figcaption>${escaped(a.student)}</figcaption><pre>${escaped(a.text)}</pre></figure>
<figure><figcaption>${escaped(b.student)}</figcaption><pre>${escaped(b.text)}</pre></figure></div>
</section>`;

/**
 * A page with both texts of each pair, side by side.
 * @param {Pair[]} pairs
 * @param {number} threshold
 */
export const similarPage = (pairs, threshold) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Similar answers</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
section > div { display: grid; gap: 1rem; grid-template-columns: 1fr 1fr; }
figure { margin: 0; min-width: 0; }
pre { border: 1px solid #8886; border-radius: 4px; overflow: auto; padding: 0.75rem; white-space: pre-wrap; }
</style>
</head>
<body>
<h1>Similar answers</h1>
<p>Pairs of answers to one exercise that are at least ${Math.round(100 * threshold)} % alike, the most alike first. Names, numbers,
comments and layout do not count, nor what most of the class wrote alike. An exercise with one good solution has many who find it:
a pair says that two texts are alike, not why.</p>
${pairs.length === 0 ? '<p>There is none.</p>' : pairs.map(section).join('\n')}
</body>
</html>
`;
