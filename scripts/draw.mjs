// A figure as SVG, drawn by Plotly in a headless Chromium.
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { CHROMIUM_ADVICE, CHROMIUM_FLAGS, findChromium } from './chromium.mjs';

/** The page's own Plotly. @typedef {{ Plotly: { toImage(figure: object, options: object): Promise<string> } }} Drawing */

/**
 * @param {{ data: readonly object[], layout: Record<string, unknown> }} figure
 * @param {number} width in pixels
 * @returns {Promise<string>}
 * @throws {Error} with advice where there is no Chromium
 */
export async function drawSvg(figure, width) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('plotly.js-dist-min') });
    const url = await page.evaluate(
      ({ data, layout, width }) => {
        const { Plotly } = /** @type {Drawing} */ (/** @type {unknown} */ (globalThis));
        return Plotly.toImage({ data, layout }, { format: 'svg', width, height: layout.height });
      },
      { data: figure.data, layout: figure.layout, width },
    );
    return decodeURIComponent(url.slice(url.indexOf(',') + 1));
  } finally {
    await browser.close();
  }
}
