// The slider of a chart in JupyterLab, moved with the keyboard.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../notebooks/support.js';
import { Lab } from './lab.js';
import { describeInChromium } from './support.js';

const mode = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
const labels = ['one', 'two', 'three'];
const figure = {
  data: [{ type: 'scatter', x: [1, 2], y: [1, 10] }],
  frames: labels.map((name, i) => ({ name, data: [{ y: [i + 1, 10 * (i + 1)] }] })),
  layout: {
    sliders: [
      {
        currentvalue: { prefix: 'depth: ' },
        steps: labels.map((label) => ({ label, method: 'animate', args: [[label], mode] })),
      },
    ],
  },
};
const cell = {
  cell_type: 'code',
  id: 'chart',
  metadata: {},
  source: '1',
  execution_count: null,
  outputs: [
    { output_type: 'display_data', metadata: {}, data: { 'application/vnd.plotly.v1+json': figure } },
  ],
};
const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };

describeInChromium('A slider in JupyterLab', () => {
  const folder = temporaryFolder('lab-sliders');
  let lab: Lab | undefined; // none where the server did not start

  beforeAll(async () => {
    lab = await Lab.open(folder, 9486);
    mkdirSync(path.join(folder, 'notebooks'), { recursive: true });
    writeFileSync(
      path.join(folder, 'notebooks', 'moving.ipynb'),
      JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
    );
  }, 180_000);

  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is a tab stop, moves with the arrow keys, and says its value', async () => {
    const url = new URL(lab!.address);
    url.pathname = '/lab/tree/notebooks/moving.ipynb';
    const { page } = lab!;
    await page.goto(url.href);
    // The first one: JupyterLab may hold a copy of a notebook that was open before.
    const slider = page.getByRole('slider', { name: 'depth' }).first();
    await slider.waitFor({ timeout: 60_000 });
    await slider.focus();
    expect(await slider.getAttribute('aria-valuetext')).toBe('one');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toBe('three');
    await page.waitForFunction(() => {
      const plot = document.querySelector('.js-plotly-plot') as unknown as { data: { y: number[] }[] };
      return plot.data[0].y[1] === 30;
    });
    expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(lab!.browser.forbidden).toEqual([]);
  });
});
