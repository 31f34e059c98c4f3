// Colours of Plotly figures as red, green, blue and opacity.

/** @typedef {readonly [number, number, number, number]} Rgba 0 to 255, the opacity 0 to 1 */

/** @param {string} text '#rrggbb', 'rgb(…)' or 'rgba(…)' @returns {Rgba} */
export function rgba(text) {
  if (text.startsWith('#')) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
    return [r, g, b, 1];
  }
  const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b, a];
}

/** Plotly's colour scale Viridis, at equal distances. */
const VIRIDIS = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

/**
 * The colour at a position of a colour scale.
 * @param {unknown} scale 'Viridis', or pairs of a position and a colour
 * @param {number} share from 0 to 1
 * @returns {Rgba}
 */
export function colorAt(scale, share) {
  /** @type {[number, string][]} */
  const stops = Array.isArray(scale) ? scale : VIRIDIS.map((hex, i) => [i / (VIRIDIS.length - 1), hex]);
  const place = Math.min(1, Math.max(0, share));
  const next = Math.max(
    1,
    stops.findIndex(([at]) => at >= place),
  );
  const [[before, a], [after, b]] = [stops[next - 1], stops[next]];
  const [from, to] = [rgba(a), rgba(b)];
  const [r, g, blue] = from.map((v, i) =>
    Math.round(v + ((to[i] - v) * (place - before)) / (after - before)),
  );
  return [r, g, blue, 1];
}
