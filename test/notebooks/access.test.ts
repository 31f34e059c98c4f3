// Every page of the course in Chromium: what axe-core finds, and how much a page transfers.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { AxeResults } from 'axe-core';
import { drawn, overflow } from '../browser/page.js';
import { Browser, describeInChromium, phone } from '../browser/support.js';
import { courseFiles, executeCourse, nameOf, WAIT } from './executed.js';
import { read } from './support.js';

const site = path.join(inject('course'), 'site');
const pages = ['index', 'glossary', ...courseFiles.map(nameOf)];
const axe = read(createRequire(import.meta.url).resolve('axe-core/axe.min.js'));

/** The most that a page may transfer, in bytes. */
const LIMIT = 2_500_000;

beforeAll(async () => {
  expect(await executeCourse()).toMatchObject({ code: 0 });
}, WAIT);

/** The files that a page of the site names, with those that they name: its style sheets, programs and fonts. */
function filesOf(page: string): Set<string> {
  const files = new Set([page]);
  for (const file of files) {
    if (!/\.(html|css)$/.test(file)) continue;
    const named = read(site, file).matchAll(
      /(?:<link[^>]*href|<script[^>]*src)="(assets\/[^"]+)"|url\(([\w-]+\.woff2)\)/g,
    );
    for (const [, asset, font] of named) files.add(asset ?? path.posix.join('assets', font!));
  }
  return files;
}

const gzipped = (file: string): number => {
  const bytes = readFileSync(path.join(site, file));
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
};

it.each(pages)('%s transfers less than 2.5 MB, compressed, with every font there is', (name) => {
  const bytes = [...filesOf(`${name}.html`)].reduce((sum, file) => sum + gzipped(file), 0);
  expect(bytes).toBeLessThan(LIMIT);
});

it('A page of the course transfers most of it once for all pages', () => {
  const [largest] = readdirSync(path.join(site, 'assets'))
    .filter((name) => name.startsWith('plotly'))
    .map((name) => readFileSync(path.join(site, 'assets', name)));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  expect(brotliCompressSync(largest!, quality).length).toBeLessThan(600_000);
});

it('No formula is left for the browser to set, and no id stands twice', () => {
  for (const name of pages) {
    const html = read(site, `${name}.html`);
    const prose = html
      .replace(/<(script|pre|code|annotation|table)\b[^]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ');
    expect(prose.match(/\$[^$\n]{0,60}\$|\\\(|\\\[/g), name).toBeNull();
    const ids = [...html.replace(/<script[^]*?<\/script>/g, '').matchAll(/\sid="([^"]*)"/g)].map(
      ([, id]) => id,
    );
    expect(ids.filter((id, i) => ids.indexOf(id) !== i), name).toEqual([]); // prettier-ignore
  }
});

describeInChromium('For axe-core', () => {
  let browsers: { wide: Browser; small: Browser } | undefined;
  beforeAll(async () => {
    browsers = {
      wide: await Browser.open({ viewport: { width: 1000, height: 900 } }),
      small: await Browser.open(phone),
    };
  });
  afterEach(() => Promise.all(Object.values(browsers ?? {}).map((browser) => browser.closePages())));
  afterAll(() => Promise.all(Object.values(browsers ?? {}).map((browser) => browser.close())));

  it.each(pages)('%s has no fault in light, in dark, and on a phone', async (name) => {
    for (const [mode, browser, colorScheme] of [
      ['light', browsers!.wide, 'light'],
      ['dark', browsers!.wide, 'dark'],
      ['phone', browsers!.small, 'light'],
    ] as const) {
      const page = await browser.page(pathToFileURL(path.join(site, `${name}.html`)).href);
      await page.emulateMedia({ colorScheme });
      await drawn(page);
      await page.evaluate(axe);
      // Without preload, which would fetch the style sheets of a page that is opened as a file.
      const { violations } = await page.evaluate(() =>
        (
          globalThis as unknown as { axe: { run(root: Document, options: object): Promise<AxeResults> } }
        ).axe.run(document, { preload: false }),
      );
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, `${name}, ${mode}`).toEqual([]);
      expect(await overflow(page), `${name}, ${mode}`).toBe(0);
    }
    expect([browsers!.wide.complaints, browsers!.small.complaints]).toEqual([[], []]);
  });
});
