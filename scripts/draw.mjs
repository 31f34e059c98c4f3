// Pictures of figures, drawn by Plotly in a headless Chromium.
import { createRequire } from 'node:module';
import { CHROMIUM_ADVICE, CHROMIUM_FLAGS, findChromium } from './chromium.mjs';

/**
 * @typedef {{ Plotly: { toImage(figure: object, options: object): Promise<string> } }} PlotlyPage the global of a page with Plotly
 *
 * @typedef {object} ImageOptions
 * @property {'svg' | 'png'} format
 * @property {number} width in pixels
 * @property {number} [height] in pixels; default: that of the figure's layout
 * @property {number} [scale] pixels of the picture for each pixel of the layout
 */

/**
 * Draws figures in one browser.
 * @param {{ data: readonly object[], layout: Record<string, unknown> }[]} figures
 * @param {ImageOptions} options
 * @returns {Promise<Buffer[]>} the files' contents
 * @throws {Error} with advice where there is no Chromium
 */
export async function drawFigures(figures, options) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  // Not at the top: programs that install packages import this, too.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('plotly.js-dist-min') });
    const pictures = [];
    for (const { data, layout } of figures) {
      const url = await page.evaluate(
        ({ data, layout, options }) => {
          const { Plotly } = /** @type {PlotlyPage} */ (/** @type {unknown} */ (globalThis));
          return Plotly.toImage({ data, layout }, { height: layout.height, ...options });
        },
        { data, layout, options },
      );
      const content = url.slice(url.indexOf(',') + 1);
      pictures.push(
        options.format === 'png' ? Buffer.from(content, 'base64') : Buffer.from(decodeURIComponent(content)),
      );
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
