// Formulas of pages, set by KaTeX as a page is made: as HTML for the eye, and as MathML for screen readers.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import katex from 'katex';
import { mapText } from './text.mjs';

/** Elements whose text is no prose, and classes that exclude their elements as in Jupyter. */
const LITERAL = new Set(['script', 'style', 'noscript', 'textarea', 'pre', 'code', 'option', 'svg']);
const IGNORED = /\bclass\s*=\s*["'][^"']*\b(?:mathjax_ignore|tex2jax_ignore|katex)\b/;

const ENVIRONMENTS = 'equation|align|gather|alignat|multline';
const FORMULA = new RegExp(
  [
    String.raw`(?<!\\)\$\$(?<block>[^]+?)\$\$`,
    String.raw`\\\[(?<bracket>[^]+?)\\\]`,
    String.raw`(?<environment>\\begin\{(?<name>(?:${ENVIRONMENTS})\*?)\}[^]+?\\end\{\k<name>\})`,
    String.raw`\\\((?<parenthesis>[^]+?)\\\)`,
    String.raw`(?<!\\)\$(?<inline>(?:\\[^]|[^$\\])+)\$(?<after>[,.;:!?)]*)`,
  ].join('|'),
  'g',
);

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

/** @param {string} html */
const decode = (html) =>
  html.replace(/&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot|apos|nbsp));/gi, (_, decimal, hex, name) =>
    name
      ? ENTITIES[/** @type {keyof typeof ENTITIES} */ (name.toLowerCase())]
      : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16)),
  );

/** A formula of the length of a word keeps together, with the punctuation after it; a longer one may go on in the next line. */
const WORD = 24; // characters of TeX

/** Sets the formulas of a text between two tags. @param {string} text */
const setText = (text) =>
  text.replace(FORMULA, (...match) => {
    const { block, bracket, environment, parenthesis, inline, after = '' } = match.at(-1);
    const display = block ?? bracket ?? environment;
    const tex = decode(display ?? parenthesis ?? inline);
    const set = katex.renderToString(tex, {
      displayMode: display !== undefined,
      throwOnError: false,
      strict: 'ignore',
    });
    const isWord = display === undefined && tex.length <= WORD;
    return isWord ? `<span class="word">${set}${after}</span>` : set + after;
  });

/**
 * Sets the formulas in the text of a piece of HTML: between dollar signs, \( and \), \[ and \], and in LaTeX's environments. Code, and
 * elements with the class mathjax_ignore, are left as they are.
 * @param {string} html
 * @returns {string}
 */
export function setFormulas(html) {
  if (!/[$\\]/.test(html)) return html;
  return mapText(html, (name, tag) => LITERAL.has(name) || IGNORED.test(tag), setText);
}

/** As a program: a line of JSON, the HTML, is answered by another with its formulas set. */
async function answerLines() {
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(setFormulas(JSON.parse(line)))}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await answerLines();
