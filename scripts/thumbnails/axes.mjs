// Where the values of a figure lie on a small picture of it.

/** @typedef {{ type?: string, range?: number[], domain?: number[], matches?: string }} AxisLayout */

/**
 * A figure as Plotly takes it, in what is used of it here.
 * @typedef {object} Figure
 * @property {import('./marks.mjs').Trace[]} data
 * @property {Record<string, unknown>} layout
 */

/** 'x2' -> 'xaxis2'. @param {string} name */
const keyOf = (name) => `${name[0]}axis${name.slice(1)}`;

/** @param {Figure} figure @param {string} name @returns {AxisLayout} */
const layoutOf = (figure, name) => figure.layout[keyOf(name)] ?? {};

/** A value as the axis counts it; NaN where it has no place there. @param {AxisLayout} layout @param {unknown} value */
function counted({ type }, value) {
  if (typeof value !== 'number') return NaN;
  return type === 'log' ? (value > 0 ? Math.log10(value) : NaN) : value;
}

const ROOM = 0.06; // of the range, left free at either end

/**
 * The ends of an axis, as it counts: its own, or those of all that is drawn along it.
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
    const half = trace.type === 'heatmap' ? 0.5 : 0; // a cell is as wide as the way to the next
    for (const value of trace[side] ?? []) {
      const at = counted(layout, value);
      if (Number.isNaN(at)) continue;
      low = Math.min(low, at - half);
      high = Math.max(high, at + half);
    }
  }
  const room = figure.data.some(({ type }) => type === 'heatmap') ? 0 : (high - low) * ROOM;
  return low < high ? [low - room, high + room] : [low - 1, high + 1];
}

/**
 * The part of the picture that an axis has, and where its values are there.
 * @param {Figure} figure
 * @param {string} name 'x', 'y2', …
 * @param {[number, number]} extent where the axes of the whole picture begin and end, in pixels
 * @returns {{ from: number, to: number, at: (value: unknown) => number }}
 */
export function axisOf(figure, name, [begin, end]) {
  const layout = layoutOf(figure, name);
  const [first, last] = layout.domain ?? [0, 1];
  const [from, to] = [first, last].map((share) => begin + share * (end - begin));
  const [low, high] = rangeOf(figure, name);
  return { from, to, at: (value) => from + ((counted(layout, value) - low) / (high - low)) * (to - from) };
}
