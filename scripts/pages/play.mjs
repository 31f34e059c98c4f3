// The live page: its programs, which esbuild makes of site/play, and its text.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { shellHtml } from '../notebooks/front/shell.mjs';
import { paths } from '../paths.mjs';
import { addAsset, siteAssets } from './assets.mjs';
import { PLAY_PAGE } from './play-links.mjs';
import { stillPicture } from './play-still.mjs';

/** The resolution that the browser entry of the library has. */
const EXTENSIONS = ['.browser.ts', '.ts', '.mjs', '.js', '.json'];

/**
 * One script of a program and all that it imports.
 * @param {string} root the project's folder
 * @param {string} entry the name of a file in site/play
 */
async function bundle(root, entry) {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'site', 'play', `${entry}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    resolveExtensions: EXTENSIONS,
    alias: { '@tensorflow/tfjs': path.join(root, 'site', 'play', 'tensorflow.ts') },
    define: { 'import.meta.url': '"about:blank"' },
    legalComments: 'none',
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/**
 * The programs and the style sheet of the live figure, by their names.
 * @param {string} root the project's folder
 * @returns {Promise<Map<string, string>>}
 */
export async function playAssets(root) {
  const wasm = readFileSync(
    path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
  );
  const programs = {
    engine: await bundle(root, 'engine'),
    wasm: wasm.toString('base64'),
    digits: readFileSync(path.join(root, 'data', 'digits.csv'), 'utf8'),
  };
  return new Map([
    ['play.js', await bundle(root, 'page')],
    ['play-programs.js', `globalThis.vanishingGradientsPrograms=${JSON.stringify(programs)};\n`],
    [
      'play-diagnosis.js',
      `globalThis.vanishingGradientsDiagnosis=${JSON.stringify(await bundle(root, 'diagnosis'))};\n`,
    ],
    ['play.css', readFileSync(path.join(root, 'site', 'play', 'play.css'), 'utf8')],
  ]);
}

const LEAD =
  'Move depth, activation and weights, and the gradient answers at once: a real network, measured in your browser.';

/**
 * The page.
 * @param {import('../notebooks/front/shell.mjs').Shell} site with the addresses of the assets of `playAssets`
 * @param {string[]} pages the names of the notebooks that have a page
 */
export const playPage = (site, pages) =>
  shellHtml(site, {
    title: 'Play with the gradient',
    description: LEAD,
    kind: 'play',
    links: [['index.html#notebooks', 'Notebooks']],
    styles: ['play.css'],
    scripts: ['play-programs.js', 'play.js'],
    main: `<h1>Play with the gradient</h1>
<p>${LEAD}</p>
<div class="vg-play" data-play="page" data-programs="${site.assets['play-programs.js']}" data-diagnosis="${site.assets['play-diagnosis.js']}" data-pages="${pages.join(' ')}">
${stillPicture()}<noscript><p>The figure is a program, and scripts are off. The <a href="index.html#notebooks">notebooks</a> show the same charts as pictures, with their text.</p></noscript>
</div>`,
  });

/** The assets of the page, which a site has besides those of notebooks. */
const NEEDED = [
  'page.css',
  'theme.js',
  'page.js',
  'icon.svg',
  'play.css',
  'play.js',
  'play-programs.js',
  'play-diagnosis.js',
];

/**
 * Writes the page alone into a folder, with what it needs, and gives its file.
 * @param {string} folder
 */
export async function writePlay(folder) {
  const assets = siteAssets(paths.modules);
  for (const [name, text] of await playAssets(paths.root)) addAsset(assets, name, text);
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  for (const name of NEEDED) {
    const { url, contents } = /** @type {{ url: string, contents: string | Buffer }} */ (assets.get(name));
    writeFileSync(path.join(folder, url), contents);
  }
  const urls = Object.fromEntries([...assets].map(([name, { url }]) => [name, url]));
  const file = path.join(folder, PLAY_PAGE);
  writeFileSync(file, playPage({ name: 'Vanishing gradients', assets: urls }, []));
  return file;
}
