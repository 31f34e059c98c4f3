// The front page of the site.
import { cardHtml } from './cards.mjs';
import { claimsHtml } from './claims.mjs';
import { metaTags } from './head.mjs';
import { escapeHtml } from './html.mjs';

/** @typedef {import('./cards.mjs').Card} Card */

/** The description of the course, for the page and for link previews. */
const LEAD =
  'Why deep networks are hard to train, measured layer by layer: a course of notebooks in TypeScript, on tensorflow.js and Jupyter.';

const ABOUT = [
  'A network learns from a signal that goes back from its output through every layer, and each layer multiplies it by a factor. A product of many factors is rarely of a useful size. Where they are below one, the first layers get next to nothing, and do not learn: the gradient vanishes. Where they are above one, it explodes.',
  'This is a course of notebooks that you can read here, run, and change. It measures that signal layer by layer, works out what decides about the factors, and tries what fixes them: activations, first weights, normalisation, ways past a layer. You need to know what a derivative is, and no more.',
];

/** @param {Card | undefined} first */
const startHtml = (first) =>
  first?.page ? `<p class="start"><a href="${first.page}">Start with ${escapeHtml(first.title)}</a></p>` : '';

/**
 * The front page of the site.
 * @param {{ name: string, assets: Record<string, string>, cards: Card[], url?: string,
 *   image?: { url: string, words: string } }} site
 */
export function indexPage({ name, assets, cards, url, image }) {
  const math = cards.some((card) =>
    `${card.finding ?? card.lead}${JSON.stringify(card.claims)}`.includes('$'),
  );
  const claims = claimsHtml(cards);
  const failed = cards.filter(({ failures }) => failures.length > 0).length;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)}</title>
${metaTags({ name, title: name, description: LEAD, type: 'website', url, image })}
<link rel="icon" href="${assets['icon.svg']}">
<script src="${assets['theme.js']}"></script>
<link rel="stylesheet" href="${assets['page.css']}">
${math ? `<link rel="stylesheet" href="${assets['katex.css']}">` : ''}
</head>
<body class="front">
<a class="skip" href="#notebooks">Skip to the notebooks</a>
<header class="bar">
<nav class="controls" aria-label="On this page">
<a href="#notebooks">Notebooks</a>
${claims === '' ? '' : '<a href="#claims">Claims</a>\n'}<a href="#run">Run it</a>
</nav>
</header>
<main>
<h1>${escapeHtml(name)}</h1>
<p>${LEAD}</p>
${failed > 0 ? `<p class="failed" role="alert">${failed} of ${cards.length} notebooks failed when this site was made.</p>` : ''}
${ABOUT.map((text) => `<p>${text}</p>`).join('\n')}
${startHtml(cards.find(({ page }) => page))}
<section aria-labelledby="notebooks">
<h2 id="notebooks">Notebooks</h2>
<ol class="cards">
${cards.map(cardHtml).join('\n')}
</ol>
</section>
${claims}
<section aria-labelledby="run">
<h2 id="run">Run it yourself</h2>
<p>Each page is a notebook as it ran, and offers it as a file. To run them all, and to change what you like: <code>npm start</code> in a clone of the course sets up what it needs in its own folder, and opens them in JupyterLab.</p>
</section>
</main>
${math ? `<script defer src="${assets['katex.js']}"></script>\n<script defer src="${assets['auto-render.js']}"></script>` : ''}
<script defer src="${assets['page.js']}"></script>
</body>
</html>
`;
}
