// Charts and pictures that come from anywhere, on a page in Chromium: drawn, and printed.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { jupyter, temporaryFolder } from '../notebooks/support.js';
import { drawn, overflow, type Figure } from './page.js';
import { Browser, describeInChromium, picture } from './support.js';

const PLOTLY = 'application/vnd.plotly.v1+json';
/** A typed array after JSON. */
const typed = (...numbers: number[]): object =>
  JSON.parse(JSON.stringify(Float32Array.from(numbers))) as object;

const outputs: object[] = [
  { [PLOTLY]: { data: [{ y: typed(1, 3, 2) }], layout: {} } },
  {
    [PLOTLY]: {
      data: [{ type: 'heatmap', z: [typed(1, 2), typed(3, 4)] }],
      layout: { width: 900, height: 300, title: { text: 'Wide' }, xaxis: { title: 'step' } },
    },
  },
  { [PLOTLY]: { data: [{ type: 'bar', y: [1, 2], marker: { color: typed(5, 6) } }] } },
  { 'image/svg+xml': '<svg width="60" height="40"><circle cx="20" cy="20" r="20" fill="blue"/></svg>' },
  { 'image/gif': 'R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs=' },
  { 'application/pdf': 'JVBERi0xLjE=' },
  { 'application/x-model+json': {} },
];

describeInChromium('Outputs from anywhere', () => {
  const folder = temporaryFolder('browser-outputs');
  let browser: Browser | undefined;

  beforeAll(async () => {
    const cells = outputs.map((data, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      source: '0',
      execution_count: null,
      outputs: [{ output_type: 'display_data', metadata: {}, data }],
    }));
    writeFileSync(
      path.join(folder, 'any.ipynb'),
      JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    expect(await jupyter(['nbconvert', '--to', 'html', 'any.ipynb'], folder)).toMatchObject({ code: 0 });
    browser = await Browser.open();
  });
  afterEach(() => browser?.closePages());
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (): Promise<Page> => {
    const page = await browser!.page(pathToFileURL(path.join(folder, 'any.html')).href);
    await drawn(page);
    return page;
  };

  it('typed arrays are drawn as the lists of numbers that they are', async () => {
    const page = await open();
    const data = await page.evaluate(() =>
      [...document.querySelectorAll('.js-plotly-plot')].map((plot) => (plot as unknown as Figure).data[0]),
    );
    expect(data).toMatchObject([
      { y: [1, 3, 2] },
      {
        z: [
          [1, 2],
          [3, 4],
        ],
      },
      { marker: { color: [5, 6] } },
    ]);
    expect(await page.locator('.chart').nth(0).locator('.points path').count()).toBe(3);
    expect(await page.locator('.xtitle').allTextContents()).toEqual(['step']);
  });

  it('pictures have a size, and what cannot be shown is named', async () => {
    const page = await open();
    const widths = await page
      .locator('.output.image img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(widths).toEqual([60, 1]);
    expect(await page.getByRole('link', { name: 'A PDF document' }).getAttribute('download')).toBe(
      'output.pdf',
    );
    expect(await page.locator('.output.unknown code').allTextContents()).toEqual([
      'application/x-model+json',
    ]);
  });

  it('on narrow paper a chart is smaller as a whole, and nothing is cut off', async () => {
    const page = await open();
    const wide = await page.locator('.svg-container').evaluateAll((all) => all.map((one) => one.clientWidth));
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => (document.body.style.width = '360px'));
    const boxes = await page.locator('.svg-container').evaluateAll((all) =>
      all.map((one) => {
        const svg = one.querySelector<SVGSVGElement>('.main-svg')!;
        const box = svg.getBoundingClientRect();
        const drawn = svg.viewBox.baseVal;
        const labels = [...one.querySelectorAll('.xtick text')].map(
          (label) => label.getBoundingClientRect().right,
        );
        return {
          box: box.width,
          shape: box.height / box.width / (drawn.height / drawn.width),
          right: Math.max(...labels),
        };
      }),
    );
    expect(Math.min(...wide)).toBeGreaterThan(600); // in the window
    for (const { box, shape, right } of boxes) {
      expect(box).toBeLessThanOrEqual(360);
      expect(shape).toBeCloseTo(1, 2);
      expect(right).toBeLessThanOrEqual(370);
    }
    await picture(page, 'outputs-print', { fullPage: true });
  });

  it('it is printed without an error', async () => {
    const page = await open();
    const pdf = await page.pdf({ format: 'A5' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await overflow(page)).toBe(0);
  });

  it('light, dark and on a phone', async () => {
    for (const [name, dark, width] of [
      ['light', false, 1360],
      ['dark', true, 1360],
      ['phone', false, 390],
    ] as const) {
      const page = await open();
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.setViewportSize({ width, height: 900 });
      await drawn(page);
      await picture(page, `outputs-${name}`, { fullPage: true });
      await page.close();
    }
    expect(browser?.complaints).toEqual([]);
  });
});
