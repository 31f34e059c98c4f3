// The claims of notebooks on the front page.
import { claimsId } from './cards.mjs';
import { escapeHtml, escapeProse, inlineMarkdown, countNoun } from './html.mjs';

/** @typedef {import('./read.mjs').Claim} Claim */

/** @param {Claim} claim @param {string} page */
const rowHtml = ({ sentence, expected, measured, holds, cell }, page) =>
  `<tr><td><span class="${holds ? 'good' : 'red'}" role="img" aria-label="${holds ? 'holds' : 'does not hold'}">${holds ? '✓' : '✗'}</span> <a href="${page}#cell-${encodeURIComponent(cell)}">${escapeProse(sentence)}</a></td><td>${escapeProse(expected)}</td><td>${escapeProse(measured)}</td></tr>`;

/** The claims under one heading. @param {Claim[]} claims @param {string} page */
const bodyHtml = (claims, page) => `<tbody>
${claims[0].section ? `<tr><th colspan="3" scope="rowgroup">${inlineMarkdown(claims[0].section)}</th></tr>\n` : ''}${claims.map((claim) => rowHtml(claim, page)).join('\n')}
</tbody>`;

/** @param {Claim[]} claims */
function bySection(claims) {
  /** @type {Claim[][]} */
  const sections = [];
  for (const claim of claims) {
    if (sections.at(-1)?.[0].section === claim.section) sections.at(-1)?.push(claim);
    else sections.push([claim]);
  }
  return sections;
}

/** The note of a summary on claims that did not hold; nothing where all did. @param {Claim[]} claims */
const outcome = (claims) => {
  const wrong = claims.filter(({ holds }) => !holds).length;
  return wrong > 0
    ? ` <small class="red">${wrong} of ${countNoun(claims.length, 'claim')} did not hold</small>`
    : '';
};

/** @param {import('./cards.mjs').Card} card */
function notebookHtml({ number, name, title, page = '', claims }) {
  const failed = claims.some(({ holds }) => !holds);
  return `<details id="${escapeHtml(claimsId({ number, name }))}"${failed ? ' open' : ''}>
<summary><span class="number">${escapeHtml(number)}</span> ${escapeHtml(title)}${outcome(claims)}</summary>
<div class="scroll">
<table aria-label="${escapeHtml(title)}">
<thead><tr><th scope="col">Claim</th><th scope="col">Expected</th><th scope="col">Measured</th></tr></thead>
${bySection(claims)
  .map((section) => bodyHtml(section, page))
  .join('\n')}
</table>
</div>
</details>`;
}

/**
 * Every claim of the course, notebook by notebook.
 * @param {import('./cards.mjs').Card[]} cards
 */
export function claimsHtml(cards) {
  const all = cards.flatMap(({ claims }) => claims);
  if (all.length === 0) return '';
  const wrong = all.filter(({ holds }) => !holds).length;
  const said =
    wrong === 0
      ? 'When these pages were made, every claim of the course held.'
      : `<strong class="red">Of ${countNoun(all.length, 'claim')}, ${wrong} did not hold when these pages were made.</strong>`;
  return `<section class="claims" aria-labelledby="claims">
<h2 id="claims">Claims</h2>
<p>${said} A claim is a sentence that is compared with a measurement as the notebook runs: the expected number comes from theory, from a paper or from another measurement. A run stops at a claim that does not hold. Each sentence here leads to the place where it is measured.</p>
${cards
  .filter(({ claims }) => claims.length > 0)
  .map(notebookHtml)
  .join('\n')}
</section>`;
}
