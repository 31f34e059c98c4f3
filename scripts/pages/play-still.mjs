// The still picture of the live figure: the opening example, as it was stored.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from '../paths.mjs';

const require = createRequire(import.meta.url);
const SIZE = { width: 860, height: 160 }; // that of the live panel

/** The network of the opening example with its gradient, as SVG. */
export function stillPicture() {
  const { drawNetwork } = require(path.join(paths.dist, 'play', 'draw', 'network.js'));
  const file = path.join(paths.root, 'site', 'play', 'stored.json');
  const { measurement, words } = JSON.parse(readFileSync(file, 'utf8')).opening;
  const drawing = drawNetwork(measurement, SIZE, words.descriptions.network);
  return `<div class="vg-still"><p class="vg-title">${words.title}</p><div class="vg-drawing">${drawing}</div></div>`;
}
