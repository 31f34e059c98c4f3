// A small picture in pixels, for those who take no SVG. Edges are as smooth as the share of a pixel that they cover.
import { encodePng } from './png.mjs';

/** @typedef {import('./marks.mjs').Point} Point */
/** @typedef {import('./marks.mjs').Rgba} Rgba */

/** A sheet of white paper, and a mask that says how much of each pixel is to be painted. */
class Sheet {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * 4).fill(255);
    this.mask = new Float32Array(width * height);
    this.box = this.#nowhere();
  }

  #nowhere() {
    return { left: this.width, right: -1, top: this.height, bottom: -1 };
  }

  /** Grows the part of the mask that is looked at. @param {number} left @param {number} right @param {number} top @param {number} bottom */
  reach(left, right, top, bottom) {
    const clipped = {
      left: Math.max(0, Math.floor(left)),
      right: Math.min(this.width - 1, Math.ceil(right)),
      top: Math.max(0, Math.floor(top)),
      bottom: Math.min(this.height - 1, Math.ceil(bottom)),
    };
    this.box.left = Math.min(this.box.left, clipped.left);
    this.box.right = Math.max(this.box.right, clipped.right);
    this.box.top = Math.min(this.box.top, clipped.top);
    this.box.bottom = Math.max(this.box.bottom, clipped.bottom);
    return clipped;
  }

  /** Paints what the mask covers, and wipes it. @param {Rgba} colour */
  paint([r, g, b, a]) {
    const { pixels, mask, width } = this;
    for (let y = this.box.top; y <= this.box.bottom; y++) {
      for (let x = this.box.left; x <= this.box.right; x++) {
        const share = a * Math.min(1, mask[y * width + x]);
        if (share === 0) continue;
        const at = (y * width + x) * 4;
        pixels[at] += Math.round((r - pixels[at]) * share);
        pixels[at + 1] += Math.round((g - pixels[at + 1]) * share);
        pixels[at + 2] += Math.round((b - pixels[at + 2]) * share);
        mask[y * width + x] = 0;
      }
    }
    this.box = this.#nowhere();
  }
}

/** Covers what lies within `radius` of a segment. @param {Sheet} sheet @param {Point} a @param {Point} b @param {number} radius */
function cover(sheet, a, b, radius) {
  const wide = radius + 1;
  const { left, right, top, bottom } = sheet.reach(
    Math.min(a[0], b[0]) - wide,
    Math.max(a[0], b[0]) + wide,
    Math.min(a[1], b[1]) - wide,
    Math.max(a[1], b[1]) + wide,
  );
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - a[0];
      const py = y + 0.5 - a[1];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
      const ex = px - along * dx;
      const ey = py - along * dy;
      const share = Math.min(1, radius + 0.5 - Math.sqrt(ex * ex + ey * ey));
      const at = y * sheet.width + x;
      // Segments of one line overlap where they meet: no pixel is painted twice.
      if (share > sheet.mask[at]) sheet.mask[at] = share;
    }
  }
}

/** The pieces of a path that a pen draws which is lifted in between. @param {Point[]} path @param {number} on @param {number} off */
function* dashes(path, on, off) {
  let way = 0;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    for (let done = 0; done < length;) {
      const place = (way + done) % (on + off);
      const step = Math.min(length - done, (place < on ? on : on + off) - place + 1e-6);
      /** @param {number} t @returns {Point} */
      const at = (t) => [a[0] + ((b[0] - a[0]) * t) / length, a[1] + ((b[1] - a[1]) * t) / length];
      if (place < on) yield [at(done), at(done + step)];
      done += step;
    }
    way += length;
  }
}

/** @param {Point[]} path */
function* segments(path) {
  if (path.length === 1) yield [path[0], path[0]];
  for (let i = 1; i < path.length; i++) yield [path[i - 1], path[i]];
}

const LINES = 4; // in which a row of pixels is looked at

/** Covers what lies inside. @param {Sheet} sheet @param {Point[][]} paths */
function fill(sheet, paths) {
  const edges = paths.flatMap((path) => path.map((point, i) => [point, path[(i + 1) % path.length]]));
  const all = paths.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const { top, bottom } = sheet.reach(Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys));
  for (let y = top; y <= bottom; y++) {
    for (let line = 0; line < LINES; line++) {
      const level = y + (line + 0.5) / LINES;
      const crossings = edges
        .filter(([a, b]) => a[1] <= level !== b[1] <= level)
        .map(([a, b]) => a[0] + ((level - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
        .sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [from, to] = [Math.max(0, crossings[i]), Math.min(sheet.width, crossings[i + 1])];
        for (let x = Math.floor(from); x < to; x++) {
          sheet.mask[y * sheet.width + x] += (Math.min(x + 1, to) - Math.max(x, from)) / LINES;
        }
      }
    }
  }
}

/** @param {Sheet} sheet @param {Extract<import('./marks.mjs').Mark, { kind: 'map' }>} map */
function spread(sheet, { box, columns, rows, pixels }) {
  for (let y = Math.ceil(box.y); y < box.y + box.height; y++) {
    const row = Math.floor(((y - box.y) / box.height) * rows);
    for (let x = Math.ceil(box.x); x < box.x + box.width; x++) {
      const from = (row * columns + Math.floor(((x - box.x) / box.width) * columns)) * 4;
      if (pixels[from + 3] === 0) continue;
      const at = (y * sheet.width + x) * 4;
      for (let c = 0; c < 3; c++) sheet.pixels[at + c] = pixels[from + c];
    }
  }
}

/**
 * @param {import('./marks.mjs').Drawing} drawing
 * @returns {Uint8Array} a PNG, on white
 */
export function pngOf({ width, height, unit, panels, marks }) {
  const sheet = new Sheet(width, height);
  /** @param {Iterable<Point[]>} lines @param {number} radius @param {Rgba} colour */
  const stroke = (lines, radius, colour) => {
    for (const [a, b] of lines) cover(sheet, a, b, radius);
    sheet.paint(colour);
  };
  for (const mark of marks) {
    if (mark.kind === 'map') spread(sheet, mark);
    else if (mark.kind === 'points') {
      for (const { at, colour } of mark.points) stroke([[at, at]], mark.radius, colour);
    } else if (mark.kind === 'area') {
      fill(sheet, mark.paths);
      sheet.paint(mark.colour);
    } else {
      for (const path of mark.paths) {
        stroke(mark.dashed ? dashes(path, unit * 2.4, unit * 1.8) : segments(path), unit / 2, mark.colour);
      }
    }
  }
  for (const { x, y, width: w, height: h } of panels) {
    /** @type {Point[]} */
    const frame = [
      [x, y],
      [x, y + h],
      [x + w, y + h],
    ];
    stroke(segments(frame), unit / 4, [125, 131, 140, 0.5]);
  }
  return encodePng(width, height, sheet.pixels);
}
