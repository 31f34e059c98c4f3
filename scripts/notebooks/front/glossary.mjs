// The glossary: its file, and its page.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { termId } from '../page/terms.mjs';
import { escapeHtml } from './html.mjs';
import { shellHtml } from './shell.mjs';

/** The page's file. */
export const GLOSSARY_PAGE = 'glossary.html';

/**
 * The glossary beside the notebooks of a folder; an empty one where there is none.
 * @param {string} folder
 * @returns {import('../page/terms.mjs').Glossary}
 */
export function readGlossary(folder) {
  const file = path.join(folder, 'glossary.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * @param {import('./shell.mjs').Shell} site
 * @param {import('../page/terms.mjs').Glossary} glossary
 * @param {{ page: string, number: string, title: string, terms: string[] }[]} pages in the order of reading, with the terms of each
 */
export function glossaryPage(site, glossary, pages) {
  const terms = Object.keys(glossary).sort((a, b) => a.localeCompare(b, 'en'));
  const items = terms.map((term) => {
    const first = pages.find((page) => page.terms.includes(term));
    const link = first && ` <small>First in <a href="${first.page}">${escapeHtml(first.title)}</a></small>`;
    return `<dt id="${termId(term)}">${escapeHtml(term)}</dt>\n<dd>${escapeHtml(glossary[term])}${link ?? ''}</dd>`;
  });
  return shellHtml(site, {
    title: 'Glossary',
    description: 'The terms of the course, a sentence for each.',
    kind: 'glossary',
    main: `<h1>Glossary</h1>
<p>The terms of the course. On its pages, the first use of each has a dotted line: its meaning appears under the pointer, at the keyboard’s focus and at a tap.</p>
<dl>
${items.join('\n')}
</dl>`,
  });
}
