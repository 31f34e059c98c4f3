// The front page of the site.
import { cardHtml } from './cards.mjs';
import { claimsHtml } from './claims.mjs';
import { exercisesHtml } from './exercises.mjs';
import { GLOSSARY_PAGE } from './glossary.mjs';
import { escapeHtml } from './html.mjs';
import { PLAY_PAGE, smallFigure } from '../../pages/play-links.mjs';
import { shellHtml } from './shell.mjs';
import { groupByTrack, inReadingOrder } from './tracks.mjs';

/** @typedef {import('./cards.mjs').Card} Card */

/** The description of the course, for the page and for link previews. */
const LEAD =
  'Why deep networks are hard to train, measured layer by layer: a course of notebooks in TypeScript, on tensorflow.js and Jupyter.';

const ABOUT = [
  'A network learns from a signal that goes back from its output through every layer, and each layer multiplies it by a factor. A product of many factors is rarely of a useful size. Where they are below one, the first layers get next to nothing and do not learn: the gradient vanishes. Where they are above one, it explodes.',
  'The notebooks measure that signal layer by layer, show what the factors depend on, and try what brings them close to one: other activation functions, other first weights, normalisation, and skip connections. You can read them here, run them, and change them.',
];

/** @param {Card | undefined} first */
const startHtml = (first) =>
  first?.page ? `<p class="start"><a href="${first.page}">Start with ${escapeHtml(first.title)}</a></p>` : '';

/** @param {ReturnType<typeof groupByTrack<Card>>[number]} group */
function trackHtml({ id, title, words, notebooks }) {
  const list = `<ol class="cards">\n${notebooks.map((card) => cardHtml(card, title ? 'h4' : 'h3')).join('\n')}\n</ol>`;
  if (title === '') return list;
  return `<section aria-labelledby="track-${id}">
<h3 id="track-${id}" class="track">${title}</h3>
${words && `<p>${words}</p>\n`}${list}
</section>`;
}

/**
 * The front page of the site.
 * @param {import('./shell.mjs').Shell} site
 * @param {{ cards: Card[], exercises: import('./exercises.mjs').Exercise[], hasGlossary: boolean }} content
 * @param {(html: string) => string} setFormulas
 */
export function indexPage(site, { cards, exercises, hasGlossary }, setFormulas) {
  const claims = claimsHtml(cards);
  const failed = cards.filter(({ failures }) => failures.length > 0).length;
  /** @type {[string, string][]} */
  const links = [
    [PLAY_PAGE, 'Play'],
    ['#notebooks', 'Notebooks'],
    ...(exercises.length > 0 ? [/** @type {[string, string]} */ (['#exercises', 'Exercises'])] : []),
    ...(hasGlossary ? [/** @type {[string, string]} */ ([GLOSSARY_PAGE, 'Glossary'])] : []),
    ...(claims === '' ? [] : [/** @type {[string, string]} */ (['#claims', 'Claims'])]),
    ['#run', 'Run it'],
  ];
  return shellHtml(site, {
    title: site.name,
    description: LEAD,
    kind: 'front',
    links,
    styles: ['play.css'],
    scripts: ['play.js'],
    main: setFormulas(`<h1>${escapeHtml(site.name)}</h1>
<p>${LEAD}</p>
${failed > 0 ? `<p class="failed" role="alert">${failed} of ${cards.length} notebooks failed when this site was made.</p>` : ''}
${ABOUT.map((text) => `<p>${text}</p>`).join('\n')}
${smallFigure(site.assets['play-programs.js'], { state: '', controls: 'depth activation scale' })}
${startHtml(inReadingOrder(cards).find(({ page }) => page))}
<section aria-labelledby="notebooks">
<h2 id="notebooks">Notebooks</h2>
${groupByTrack(cards).map(trackHtml).join('\n')}
</section>
${exercisesHtml(exercises, cards)}
${claims}
<section aria-labelledby="run">
<h2 id="run">Run it yourself</h2>
<p>Each page is a notebook as it ran, and offers it as a file. To run them all, and to change what you like: <code>npm start</code> in a clone of the course sets up what it needs in its own folder, and opens them in JupyterLab.</p>
</section>`),
  });
}
