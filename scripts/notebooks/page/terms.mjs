// Terms of the glossary on a page: the first use of each leads to its meaning.
import { mapText } from '../../pages/text.mjs';
import { escapeHtml } from '../front/html.mjs';

/** @typedef {Record<string, string>} Glossary a sentence for each term */

/** Elements in which a term is not marked. */
const LEFT = new Set(
  'a button code h1 h2 h3 h4 h5 h6 kbd pre script style summary svg textarea th'.split(' '),
);

/** Terms that are everyday words as well: a term where it is bold. */
const EVERYDAY = new Set(['mean', 'gain']);

/**
 * Uses of a term's word with another meaning, by what stands before and after it: the width of a curve, a norm that is a layer.
 * @type {Record<string, (before: string, after: string) => boolean>}
 */
const OTHER_MEANINGS = {
  loss: (_, after) => /^\s+scaling\b/.test(after),
  'pre-activation': (_, after) => /^\s+(?:block|network|residual)\b/.test(after),
  norm: (before, after) => /\b(?:an?|every|no)\s+$/i.test(before) && !/^\s+of\b/.test(after),
  width: (_, after) => /^\s+of\s+(?:an?|the|each)\s+(?:band|bell|curve|distribution)\b/.test(after),
};

/** The id of a term on the glossary's page. @param {string} term */
export const termId = (term) =>
  `term-${term
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')}`;

/** @param {string} text */
const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The uses of terms in a text. A term with a capital letter is written so; any may have the ending of a plural.
 * @param {string[]} terms
 */
function usesOf(terms) {
  const words = [...terms].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}-])(${words.map((word) => word.replace(/ /g, '\\s+')).join('|')})(?:e?s)?(?![\\p{L}\\p{N}-])`,
    'giu',
  );
  const known = new Map(terms.map((term) => [term.toLowerCase(), term]));
  return {
    pattern,
    /** @param {string} found */
    termOf(found) {
      const term = known.get(found.toLowerCase().replace(/\s+/g, ' '));
      const isName = term !== undefined && /\p{Lu}/u.test(term);
      return isName && found.replace(/\s+/g, ' ') !== term ? undefined : term;
    },
  };
}

/**
 * Marks the first use of each term in the prose of a page.
 * @param {string} html of a page
 * @param {Glossary} glossary
 * @returns {{ html: string, terms: string[] }} the page, and the terms that it uses
 */
export function markTerms(html, glossary) {
  const terms = Object.keys(glossary);
  if (terms.length === 0) return { html, terms };
  const { pattern, termOf } = usesOf(terms);
  /** @type {Set<string>} */
  const marked = new Set();
  /** @param {string} text @param {readonly string[]} parents */
  const mark = (text, parents) =>
    text.replace(pattern, (whole, found, /** @type {number} */ at) => {
      const term = termOf(found);
      if (term === undefined || marked.has(term)) return whole;
      const [before, after] = [text.slice(0, at), text.slice(at + whole.length)];
      if (OTHER_MEANINGS[term]?.(before, after)) return whole;
      if (EVERYDAY.has(term) && !parents.includes('strong')) return whole;
      marked.add(term);
      const meaning = escapeHtml(glossary[term]);
      return `<a class="term" href="glossary.html#${termId(term)}" data-meaning="${meaning}" title="${meaning}">${whole}</a>`;
    });
  const out = html.replace(
    /(<section class="cell markdown"[^>]*>)([^]*?)(?=\n<\/section>)/g,
    (_, begin, prose) =>
      begin + mapText(prose, (name, tag) => LEFT.has(name) || /\bclass="[^"]*\bkatex\b/.test(tag), mark),
  );
  return { html: out, terms: [...marked] };
}
