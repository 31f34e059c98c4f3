// Thumbnails: the lines, bands, points and heat maps of a figure, without text.
import { axisOf } from './axes.mjs';
import { colorAt, rgba } from './colors.mjs';

/**
 * The parts of a trace that a thumbnail uses.
 * @typedef {object} Trace
 * @property {string} [type]
 * @property {string} [name]
 * @property {boolean} [showlegend]
 * @property {string} [mode]
 * @property {unknown} [visible]
 * @property {string} [fill]
 * @property {string} [fillcolor]
 * @property {{ color?: string, width?: number, dash?: string }} [line]
 * @property {{ color?: string | number[], size?: number, colorscale?: unknown, cmin?: number, cmax?: number }} [marker]
 * @property {unknown[]} [x]
 * @property {unknown[]} [y]
 * @property {(number | null)[][]} [z]
 * @property {string} [xaxis]
 * @property {string} [yaxis]
 * @property {unknown} [colorscale]
 * @property {number} [zmin]
 * @property {number} [zmax]
 * @property {unknown} [zsmooth]
 */

/** @typedef {import('./colors.mjs').Rgba} Rgba */
/** @typedef {[number, number]} Point in pixels, from the upper left corner */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/**
 * @typedef {{ kind: 'area', color: Rgba, paths: Point[][] } | { kind: 'line', color: Rgba, paths: Point[][], dashed: boolean }
 *   | { kind: 'points', radius: number, points: { at: Point, color: Rgba }[] }
 *   | { kind: 'map', box: Box, cells: (string | null)[][] }} Mark the cells of a map are CSS colours, from above; null is a gap
 * @typedef {{ width: number, height: number, unit: number, panels: Box[], marks: Mark[] }} Thumbnail `unit` is the width of a line
 */

const GRAY = '#7d838c';

/** Splits a line where a value is missing. @param {Point[]} points @returns {Point[][]} */
function splitAtGaps(points) {
  /** @type {Point[][]} */
  const out = [[]];
  for (const point of points) {
    if (point.some((v) => !Number.isFinite(v))) out.push([]);
    else out[out.length - 1].push(point);
  }
  return out.filter(({ length }) => length > 0);
}

/** Leaves out points that are nearer to the one before than a distance. @param {Point[]} points @param {number} distance */
function simplify(points, distance) {
  /** @type {Point[]} */
  const out = [];
  points.forEach((point, i) => {
    const [x, y] = out.at(-1) ?? [Infinity, Infinity];
    if (i === points.length - 1 || Math.hypot(point[0] - x, point[1] - y) >= distance) out.push(point);
  });
  return out;
}

/** @param {NonNullable<Trace['marker']>} marker @param {number} i @returns {Rgba} */
function pointColor({ color = GRAY, colorscale, cmin = 0, cmax = 1 }, i) {
  if (typeof color === 'string') return rgba(color);
  return colorAt(colorscale, (color[i] - cmin) / (cmax - cmin));
}

/** @param {Trace} trace @param {Point[]} points @param {number} unit @returns {Mark[]} */
function scatterMarks({ mode = 'lines', fill, fillcolor, line = {}, marker = {} }, points, unit) {
  /** @type {Mark[]} */
  const marks = [];
  const paths = splitAtGaps(points).map((piece) => simplify(piece, unit / 2));
  if (fill === 'toself' && fillcolor) marks.push({ kind: 'area', color: rgba(fillcolor), paths });
  if (mode.includes('lines') && line.width !== 0) {
    const dashed = line.dash !== undefined && line.dash !== 'solid';
    marks.push({ kind: 'line', color: rgba(line.color ?? GRAY), paths, dashed });
  } else if (mode === 'markers') {
    const drawn = points
      .map((at, i) => ({ at, color: pointColor(marker, i) }))
      .filter(({ at }) => at.every(Number.isFinite));
    marks.push({ kind: 'points', radius: unit * ((marker.size ?? 6) > 10 ? 1.9 : 1.1), points: drawn });
  }
  return marks;
}

const MAX_CELLS = 120; // of a map, along either side: thumbnails have few pixels more
const SMOOTH_CELLS = 60; // of an interpolated map, along either side
const LEVELS = 48; // of a map's colours, so that cells form runs of one colour

/** Resamples the values of a map: bilinear where it is smooth, else the nearest ones. @param {(number | null)[][]} z @param {boolean} isSmooth */
function resample(z, isSmooth) {
  /** @param {number} length @returns {number[]} the positions of the new cells among the old ones */
  const positions = (length) => {
    const count = isSmooth ? SMOOTH_CELLS : Math.min(length, MAX_CELLS);
    return Array.from({ length: count }, (_, i) =>
      Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / count - 0.5)),
    );
  };
  /** @param {number} row @param {number} column @returns {number | null} */
  const valueAt = (row, column) => {
    if (!isSmooth) return z[Math.round(row)][Math.round(column)];
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [bottom, right] = [Math.ceil(row), Math.ceil(column)];
    const corners = [z[top][left], z[top][right], z[bottom][left], z[bottom][right]];
    const [a, b, c, d] = corners.map((v) => v ?? NaN);
    const upper = a + (b - a) * (column - left);
    const value = upper + (c + (d - c) * (column - left) - upper) * (row - top);
    return Number.isNaN(value) ? null : value;
  };
  const columns = positions(z[0].length);
  return positions(z.length).map((row) => columns.map((column) => valueAt(row, column)));
}

/** @param {Trace} trace @param {Box} box @returns {Mark} */
function mapMark({ z = [], colorscale, zsmooth, zmin, zmax }, box) {
  const values = z.flat().filter((v) => v !== null);
  const low = zmin ?? values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = zmax ?? values.reduce((a, b) => Math.max(a, b), -Infinity);
  /** @param {number | null} v */
  const colorOf = (v) => {
    if (v === null) return null;
    const position = high > low ? (v - low) / (high - low) : 0.5;
    const [r, g, b] = colorAt(colorscale, Math.round(position * LEVELS) / LEVELS);
    return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  };
  return {
    kind: 'map',
    box,
    cells: resample([...z].reverse(), Boolean(zsmooth)).map((row) => row.map(colorOf)),
  };
}

/**
 * A thumbnail of a figure; undefined where the figure has no trace that a thumbnail can show.
 * @param {import('./axes.mjs').Figure} figure
 * @param {{ width: number, height: number, unit: number }} size in pixels, `unit` the width of a line
 * @returns {Thumbnail | undefined}
 */
export function thumbnailOf(figure, { width, height, unit }) {
  const edge = 2 * unit;
  /** @type {Map<string, Box>} */
  const panels = new Map();
  /** @type {Mark[]} */
  const marks = [];
  for (const trace of figure.data) {
    const { type = 'scatter', xaxis = 'x', yaxis = 'y', visible = true } = trace;
    if (!['scatter', 'scattergl', 'heatmap'].includes(type) || visible !== true) continue;
    const x = axisOf(figure, xaxis, [edge, width - edge]);
    const y = axisOf(figure, yaxis, [height - edge, edge]);
    const box = { x: x.from, y: y.to, width: x.to - x.from, height: y.from - y.to };
    panels.set(`${xaxis} ${yaxis}`, box);
    if (type === 'heatmap') {
      if (trace.z?.length) marks.push(mapMark(trace, box));
      continue;
    }
    const { x: xs = [], y: ys = [] } = trace;
    marks.push(
      ...scatterMarks(
        trace,
        xs.map((value, i) => [x.at(value), y.at(ys[i])]),
        unit,
      ),
    );
  }
  return marks.length > 0 ? { width, height, unit, panels: [...panels.values()], marks } : undefined;
}
