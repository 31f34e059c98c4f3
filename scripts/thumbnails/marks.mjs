// What a small picture of a figure consists of: its lines, bands, points and maps, without a letter or a number.
import { axisOf } from './axes.mjs';
import { colourAt, rgba } from './colours.mjs';

/**
 * What is used of a trace here.
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

/** @typedef {import('./colours.mjs').Rgba} Rgba */
/** @typedef {[number, number]} Point in pixels, from the upper left corner */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/**
 * @typedef {{ kind: 'area', colour: Rgba, paths: Point[][] } | { kind: 'line', colour: Rgba, paths: Point[][], dashed: boolean }
 *   | { kind: 'points', radius: number, points: { at: Point, colour: Rgba }[] }
 *   | { kind: 'map', box: Box, columns: number, rows: number, pixels: Uint8Array, smooth: boolean }} Mark
 * @typedef {{ width: number, height: number, unit: number, panels: Box[], marks: Mark[] }} Drawing `unit` is the width of a line
 */

const GREY = '#7d838c';

/** Points in pieces: one ends where a value is missing. @param {Point[]} points @returns {Point[][]} */
function pieces(points) {
  /** @type {Point[][]} */
  const out = [[]];
  for (const point of points) {
    if (point.some((v) => !Number.isFinite(v))) out.push([]);
    else out[out.length - 1].push(point);
  }
  return out.filter(({ length }) => length > 0);
}

/** A line without the points that nobody could tell apart. @param {Point[]} points @param {number} least */
function thinned(points, least) {
  /** @type {Point[]} */
  const out = [];
  points.forEach((point, i) => {
    const [x, y] = out.at(-1) ?? [Infinity, Infinity];
    if (i === points.length - 1 || Math.hypot(point[0] - x, point[1] - y) >= least) out.push(point);
  });
  return out;
}

/** @param {NonNullable<Trace['marker']>} marker @param {number} i @returns {Rgba} */
function pointColour({ color = GREY, colorscale, cmin = 0, cmax = 1 }, i) {
  if (typeof color === 'string') return rgba(color);
  return colourAt(colorscale, (color[i] - cmin) / (cmax - cmin));
}

/** @param {Trace} trace @param {Point[]} points @param {number} unit @returns {Mark[]} */
function scatterMarks({ mode = 'lines', fill, fillcolor, line = {}, marker = {} }, points, unit) {
  /** @type {Mark[]} */
  const marks = [];
  const paths = pieces(points).map((piece) => thinned(piece, unit / 2));
  if (fill === 'toself' && fillcolor) marks.push({ kind: 'area', colour: rgba(fillcolor), paths });
  if (mode.includes('lines') && line.width !== 0) {
    const dashed = line.dash !== undefined && line.dash !== 'solid';
    marks.push({ kind: 'line', colour: rgba(line.color ?? GREY), paths, dashed });
  } else if (mode === 'markers') {
    const drawn = points
      .map((at, i) => ({ at, colour: pointColour(marker, i) }))
      .filter(({ at }) => at.every(Number.isFinite));
    marks.push({ kind: 'points', radius: unit * ((marker.size ?? 6) > 10 ? 1.9 : 1.1), points: drawn });
  }
  return marks;
}

/** @param {Trace} trace @param {Box} box @returns {Mark} */
function mapMark({ z = [], colorscale, zsmooth, zmin, zmax }, box) {
  const values = z.flat().filter((v) => v !== null);
  const [low, high] = [zmin ?? Math.min(...values), zmax ?? Math.max(...values)];
  const columns = z[0].length;
  const pixels = new Uint8Array(z.length * columns * 4);
  [...z].reverse().forEach((row, r) => {
    row.forEach((v, c) => {
      if (v === null) return; // a gap stays clear
      const [red, green, blue] = colourAt(colorscale, high > low ? (v - low) / (high - low) : 0.5);
      pixels.set([red, green, blue, 255], (r * columns + c) * 4);
    });
  });
  return { kind: 'map', box, columns, rows: z.length, pixels, smooth: Boolean(zsmooth) };
}

/**
 * A small picture of a figure, as marks on a plain; none where it has no trace that can be drawn so.
 * @param {import('./axes.mjs').Figure} figure
 * @param {{ width: number, height: number, unit: number }} size in pixels, `unit` the width of a line
 * @returns {Drawing | undefined}
 */
export function drawingOf(figure, { width, height, unit }) {
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
