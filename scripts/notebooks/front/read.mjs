// What the front page tells of a notebook that was executed: its claims, and its picture.
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from '../../paths.mjs';
import { sourceOf } from '../notebook.mjs';

const CLAIM = 'application/vnd.vanishing-gradients.claim+json';
const FIGURE = 'application/vnd.plotly.v1+json';

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
 * What it claims, in its order.
 * @param {import('../notebook.mjs').Content} notebook
 * @returns {Claim[]}
 */
export function claimsOf({ cells }) {
  /** @type {{ formatNumber: (value: number) => string }} */
  const { formatNumber } = createRequire(import.meta.url)(path.join(paths.root, 'dist', 'format.js'));
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
      if (data?.[CLAIM] === undefined) return [];
      const { sentence, words, measured, holds } = data[CLAIM];
      // JSON has no NaN and no infinity: it makes null of them.
      const found = measured === null ? 'not a finite number' : formatNumber(measured);
      return [{ sentence, expected: words, measured: found, holds, cell: cell.id ?? '', section }];
    });
  });
}

/** Plotly's marks of a title as plain text. @param {string} html */
const withoutTags = (html) => html.replace(/<br>/g, ' ').replace(/<[^>]*>/g, '');

/**
 * The figure that stands for it: of the cell that it names, or the first there is.
 * @param {import('../notebook.mjs').Content} notebook
 * @param {string} [id] of a cell
 * @returns {{ figure: import('../../thumbnails/axes.mjs').Figure, words: string, legend: { name: string, colour: string }[] }
 *   | undefined}
 */
export function pictureOf({ cells }, id) {
  const shown = cells.flatMap((cell) =>
    (cell.outputs ?? []).flatMap(({ data }) =>
      data?.[FIGURE] ? [{ id: cell.id, figure: data[FIGURE] }] : [],
    ),
  );
  const figure = (shown.find((one) => one.id === id) ?? shown.at(0))?.figure;
  if (figure === undefined) return undefined;
  const title = withoutTags(figure.layout?.title?.text ?? '');
  // All of its numbers would be too much here; they stand with the chart.
  const [kind = ''] = /^[^.]*\./.exec(figure.layout?.meta?.description ?? '') ?? [];
  return {
    figure,
    words: [title && `${title}.`, kind].filter(Boolean).join(' '),
    legend: legendOf(figure.data),
  };
}

/** What its lines are called, each with its colour. @param {import('../../thumbnails/marks.mjs').Trace[]} data */
function legendOf(data) {
  const named = data.flatMap(({ name, showlegend, line, marker }) => {
    const colour = line?.color ?? marker?.color;
    if (!name || showlegend === false || typeof colour !== 'string') return [];
    return [/** @type {const} */ ([withoutTags(name), colour])];
  });
  const names = [...new Map(named)].map(([name, colour]) => ({ name, colour }));
  return names.length > 1 ? names : [];
}
