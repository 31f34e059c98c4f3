// Claims and main chart of an executed notebook, for the front page.
import { loadFromDist } from '../../dist.mjs';
import { sourceOf } from '../notebook.mjs';

/**
 * @typedef {object} Claim
 * @property {string} sentence
 * @property {string} expected in words
 * @property {string} measured in words
 * @property {boolean} holds
 * @property {string} cell its id
 * @property {string} section the heading that it stands under
 */

/**
 * The claims of a notebook, in their order; those that are folded as checks too.
 * @param {import('../notebook.mjs').Content} notebook
 * @returns {Claim[]}
 */
export function readClaims({ cells }) {
  /** @type {{ formatNumber: (value: number) => string }} */
  const { formatNumber } = loadFromDist('format.js');
  const { CLAIM_MIME } = loadFromDist('notebook/claim.js');
  const { CHECKS_MIME } = loadFromDist('notebook/checks.js');
  let section = '';
  return cells.flatMap((cell) => {
    if (cell.cell_type === 'markdown') {
      section =
        sourceOf(cell)
          .match(/^## .*$/gm)
          ?.at(-1)
          ?.slice(3) ?? section;
      return [];
    }
    return (cell.outputs ?? []).flatMap(({ data }) => {
      const claims = [data?.[CLAIM_MIME] ?? [], data?.[CHECKS_MIME] ?? []].flat();
      return claims.map(({ sentence, words, measured, holds }) => ({
        sentence,
        expected: words,
        // JSON writes NaN and infinities as null.
        measured: typeof measured !== 'number' ? 'not a finite number' : formatNumber(measured),
        holds,
        cell: cell.id ?? '',
        section,
      }));
    });
  });
}

/** The text of a title without HTML tags; an index stays behind a _. @param {string} html */
const withoutTags = (html) =>
  html
    .replace(/<br>/g, ' ')
    .replace(/<sub>(.*?)<\/sub>/g, '_$1')
    .replace(/<[^>]*>/g, '');

/**
 * The figure of the cell that the notebook's metadata name, or else its first figure.
 * @param {import('../notebook.mjs').Content} notebook
 * @param {string} [id] of a cell
 * @returns {{ figure: import('../../thumbnails/axes.mjs').Figure, words: string, legend: { name: string, color: string }[], axes: { x: string, y: string } }
 *   | undefined}
 */
export function readMainChart({ cells }, id) {
  const { PLOTLY_MIME } = loadFromDist('notebook/plotly-figure.js');
  const shown = cells.flatMap((cell) =>
    (cell.outputs ?? []).flatMap(({ data }) =>
      data?.[PLOTLY_MIME] ? [{ id: cell.id, figure: data[PLOTLY_MIME] }] : [],
    ),
  );
  const figure = (shown.find((one) => one.id === id) ?? shown.at(0))?.figure;
  if (figure === undefined) return undefined;
  const title = withoutTags(figure.layout?.title?.text ?? '');
  // The first sentence of the description only: all its numbers stand with the chart.
  const [kind = ''] = /^[^.]*\./.exec(figure.layout?.meta?.description ?? '') ?? [];
  return {
    figure,
    words: [title && `${title}.`, kind].filter(Boolean).join(' '),
    legend: legendOf(figure.data),
    axes: { x: axisTitle(figure.layout, 'x'), y: axisTitle(figure.layout, 'y') },
  };
}

/**
 * The words for the axes of a side: the first title of one, or else a text below all of them.
 * @param {Record<string, any>} layout @param {'x' | 'y'} side
 */
function axisTitle(layout, side) {
  const axes = Object.entries(layout).flatMap(([key, axis]) => (key.startsWith(`${side}axis`) ? [axis] : []));
  const titles = axes.map(({ title }) => (typeof title === 'string' ? title : (title?.text ?? '')));
  const shared = (layout.annotations ?? []).find(
    (/** @type {Record<string, any>} */ note) => note.yref === 'paper' && note.y <= 0 && note.text,
  );
  const text = withoutTags(titles.find(Boolean) ?? (side === 'x' ? (shared?.text ?? '') : ''));
  const isLog = axes.some(({ type }) => type === 'log');
  return text && isLog ? `${text} (log scale)` : text;
}

const MAX_NAMES = 5; // of a legend: a longer one is not read beside a thumbnail

/** The names of its lines, with their colours; none where two of them have one colour, or where there are too many. @param {import('../../thumbnails/marks.mjs').Trace[]} data */
function legendOf(data) {
  const named = data.flatMap(({ name, showlegend, line, marker }) => {
    const color = line?.color ?? marker?.color;
    if (!name || showlegend === false || typeof color !== 'string') return [];
    return [/** @type {const} */ ([withoutTags(name), color])];
  });
  const names = [...new Map(named)].map(([name, color]) => ({ name, color }));
  const colors = new Set(names.map(({ color }) => color));
  const isClear = names.length > 1 && names.length <= MAX_NAMES && colors.size === names.length;
  return isClear ? names : [];
}
