import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/**
 * KaTeX's style sheet with its fonts inside, so that it needs no file beside it.
 * @param {string} folder KaTeX's dist folder
 */
function katexStyle(folder) {
  const font = (name) => readFileSync(path.join(folder, 'fonts', `${name}.woff2`)).toString('base64');
  return readFileSync(path.join(folder, 'katex.min.css'), 'utf8').replace(
    /src:url\(fonts\/([\w-]+)\.woff2\)[^;}]*/g,
    (_, name) => `src:url(data:font/woff2;base64,${font(name)}) format("woff2")`,
  );
}

/**
 * What pages load, by the names that the template knows: each is text of its own that needs no other file.
 * @param {string} modules the folder node_modules
 * @returns {Map<string, string>} name -> contents
 */
export function pageAssets(modules) {
  const own = (name) => readFileSync(path.join(here, 'browser', name), 'utf8');
  const installed = (...names) => readFileSync(path.join(modules, ...names), 'utf8');
  return new Map([
    ...['page.css', 'theme.js', 'page.js', 'charts.js', 'icon.svg'].map((name) => [name, own(name)]),
    ['plotly.js', installed('plotly.js-dist-min', 'plotly.min.js')],
    ['katex.css', katexStyle(path.join(modules, 'katex', 'dist'))],
    ['katex.js', installed('katex', 'dist', 'katex.min.js')],
    ['auto-render.js', installed('katex', 'dist', 'contrib', 'auto-render.min.js')],
  ]);
}
