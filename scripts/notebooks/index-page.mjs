import { duration } from './report.mjs';

/** @param {string} text */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A paragraph's Markdown as HTML, as far as paragraphs of a notebook's first cell go. @param {string} text */
export function inlineMarkdown(text) {
  const words = (/** @type {string} */ part) =>
    escapeHtml(part)
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
      .replace(/\*([^*]+)\*/g, '<em>$1</em>')
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const parts = text.split(/(\$[^$]+\$)/); // every other one is math
  return parts.map((part, i) => (i % 2 === 1 ? escapeHtml(part) : words(part))).join('');
}

/**
 * @typedef {import('./notebook.mjs').Notebook & { page?: string, seconds: number, failures: import('./check.mjs').Failure[] }} Card
 */

/** @param {Card} card */
function cardHtml({ number, title, lead, page, seconds, failures }) {
  const [failure] = failures;
  const where = failure?.cell === undefined ? '' : ` in code cell ${failure.cell}`;
  const note = failure
    ? `<strong class="red">Failed${where}: ${escapeHtml(failure.ename)}</strong>`
    : `Runs in ${duration(seconds)}`;
  const inside = `<span class="number">${escapeHtml(number)}</span>
<span class="title">${escapeHtml(title)}</span>
<span class="lead">${inlineMarkdown(lead)}</span>
<small>${note}</small>`;
  return `<li>${page ? `<a class="card" href="${page}">${inside}</a>` : `<div class="card">${inside}</div>`}</li>`;
}

/**
 * The front page of the site.
 * @param {{ name: string, lead: string, assets: Record<string, string>, cards: Card[] }} site
 */
export function indexPage({ name, lead, assets, cards }) {
  const math = cards.some((card) => card.lead.includes('$'));
  const failed = cards.filter(({ failures }) => failures.length > 0).length;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)}</title>
<meta name="description" content="${escapeHtml(lead)}">
<link rel="icon" href="${assets['icon.svg']}">
<script src="${assets['theme.js']}"></script>
<link rel="stylesheet" href="${assets['page.css']}">
${math ? `<link rel="stylesheet" href="${assets['katex.css']}">` : ''}
</head>
<body class="front">
<header class="bar">
<div class="controls">
<button type="button" id="toggle-theme" hidden aria-label="Switch between light and dark" title="Light or dark">
<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor"/></svg>
</button>
</div>
</header>
<main>
<h1>${escapeHtml(name)}</h1>
<p>${escapeHtml(lead)}</p>
${failed > 0 ? `<p class="failed" role="alert">${failed} of ${cards.length} notebooks failed when this site was made.</p>` : ''}
<h2 class="quiet">Notebooks</h2>
<ol class="cards">
${cards.map(cardHtml).join('\n')}
</ol>
<p class="quiet">Each page is a notebook as it ran. To run them and to change them: <code>npm start</code> in a clone of the course.</p>
</main>
${math ? `<script defer src="${assets['katex.js']}"></script>\n<script defer src="${assets['auto-render.js']}"></script>` : ''}
<script defer src="${assets['page.js']}"></script>
</body>
</html>
`;
}
