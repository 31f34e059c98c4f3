// Style sheets, programs and fonts of the pages.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** The parts of the pages' style sheet, in the order of the cascade. */
const STYLE_SHEETS = [
  'base',
  'navigation',
  'code',
  'outputs',
  'charts',
  'glossary',
  'front',
  'phone',
  'print',
];

const OWN = ['theme.js', 'page.js', 'controls.js', 'charts.js', 'glossary.js', 'icon.svg'];

/** Plotly as two bundles: pages with other traces than those of the smaller one take the whole (template/words.j2). */
const PLOTLY = /** @type {const} */ ([
  ['plotly.js', 'plotly.js-dist-min', 'plotly.min.js'],
  ['plotly-cartesian.js', 'plotly.js-cartesian-dist-min', 'plotly-cartesian.min.js'],
]);

const pageStyle = () =>
  STYLE_SHEETS.map((name) => readFileSync(path.join(HERE, 'browser', 'style', `${name}.css`), 'utf8')).join(
    '\n',
  );

/** @param {string} modules the folder node_modules */
const katexFolder = (modules) => path.join(modules, 'katex', 'dist');

/**
 * KaTeX's style sheet, with its fonts in one format and at other addresses.
 * @param {string} modules the folder node_modules
 * @param {(font: string, contents: Buffer) => string} urlOf the address of a font
 */
function katexStyle(modules, urlOf) {
  const folder = katexFolder(modules);
  return readFileSync(path.join(folder, 'katex.min.css'), 'utf8').replace(
    /src:url\(fonts\/([\w-]+\.woff2)\)[^;}]*/g,
    (_, font) => `src:url(${urlOf(font, readFileSync(path.join(folder, 'fonts', font)))}) format("woff2")`,
  );
}

/** @param {string} _ @param {Buffer} contents */
const dataUrl = (_, contents) => `data:font/woff2;base64,${contents.toString('base64')}`;

/**
 * The assets of pages by the names that the template uses: text files that need no other file.
 * @param {string} modules the folder node_modules
 * @returns {Map<string, string>} name -> contents
 */
export function pageAssets(modules) {
  const assets = new Map([
    ['page.css', pageStyle()],
    ['katex.css', katexStyle(modules, dataUrl)],
  ]);
  for (const name of OWN) assets.set(name, readFileSync(path.join(HERE, 'browser', name), 'utf8'));
  for (const [name, ...file] of PLOTLY) assets.set(name, readFileSync(path.join(modules, ...file), 'utf8'));
  return assets;
}

/** @typedef {Map<string, { url: string, contents: string | Buffer }>} Assets */

/**
 * Adds an asset under an address that changes with its contents, and gives the name of its file.
 * @param {Assets} assets
 * @param {string} name
 * @param {string | Buffer} contents
 */
export function addAsset(assets, name, contents) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
  const file = `${stem}-${hash}${ext}`;
  assets.set(name, { url: `assets/${file}`, contents });
  return file;
}

/**
 * The assets of a site, by their names in pages: the address of each, which changes with its contents, and the contents. Fonts are
 * files of their own there, of which a browser fetches those that a page uses.
 * @param {string} modules the folder node_modules
 * @returns {Assets}
 */
export function siteAssets(modules) {
  /** @type {Assets} */
  const assets = new Map();
  /** @param {string} name @param {string | Buffer} contents */
  const add = (name, contents) => addAsset(assets, name, contents);
  for (const [name, text] of pageAssets(modules)) if (name !== 'katex.css') add(name, text);
  add('katex.css', katexStyle(modules, add));
  return assets;
}

/**
 * KaTeX's programs, for pages that set formulas as they are read: those with a student's text.
 * @param {string} modules the folder node_modules
 * @returns {Map<string, string>} name -> contents
 */
export const katexPrograms = (modules) =>
  new Map(
    [
      ['katex.js', 'katex.min.js'],
      ['auto-render.js', 'contrib/auto-render.min.js'],
    ].map(([name, file]) => [name, readFileSync(path.join(katexFolder(modules), file), 'utf8')]),
  );
