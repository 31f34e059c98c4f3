// A small picture as SVG, in the colours of its figure; its frame has the colour of the text around it.
import { encodePng } from './png.mjs';

/** @param {number} v */
const short = (v) => String(Math.round(v * 10) / 10);

/** @param {import('./marks.mjs').Rgba} colour */
const paint = ([r, g, b, a]) => (a < 1 ? `rgb(${r} ${g} ${b} / ${a})` : `rgb(${r} ${g} ${b})`);

/** @param {import('./marks.mjs').Point[][]} paths @param {string} end */
const pathOf = (paths, end) =>
  paths.map((path) => `M${path.map((point) => point.map(short).join(' ')).join('L')}${end}`).join('');

/** @param {import('./marks.mjs').Mark} mark @param {number} unit */
function element(mark, unit) {
  switch (mark.kind) {
    case 'area':
      return `<path d="${pathOf(mark.paths, 'Z')}" fill="${paint(mark.colour)}"/>`;
    case 'line': {
      const dashes = mark.dashed ? ` stroke-dasharray="${short(unit * 2.4)} ${short(unit * 1.8)}"` : '';
      return `<path d="${pathOf(mark.paths, '')}" fill="none" stroke="${paint(mark.colour)}" stroke-width="${short(unit)}" stroke-linejoin="round"${dashes}/>`;
    }
    case 'points':
      return mark.points
        .map(
          ({ at, colour }) =>
            `<circle cx="${short(at[0])}" cy="${short(at[1])}" r="${short(mark.radius)}" fill="${paint(colour)}"/>`,
        )
        .join('');
    case 'map': {
      const { x, y, width, height } = mark.box;
      const png = Buffer.from(encodePng(mark.columns, mark.rows, mark.pixels)).toString('base64');
      return `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none"${mark.smooth ? '' : ' style="image-rendering: pixelated"'} href="data:image/png;base64,${png}"/>`;
    }
  }
}

/**
 * @param {import('./marks.mjs').Drawing} drawing
 * @param {string} words what it shows; HTML
 * @param {string} id of its own on the page
 */
export function svgOf({ width, height, unit, panels, marks }, words, id) {
  const frames = panels
    .map(({ x, y, width: w, height: h }) => `M${short(x)} ${short(y)}v${short(h)}h${short(w)}`)
    .join('');
  const windows = panels
    .map(
      ({ x, y, width: w, height: h }) =>
        `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}"/>`,
    )
    .join('');
  return `<svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}"><clipPath id="${id}">${windows}</clipPath><g clip-path="url(#${id})">${marks.map((mark) => element(mark, unit)).join('')}</g><path d="${frames}" fill="none" stroke="currentColor" stroke-opacity="0.35"/></svg>`;
}
