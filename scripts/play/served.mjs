/// <reference lib="dom" />
// The live page from a local server, compressed, in Chromium; every other host is refused.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { CHROMIUM_ADVICE, CHROMIUM_FLAGS, findChromium } from '../chromium.mjs';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Notes of the page on itself, from before its first script: when it first drew, and its long tasks. */
const watchPage = () => {
  const notes = { firstPicture: 0, longTasks: /** @type {number[]} */ ([]) };
  Object.assign(globalThis, { notes });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes.longTasks.push(duration);
  }).observe(/** @type {any} */ ({ type: 'longtask', buffered: true }));
  const look = () => {
    if (document.querySelector('.vg-gradient svg')) notes.firstPicture = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/**
 * Opens the page, and waits until a state has been measured in it.
 * @param {string} folder of the page
 * @param {{ context?: import('playwright-core').BrowserContextOptions, address?: string }} [options]
 */
export async function openPlay(folder, { context = {}, address = '' } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  const sent = { bytes: 0 };
  const server = createServer((request, response) => {
    const name = new URL(String(request.url), 'http://localhost').pathname;
    try {
      const body = gzipSync(readFileSync(path.join(folder, name)));
      sent.bytes += body.length;
      const type = `${TYPES[path.extname(name)] ?? 'text/plain'}; charset=utf-8`;
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  const page = await (await browser.newContext(context)).newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || /^(?:blob|data):/.test(url)) return route.continue();
    complaints.push(`asked for ${url}`);
    return route.abort();
  });
  await page.addInitScript(watchPage);
  await page.goto(`${origin}/play.html${address}`);
  await page.waitForSelector('.vg-figure[data-seen]', { timeout: 120_000 });
  return {
    page,
    complaints,
    sent,
    async close() {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Has the page measure states, each as soon as the one before has been drawn.
 * @param {import('playwright-core').Page} page
 * @param {object[]} states
 * @returns {Promise<{ norms: number[], title: string, milliseconds: number, label: string }[]>}
 */
export const measureStates = (page, states) =>
  page.evaluate(async (all) => {
    const { figure } = /** @type {any} */ (document.querySelector('[data-play="page"]'));
    const found = [];
    for (const state of all) {
      const before = figure.root.dataset.seen;
      const began = performance.now();
      figure.set(state);
      while (figure.root.dataset.seen === before && !figure.root.dataset.failed)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      if (figure.root.dataset.failed) throw new Error(figure.root.dataset.failed);
      const { measurement, words } = figure.seen;
      found.push({
        norms: measurement.layers.map((/** @type {any} */ layer) => layer.gradient),
        title: words.title,
        milliseconds: performance.now() - began,
        label: figure.root.querySelector('.vg-gradient svg').getAttribute('aria-label'),
      });
    }
    return found;
  }, states);

/** The number of tensors that the engine holds. @param {import('playwright-core').Page} page @returns {Promise<number>} */
export const countTensors = (page) =>
  page.evaluate(() => /** @type {any} */ (document.querySelector('[data-play="page"]')).figure.tensors());

/** The notes of the page on itself. @param {import('playwright-core').Page} page @returns {Promise<{ firstPicture: number, longTasks: number[] }>} */
export const readNotes = (page) => page.evaluate(() => /** @type {any} */ (globalThis).notes);
