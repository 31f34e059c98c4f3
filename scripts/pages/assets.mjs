// Style sheets and programs of the pages, as text that needs no other file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** The parts of the pages' style sheet, in the order of the cascade. */
const STYLE_SHEETS = ['base', 'navigation', 'code', 'outputs', 'charts', 'front', 'phone', 'print'];

const pageStyle = () =>
  STYLE_SHEETS.map((name) => readFileSync(path.join(HERE, 'browser', 'style', `${name}.css`), 'utf8')).join(
    '\n',
  );

/**
 * KaTeX's style sheet with its fonts embedded.
 * @param {string} folder KaTeX's dist folder
 */
function katexStyle(folder) {
  /** @param {string} name */
  const font = (name) => readFileSync(path.join(folder, 'fonts', `${name}.woff2`)).toString('base64');
  return readFileSync(path.join(folder, 'katex.min.css'), 'utf8').replace(
    /src:url\(fonts\/([\w-]+)\.woff2\)[^;}]*/g,
    (_, name) => `src:url(data:font/woff2;base64,${font(name)}) format("woff2")`,
  );
}

/**
 * The assets of pages by the names that the template uses: text files that need no other file.
 * @param {string} modules the folder node_modules
 * @returns {Map<string, string>} name -> contents
 */
export function pageAssets(modules) {
  const katex = path.join(modules, 'katex', 'dist');
  const own = ['theme.js', 'page.js', 'charts.js', 'icon.svg'];
  /** @type {[string, string][]} */
  const files = [
    ['plotly.js', path.join(modules, 'plotly.js-dist-min', 'plotly.min.js')],
    ['katex.js', path.join(katex, 'katex.min.js')],
    ['auto-render.js', path.join(katex, 'contrib', 'auto-render.min.js')],
  ];
  const assets = new Map([
    ['page.css', pageStyle()],
    ['katex.css', katexStyle(katex)],
  ]);
  for (const name of own) assets.set(name, readFileSync(path.join(HERE, 'browser', name), 'utf8'));
  for (const [name, file] of files) assets.set(name, readFileSync(file, 'utf8'));
  return assets;
}
