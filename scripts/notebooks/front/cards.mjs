// The cards of the front page, one a notebook.
import { thumbnailOf } from '../../thumbnails/marks.mjs';
import { thumbnailSvg } from '../../thumbnails/svg.mjs';
import { duration } from '../../progress.mjs';
import { escapeHtml, escapeProse, inlineMarkdown } from './html.mjs';

/**
 * A notebook on the front page.
 * @typedef {import('../notebook.mjs').Notebook & { page?: string, seconds: number,
 *   failures: import('../check.mjs').Failure[], claims: import('./read.mjs').Claim[],
 *   chart?: ReturnType<typeof import('./read.mjs').readMainChart> }} Card
 */

const THUMBNAIL = { width: 240, height: 150, unit: 2 };

/** @param {Card} card @param {string} id */
function pictureHtml({ chart }, id) {
  const thumbnail = chart && thumbnailOf(chart.figure, THUMBNAIL);
  if (!thumbnail) return '';
  const legend = chart.legend
    .map(
      ({ name, color }) =>
        `<span><i style="background: ${escapeHtml(color)}"></i>${escapeProse(name)}</span>`,
    )
    .join(' ');
  const [x, y] = [chart.axes.x, chart.axes.y].map(escapeProse);
  const caption = `${x && `<span class="axis">${x} →</span>`}${legend}`;
  return `<figure>${y && `<div class="axis">↑ ${y}</div>`}${thumbnailSvg(thumbnail, escapeHtml(chart.words), id)}${caption && `<figcaption>${caption}</figcaption>`}</figure>`;
}

/** @param {Card} card */
function noteHtml({ number, name, failures: [failure], seconds, claims }) {
  if (failure) {
    const where = failure.cell === undefined ? '' : ` in code cell ${failure.cell}`;
    return `<strong class="red">Failed${where}: ${escapeHtml(failure.ename)}</strong>`;
  }
  const link = `<a href="#${escapeHtml(claimsId({ number, name }))}">What it claims</a> · `;
  return `${claims.length > 0 ? link : ''}runs in ${duration(1000 * seconds)}`;
}

/** The id of a notebook's claims on the page. @param {{ number: string, name: string }} notebook */
export const claimsId = ({ number, name }) => `claims-${number || encodeURIComponent(name)}`;

/** @param {Card} card @param {'h3' | 'h4'} heading */
export function cardHtml(card, heading) {
  const { number, name, title, finding, lead, page } = card;
  const words = escapeHtml(title);
  return `<li class="card">
<div class="about">
<${heading}><span class="number">${escapeHtml(number)}</span> ${page ? `<a href="${page}">${words}</a>` : words}</${heading}>
<p class="lead">${inlineMarkdown(finding ?? lead)}</p>
<small>${noteHtml(card)}</small>
</div>
${pictureHtml(card, `window-${number || encodeURIComponent(name)}`)}
</li>`;
}
