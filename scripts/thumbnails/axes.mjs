// Axes of thumbnails: positions of a figure's values in pixels.

/** @typedef {{ type?: string, range?: number[], domain?: number[], matches?: string }} AxisLayout */

/**
 * The parts of a Plotly figure that a thumbnail uses.
 * @typedef {object} Figure
 * @property {import('./marks.mjs').Trace[]} data
 * @property {Record<string, unknown>} layout
 */

/** 'x2' -> 'xaxis2'. @param {string} name */
const axisKey = (name) => `${name[0]}axis${name.slice(1)}`;

/** @param {Figure} figure @param {string} name @returns {AxisLayout} */
const layoutOf = (figure, name) => figure.layout[axisKey(name)] ?? {};

/** The coordinate of a value on an axis: its logarithm on a log axis; NaN where it has none. @param {AxisLayout} layout @param {unknown} value */
function coordinate({ type }, value) {
  if (typeof value !== 'number') return NaN;
  return type === 'log' ? (value > 0 ? Math.log10(value) : NaN) : value;
}

const PADDING = 0.06; // of the range, at either end

/**
 * The ends of an axis as coordinates: its own range, or that of all data along it.
 * @param {Figure} figure
 * @param {string} name
 * @returns {[number, number]}
 */
function rangeOf(figure, name) {
  const layout = layoutOf(figure, name);
  const shared = layout.matches ?? name;
  const given = layout.range ?? layoutOf(figure, shared).range;
  if (given) return [given[0], given[1]];
  const side = /** @type {'x' | 'y'} */ (name[0]);
  let [low, high] = [Infinity, -Infinity];
  for (const trace of figure.data) {
    const own = trace[`${side}axis`] ?? side;
    if (own !== shared && layoutOf(figure, own).matches !== shared) continue;
    const half = trace.type === 'heatmap' ? 0.5 : 0; // half the width of a cell
    for (const value of trace[side] ?? []) {
      const at = coordinate(layout, value);
      if (Number.isNaN(at)) continue;
      low = Math.min(low, at - half);
      high = Math.max(high, at + half);
    }
  }
  const padding = figure.data.some(({ type }) => type === 'heatmap') ? 0 : (high - low) * PADDING;
  return low < high ? [low - padding, high + padding] : [low - 1, high + 1];
}

/**
 * The part of the thumbnail that an axis covers, and the positions of values along it.
 * @param {Figure} figure
 * @param {string} name 'x', 'y2', …
 * @param {[number, number]} extent the ends of the axes of the whole thumbnail, in pixels
 * @returns {{ from: number, to: number, at: (value: unknown) => number }}
 */
export function axisOf(figure, name, [begin, end]) {
  const layout = layoutOf(figure, name);
  const [first, last] = layout.domain ?? [0, 1];
  const [from, to] = [first, last].map((share) => begin + share * (end - begin));
  const [low, high] = rangeOf(figure, name);
  return { from, to, at: (value) => from + ((coordinate(layout, value) - low) / (high - low)) * (to - from) };
}
