// Thumbnails as SVG, in the colours of their figures; axes have the colour of the text around them.

/** @typedef {import('./marks.mjs').Mark} Mark */

/** @param {number} v */
const round = (v) => String(Math.round(v * 10) / 10);

/** @param {import('./marks.mjs').Rgba} color */
const paint = ([r, g, b, a]) => (a < 1 ? `rgb(${r} ${g} ${b} / ${a})` : `rgb(${r} ${g} ${b})`);

/** @param {import('./marks.mjs').Point[][]} paths @param {string} end */
const pathData = (paths, end) =>
  paths.map((path) => `M${path.map((point) => point.map(round).join(' ')).join('L')}${end}`).join('');

/** Draws a heat map with one path for each colour: a rectangle for each run of cells. @param {Extract<Mark, { kind: 'map' }>} map */
function mapPaths({ box, cells }) {
  const height = box.height / cells.length;
  /** @type {Map<string, string>} */
  const byColor = new Map();
  cells.forEach((row, r) => {
    const width = box.width / row.length;
    const y = box.y + r * height;
    for (let start = 0; start < row.length;) {
      const color = row[start];
      const next = row.findIndex((other, i) => i > start && other !== color);
      const end = next === -1 ? row.length : next;
      const [left, right] = [start, end].map((column) => round(box.x + column * width));
      const rectangle = `M${left} ${round(y)}H${right}V${round(y + height)}H${left}Z`;
      if (color !== null) byColor.set(color, `${byColor.get(color) ?? ''}${rectangle}`);
      start = end;
    }
  });
  const paths = [...byColor].map(([color, data]) => `<path fill="${color}" d="${data}"/>`);
  return `<g shape-rendering="crispEdges">${paths.join('')}</g>`; // without seams between the cells
}

/** @param {Mark} mark @param {number} unit */
function element(mark, unit) {
  switch (mark.kind) {
    case 'area':
      return `<path d="${pathData(mark.paths, 'Z')}" fill="${paint(mark.color)}"/>`;
    case 'line': {
      const dashes = mark.dashed ? ` stroke-dasharray="${round(unit * 2.4)} ${round(unit * 1.8)}"` : '';
      return `<path d="${pathData(mark.paths, '')}" fill="none" stroke="${paint(mark.color)}" stroke-width="${round(unit)}" stroke-linejoin="round"${dashes}/>`;
    }
    case 'points':
      return mark.points
        .map(
          ({ at, color }) =>
            `<circle cx="${round(at[0])}" cy="${round(at[1])}" r="${round(mark.radius)}" fill="${paint(color)}"/>`,
        )
        .join('');
    case 'map':
      return mapPaths(mark);
  }
}

/**
 * @param {import('./marks.mjs').Thumbnail} thumbnail
 * @param {string} description the text alternative, as HTML
 * @param {string} id of the clip path, unique on the page
 */
export function thumbnailSvg({ width, height, unit, panels, marks }, description, id) {
  const frames = panels
    .map(({ x, y, width: w, height: h }) => `M${round(x)} ${round(y)}v${round(h)}h${round(w)}`)
    .join('');
  const windows = panels
    .map(
      ({ x, y, width: w, height: h }) =>
        `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"/>`,
    )
    .join('');
  return `<svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}"><clipPath id="${id}">${windows}</clipPath><g clip-path="url(#${id})">${marks.map((mark) => element(mark, unit)).join('')}</g><path d="${frames}" fill="none" stroke="currentColor" stroke-opacity="0.35"/></svg>`;
}
