// The live figure on the pages of notebooks: where it stands among the cells, and which state the "Try it" of a page leads to.
import { escapeHtml } from '../notebooks/front/html.mjs';
import { stillPicture } from './play-still.mjs';

/** The name of the live page in the site. */
export const PLAY_PAGE = 'play.html';

/** The state of the network in the "Try it" cell of each notebook, or a task on the page's question. @type {Record<string, string>} */
const TRY_IT = {
  '00-opening-example': 'depth=10&activation=tanh',
  '01-the-problem': 'depth=30&activation=relu&initializer=heNormal&scale=1.2',
  '02-depth': 'depth=40&width=64&activation=tanh&initializer=xavierNormal',
  '03-saturating-activations': 'depth=8&activation=tanh&initializer=lecunNormal&scale=2&batch=64',
  '04-initialisation': 'task=level-tanh',
  '04b-order-and-chaos': 'depth=30&activation=tanh&initializer=lecunNormal&scale=1.22',
  '05-relu-and-its-relatives': 'depth=24&width=64&activation=gelu&initializer=lecunNormal&scale=1.6',
  '06-initialisation-that-keeps-the-signal':
    'depth=30&width=96&activation=gelu&initializer=lecunNormal&scale=1.6',
  '07-normalisation': 'depth=6&width=64&activation=relu&normalization=batch&batch=64',
  '08-skip-connections':
    'depth=24&width=64&activation=relu&initializer=heNormal&normalization=rms&skip=true&batch=64',
  '09-all-fixes-one-chart': 'depth=15&width=64&activation=relu&initializer=heNormal&batch=64',
  '11-a-thousand-layers': 'preset=orthogonal',
};

/** The figures that stand on pages: after which cell, with which state and controls. @type {Record<string, { cell: string, state: string, controls: string }>} */
const FIGURES = {
  '00-opening-example': { cell: 'b5eacfe3', state: '', controls: 'depth activation initializer' },
  '02-depth': {
    cell: 'de63d452',
    state: 'depth=10&width=64',
    controls: 'depth activation initializer scale',
  },
};

/**
 * A small live figure, with its still picture until it starts.
 * @param {string} programs the address of the workers' programs
 * @param {{ state: string, controls: string }} options
 */
export const smallFigure = (programs, { state, controls }) =>
  `<div class="vg-play" data-play="small" data-state="${escapeHtml(state)}" data-controls="${controls}" data-page="${PLAY_PAGE}" data-programs="${programs}">${state === '' ? stillPicture() : ''}</div>`;

/** Puts HTML at the end of a cell's section, where the page has it. @param {string} page @param {string} cell its id @param {string} html */
function putAfter(page, cell, html) {
  const at = page.indexOf(`id="cell-${cell}"`);
  const end = at < 0 ? -1 : page.indexOf('</section>', at);
  return end < 0 ? page : `${page.slice(0, end)}${html}\n${page.slice(end)}`;
}

/**
 * Adds the live figure and the link from "Try it" to the page of a notebook.
 * @param {string} page
 * @param {{ name: string, cells: import('../notebooks/notebook.mjs').Cell[], assets: Record<string, string> }} notebook
 */
export function addPlay(page, { name, cells, assets }) {
  const figure = FIGURES[name];
  const tryIt = cells.find((cell) => (cell.metadata?.tags ?? []).includes('try-it'));
  const state = TRY_IT[name];
  let out = page;
  if (figure) {
    out = putAfter(out, figure.cell, smallFigure(assets['play-programs.js'], figure));
    out = out
      .replace('</head>', `<link rel="stylesheet" href="${assets['play.css']}">\n</head>`)
      .replace('</body>', `<script defer src="${assets['play.js']}"></script>\n</body>`);
  }
  if (tryIt?.id !== undefined && state !== undefined)
    out = putAfter(
      out,
      tryIt.id,
      `<p class="play-link"><a href="${PLAY_PAGE}#${escapeHtml(state)}">Play with this in the page</a>, without a notebook: every control moves it.</p>`,
    );
  return out;
}
